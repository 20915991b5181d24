import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import { closeAtEnd, parseInstant, sum, type Instant } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { createBilling } from './create-billing.js'
import { createHostedBilling, type HostedBillingOptions } from './create-hosted-billing.js'
import { hostData } from './host-data/host-data.js'
import { createScheduler } from './jobs/create-scheduler.js'
import { failureIn, sampleBilling, tokens } from './test/sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const

/** A plan at a price for each token, and later releases of it. */
const bookAt = (unit: `${number}`, later: readonly object[] = []) =>
  JSON.parse(JSON.stringify({
    ...defineCatalog({ meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) }, plans: { metered: plan(month, { tokens: perUnit('tokens', unit) }) } }),
    ...(later.length === 0 ? {} : { releases: { metered: later } }),
  })) as { readonly [part: string]: unknown }

const second = { effectiveFrom: '2026-11-01T00:00:00.000000Z', plan: plan(month, { base: flat('5'), tokens: perUnit('tokens', '0.02') }) }

function world({ freshFor = 0, usableFor = 60, ...options }: { readonly freshFor?: number; readonly usableFor?: number } & Partial<HostedBillingOptions> = {}) {
  const state = { now: '2026-11-02T00:00:00Z', book: bookAt('0.01') as unknown, isDown: false, asked: 0 }
  const clock = { now: (): Instant => parseInstant(state.now) }
  const load = async () => {
    state.asked += 1
    if (state.isDown) throw new Error('down')
    return state.book
  }
  const host = hostData({ catalog: { load } }, { clock, freshFor, usableFor })
  const storage = options.storage ?? memory()
  return { state, clock, storage, host, billing: createHostedBilling({ storage, clock, host, ...options }) }
}

const subscribe = (billing: Pick<ReturnType<typeof createHostedBilling>, 'subscriptions'>, id: string, about = {}) => billing.subscriptions.start({ key: id, account: id, plan: 'metered', from: '2026-10-01', ...about })
const preview = async ({ billing }: ReturnType<typeof world>, account: string) => (await billing.invoices.preview({ account, period: '2026-10' })).totals.net

