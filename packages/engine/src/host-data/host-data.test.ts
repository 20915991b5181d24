import { memory } from '@farthing/adapters-memory'
import { parseInstant, type Account, type Instant } from '@farthing/core'
import { hostRecordsSuite } from '@farthing/ports/conformance'
import type { HostSubscription } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { arrayHost } from '../test/array-host.js'
import { catalog, failureIn, october, tokens } from '../test/sample-billing.js'
import { hostData, type HostDataOptions, type HostPorts } from './host-data.js'

const account = (id: string, about: Partial<Account> = {}): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin', ...about })
const subscription = (id: string, about: Partial<HostSubscription> = {}): HostSubscription => ({
  id, account: id, plan: 'pro', zone: 'Europe/Berlin', anchor: '2026-10-01', from: '2026-09-30T22:00:00.000000Z', ...about,
})

/** A clock that is set. */
function settableClock(at: string) {
  let now: Instant = parseInstant(at)
  return { clock: { now: () => now }, set: (next: string) => (now = parseInstant(next)) }
}

function acmeHost(options: Partial<HostDataOptions> = {}, around: (ports: ReturnType<typeof arrayHost>['ports']) => HostPorts = (ports) => ports) {
  const { clock, set } = settableClock('2026-11-02T00:00:00Z')
  const { records, ports, calls } = arrayHost({ accounts: [account('acme')], subscriptions: [subscription('acme')] })
  const host = hostData(around(ports), { clock, ...options })
  const storage = memory()
  const billing = createBilling({ catalog, storage, clock, host })
  return { billing, records, calls, host, set, storage, clock }
}

const issue = { key: 'acme/2026-10', ...october }

describe('a host with its records in lists', () => {
  for (const { name, run } of hostRecordsSuite.cases) {
    it(name, () => run({ create: async ({ accounts, subscriptions }) => arrayHost({ accounts, subscriptions }).ports }))
  }
})

describe('accounts and subscriptions of the host', () => {
  it('are billed as those of Farthing are, to the same invoice', async () => {
    const { billing } = acmeHost()
    await billing.events.ingest([tokens('r1', '1400000')])
    const invoice = await billing.invoices.issue(issue)
    const own = createBilling({ catalog, storage: memory(), clock: { now: () => parseInstant('2026-11-02T00:00:00Z') } })
    await own.accounts.put({ key: 'acme', account: account('acme') })
    await own.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
    await own.events.ingest([tokens('r1', '1400000')])
    expect(invoice.contentHash).toBe((await own.invoices.issue(issue)).contentHash)
    expect([await billing.accounts.get('acme'), (await billing.subscriptions.list()).items]).toEqual([await own.accounts.get('acme'), (await own.subscriptions.list()).items])
  })

  it('are changed by the host alone', async () => {
    const { billing } = acmeHost()
    expect(await failureIn(() => billing.accounts.put({ key: 'k', account: account('acme') }))).toMatchObject({ code: 'host.owned', field: 'account' })
    expect(await failureIn(() => billing.subscriptions.start({ key: 'b', account: 'acme', plan: 'calls', from: '2026-10-01' }))).toMatchObject({ code: 'host.owned' })
    expect(await failureIn(() => billing.subscriptions.cancel({ key: 'c', subscription: 'acme' }))).toMatchObject({ code: 'host.owned' })
  })

  it('may be the host’s one by one', async () => {
    const { clock } = settableClock('2026-11-02T00:00:00Z')
    const { ports } = arrayHost({ accounts: [account('acme')] })
    const billing = createBilling({ catalog, storage: memory(), clock, host: hostData({ accounts: ports.accounts }, { clock }) })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
    expect((await billing.invoices.issue(issue)).totals.payable).toBe('49')
    expect(await failureIn(() => billing.subscriptions.start({ key: 'n', account: 'nobody', plan: 'pro', from: '2026-10-01' }))).toMatchObject({ code: 'host.owned' })
  })

  it('name the plan version that is in effect at their start, or one of their own', async () => {
    const { billing, records } = acmeHost()
    const [{ version } = { version: '' }] = (await billing.catalog.plan('pro'))?.versions ?? []
    expect((await billing.subscriptions.get('acme'))?.planVersion).toBe(version)
    records.subscriptions[0] = subscription('acme', { planVersion: version })
    expect((await billing.subscriptions.get('acme'))?.planVersion).toBe(version)
    records.subscriptions[0] = subscription('acme', { plan: 'por' })
    expect(await failureIn(() => billing.subscriptions.get('acme'))).toMatchObject({ code: 'plan.unknown' })
  })
})

describe('a host that fails', () => {
  const down = () => Promise.reject(new Error('down'))

  /** Down from when it is told to. */
  function switchable(options: Partial<HostDataOptions> = {}, answer: () => Promise<unknown> = down) {
    const state = { isDown: false }
    const through = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A): Promise<R> => (state.isDown ? (answer() as Promise<R>) : call(...args))
    const made = acmeHost(options, ({ accounts, subscriptions }) => ({
      accounts: { get: through(accounts.get), list: through(accounts.list) },
      subscriptions: { get: through(subscriptions.get), list: through(subscriptions.list) },
    }))
    return { ...made, state }
  }

  it.each<readonly [what: string, answer: () => Promise<unknown>, code: string]>([
    ['is down', down, 'host.unavailable'],
    ['throws at once', () => { throw new Error('down') }, 'host.unavailable'],
    ['is slow', () => new Promise(() => undefined), 'host.unavailable'],
    ['answers nonsense', () => Promise.resolve('<html>'), 'host.invalid'],
    ['answers another record', () => Promise.resolve(account('beta')), 'host.invalid'],
    ['answers a bad zone', () => Promise.resolve(account('acme', { zone: 'Mars/Base' })), 'host.invalid'],
  ])('%s: its last good answer stands in up to its bound, and then nothing does', async (_, answer, code) => {
    const { billing, state, set, host } = switchable({ usableFor: 60, answerWithin: 0.01 }, answer)
    const before = await billing.accounts.get('acme')
    state.isDown = true
    set('2026-11-02T00:01:00Z')
    expect(await billing.accounts.get('acme')).toEqual(before)
    expect(host.status()[0]).toMatchObject({ port: 'accounts', lastGood: '2026-11-02T00:00:00.000000Z', failure: { code }, staleAnswers: 1 })
    set('2026-11-02T00:01:00.001Z')
    expect(await failureIn(() => billing.accounts.get('acme'))).toMatchObject({ code, field: 'accounts' })
    expect(await failureIn(() => billing.accounts.get('gamma'))).toMatchObject({ code, field: 'accounts' })
    state.isDown = false
    expect(await billing.accounts.get('acme')).toEqual(before)
    expect(host.status()[0]).not.toHaveProperty('failure')
  })

  it('never says of a record that it cannot ask for that it does not exist, and bills nothing then', async () => {
    const { billing, state } = switchable()
    state.isDown = true
    expect(await failureIn(() => billing.subscriptions.get('acme'))).toMatchObject({ code: 'host.unavailable' })
    expect(await failureIn(() => billing.invoices.issue(issue))).toMatchObject({ code: 'host.unavailable' })
    state.isDown = false
    expect((await billing.invoices.issue(issue)).number).toBe('INV-000001')
  })

  it('is asked again once an answer is no longer fresh, and once for many who ask together', async () => {
    const { billing, calls, set, host } = acmeHost({ freshFor: 10 })
    await billing.accounts.get('acme')
    await billing.accounts.get('acme')
    expect(calls()).toBe(1)
    set('2026-11-02T00:00:10.001Z')
    await Promise.all([host.reads.accounts?.get('acme'), host.reads.accounts?.get('acme')])
    expect(calls()).toBe(2)
    set('2026-11-01T23:00:00Z')
    await billing.accounts.get('acme')
    expect(calls()).toBe(3)
  })

  it.each([[{ freshFor: -1 }], [{ usableFor: Number.NaN }], [{ answerWithin: Number.POSITIVE_INFINITY }], [{ usableFor: 31_622_401 }]])('with the limits %j is refused', (limits) => {
    expect(() => acmeHost(limits)).toThrow(expect.objectContaining({ code: 'host.limits_invalid' }))
  })

  it.each<readonly [what: string, page: unknown]>([
    ['no list', { items: 'acme' }], ['too many', { items: [subscription('a'), subscription('b'), subscription('c')] }], ['out of order', { items: [subscription('b'), subscription('a')] }],
    ['twice the same', { items: [subscription('a'), subscription('a')] }], ['an empty cursor', { items: [subscription('a')], next: '' }], ['a cursor behind nothing', { items: [], next: 'a' }],
    ['what was not asked for', { items: [subscription('other')] }],
  ])('lists %s: refused', async (what, page) => {
    const host = hostData({ subscriptions: { get: down, list: () => Promise.resolve(page as never) } }, { clock: settableClock('2026-11-02T00:00:00Z').clock })
    const filter = what === 'what was not asked for' ? { account: 'acme' } : {}
    expect(await failureIn(async () => host.reads.subscriptions?.list(filter, { limit: 2 }))).toMatchObject({ code: 'host.invalid' })
  })
})