describe('billing over a catalogue of the host', () => {
  it('has every operation', () => {
    const namesOf = (billing: object) => Object.entries(billing).map(([area, part]: [string, unknown]) => [area, ...Object.keys(part as object).sort()].join(' ')).sort()
    expect(namesOf(world().billing)).toEqual(namesOf(sampleBilling()))
  })

  it('sells what is published while it lives, and leaves what was sold before', async () => {
    const on = world()
    await subscribe(on.billing, 'acme')
    on.state.book = bookAt('0.01', [second])
    await subscribe(on.billing, 'beta', { from: '2026-11-01' })
    expect((await on.billing.catalog.plan('metered'))?.versions).toHaveLength(2)
    await on.billing.events.ingest([tokens('a', '1000'), tokens('b', '1000', { subject: 'beta', time: '2026-11-01T09:00:00Z' })])
    expect(await preview(on, 'acme')).toBe('10')
    expect((await on.billing.invoices.preview({ account: 'beta', period: '2026-11' })).totals.net).toBe('25')
    // A price that is changed in place is another version, and nobody’s who has subscribed before.
    on.state.book = bookAt('0.03')
    expect(await preview(on, 'acme')).toBe('10')
    await subscribe(on.billing, 'gamma')
    await on.billing.events.ingest([tokens('c', '1000', { subject: 'gamma' })])
    expect(await preview(on, 'gamma')).toBe('30')
  })

  it('comes to the documents of an instance that was made with the same catalogue', async () => {
    const on = world()
    const plain = createBilling({ catalog: (await on.host.catalog()).value, storage: memory(), clock: on.clock })
    const invoices = []
    for (const billing of [on.billing, plain]) {
      await subscribe(billing, 'acme')
      await billing.events.ingest([tokens('a', '1234')])
      invoices.push(await billing.invoices.issue({ key: 'k', account: 'acme', period: '2026-10' }))
    }
    expect(invoices[0]).toEqual(invoices[1])
  })

  it('asks once for as long as an answer is fresh', async () => {
    const { billing, state } = world({ freshFor: 10 })
    for (let times = 0; times < 5; times += 1) await billing.catalog.plans()
    expect(state.asked).toBe(1)
    state.now = '2026-11-02T00:00:10.001Z'
    await billing.catalog.plans()
    expect(state.asked).toBe(2)
  })

  it('goes on with the last good one while the host is down, and is refused after that', async () => {
    const on = world({ usableFor: 60 })
    await subscribe(on.billing, 'acme')
    on.state.isDown = true
    on.state.now = '2026-11-02T00:01:00Z'
    expect(await preview(on, 'acme')).toBe('0')
    expect(on.host.status()).toMatchObject([{ port: 'catalog', failure: { code: 'host.unavailable' }, staleAnswers: 1 }])
    on.state.now = '2026-11-02T00:01:00.001Z'
    expect(await failureIn(() => preview(on, 'acme'))).toMatchObject({ code: 'host.unavailable' })
    expect(await failureIn(() => on.billing.events.ingest([tokens('a', '1')]))).toMatchObject({ code: 'host.unavailable' })
    expect(await failureIn(async () => on.billing.shadow.accounts({} as never).next())).toMatchObject({ code: 'host.unavailable' })
    expect(await on.billing.health()).toMatchObject({ status: 'down', failure: { code: 'host.unavailable' } })
    on.state.isDown = false
    expect(await on.billing.events.ingest([tokens('a', '1')])).toMatchObject({ counts: { accepted: 1 } })
    expect(await on.billing.health()).toMatchObject({ status: 'ok' })
  })

  it('is refused where nothing was ever answered, and without such a port', async () => {
    const on = world()
    on.state.isDown = true
    expect(await failureIn(() => on.billing.accounts.list())).toMatchObject({ code: 'host.unavailable' })
    const none = createHostedBilling({ storage: memory(), clock: on.clock, host: hostData({}, { clock: on.clock }) })
    expect(await failureIn(() => none.accounts.list())).toMatchObject({ code: 'host.absent' })
  })

  it('takes a catalogue that is not valid for no answer', async () => {
    const on = world({ usableFor: 60 })
    await subscribe(on.billing, 'acme')
    on.state.book = { ...bookAt('0.01'), plans: { metered: { currency: 'EUR' } } }
    expect(await preview(on, 'acme')).toBe('0')
    expect(await on.billing.health()).toMatchObject({ status: 'degraded', host: [{ port: 'catalog', failure: { code: 'host.invalid' } }] })
    on.state.now = '2026-11-02T00:02:00Z'
    expect(await failureIn(() => preview(on, 'acme'))).toMatchObject({ code: 'host.invalid', field: 'catalog' })
  })

  it('refuses a catalogue that an option does not fit', async () => {
    const on = world({ lateness: { meters: { tokens: closeAtEnd } } })
    expect((await on.billing.catalog.plans()).items).toHaveLength(1)
    on.state.book = { meters: {}, plans: {} }
    expect(await failureIn(() => on.billing.catalog.plans())).toMatchObject({ field: expect.stringContaining('lateness') as unknown })
  })

  it('reads a stream and does jobs with the catalogue that there is then', async () => {
    const on = world({ jobs: { afterIngest: {} } })
    await subscribe(on.billing, 'acme')
    await on.billing.events.ingest([tokens('a', '1000', { time: '2026-11-01T09:00:00Z' })])
    const scheduler = createScheduler(on.billing, { queue: memoryWorkQueue(on.clock), jobs: ['after-ingest'] })
    expect(await scheduler.tick()).toMatchObject({ ran: ['after-ingest'], failed: [] })
    expect(await on.billing.ledger.balance({ role: 'accrued_receivable', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: '1000' }])
    const parts: string[] = []
    for await (const part of on.billing.usage.costsCsv({ account: 'acme' })) parts.push(part)
    expect(parts.join('')).toContain('metered')
  })
})