describe('a host that says something else about a time that was billed', () => {
  async function billedAcme(options: Partial<HostDataOptions> = {}) {
    const made = acmeHost(options)
    await made.billing.events.ingest([tokens('r1', '1400000')])
    return { ...made, invoice: await made.billing.invoices.issue(issue) }
  }

  it.each<readonly [what: string, about: Partial<HostSubscription>]>([
    ['another plan from the start', { plan: 'calls' }],
    ['another anchor', { anchor: '2026-10-02' }],
    ['an end inside of what was billed', { to: '2026-10-20T00:00:00.000000Z' }],
    ['a change inside of what was billed', { changes: [{ kind: 'resume', id: 'r', at: '2026-10-20T00:00:00.000000Z', decidedAt: '2026-11-02T00:00:00.000000Z' }] }],
    ['other subjects', { subjects: ['acme', 'acme-eu'] }],
  ])('%s is refused, and the document stands', async (_, about) => {
    const { billing, records, invoice } = await billedAcme()
    records.subscriptions[0] = subscription('acme', about)
    expect(await failureIn(() => billing.subscriptions.get('acme'))).toMatchObject({ code: 'host.billed_changed', field: 'subscription', facts: { subscription: 'acme', billedTo: invoice.to } })
    expect(await billing.invoices.get(invoice.id)).toEqual(invoice)
  })

  it('may end it, or change it, from there on', async () => {
    const { billing, records, invoice } = await billedAcme()
    records.subscriptions[0] = subscription('acme', { to: invoice.to })
    expect((await billing.subscriptions.get('acme'))?.to).toBe(invoice.to)
  })

  it('brings a correction about where that is asked for', async () => {
    const { billing, records, invoice } = await billedAcme({ billed: 'corrected' })
    records.subscriptions[0] = subscription('acme', { to: '2026-10-16T22:00:00.000000Z' })
    const [record] = await billing.corrections.correct({ key: 'c', invoice: invoice.id, causes: [{ kind: 'subscription_fact', reference: 'acme', text: 'it ended earlier' }] })
    expect(record?.correction).toBeDefined()
    expect(await billing.invoices.get(invoice.id)).toEqual(invoice)
  })

  it('may say what it likes of what is void again', async () => {
    const { billing, records, invoice } = await billedAcme()
    await billing.invoices.transition({ key: 'v', invoice: invoice.id, cause: 'void', reason: 'of a test account' })
    records.subscriptions[0] = subscription('acme', { plan: 'calls' })
    expect((await billing.subscriptions.get('acme'))?.plan).toBe('calls')
  })

  it('may not change the currency of an account that was billed, and may change its address', async () => {
    const { billing, records } = await billedAcme()
    records.accounts[0] = account('acme', { name: 'Acme SE' })
    expect((await billing.accounts.get('acme'))?.name).toBe('Acme SE')
    records.accounts[0] = account('acme', { currency: 'USD' })
    expect(await failureIn(() => billing.accounts.get('acme'))).toMatchObject({ code: 'host.billed_changed', field: 'account.currency' })
  })

  it('still has its document explained and verified when the plan is gone from the catalogue', async () => {
    const { storage, host, clock, invoice } = await billedAcme({ freshFor: 60 })
    const { pro: _, ...plans } = catalog.plans
    const later = createBilling({ catalog: { ...catalog, plans: { ...plans } }, storage, clock, host })
    expect(await later.catalog.version(invoice.lines[0]?.planVersion ?? '')).toMatchObject({ plan: 'pro' })
    expect(await later.invoices.evidence(invoice.id)).toBeDefined()
  })
})

describe('a catalogue of the host', () => {
  it('is checked, remembered and shown with its age', async () => {
    const { clock, set } = settableClock('2026-11-02T00:00:00Z')
    let answer: unknown = JSON.parse(JSON.stringify(catalog))
    const host = hostData({ catalog: { load: () => Promise.resolve(answer) } }, { clock, usableFor: 600 })
    expect(await host.catalog()).toMatchObject({ value: catalog, ageSeconds: 0, isStale: false })
    answer = { plans: { pro: 'cheap' } }
    set('2026-11-02T00:05:00Z')
    expect(await host.catalog()).toMatchObject({ value: catalog, asOf: '2026-11-02T00:00:00.000000Z', ageSeconds: 300, isStale: true })
    expect(host.status()).toMatchObject([{ port: 'catalog', failure: { code: 'host.invalid' }, staleAnswers: 1 }])
    set('2026-11-02T00:10:00.001Z')
    expect(await failureIn(() => host.catalog())).toMatchObject({ code: 'host.invalid' })
    expect(await failureIn(() => hostData({}, { clock }).catalog())).toMatchObject({ code: 'host.absent' })
  })
})
