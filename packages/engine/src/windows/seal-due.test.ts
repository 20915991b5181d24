import { memory } from '@farthing/adapters-memory'
import { count, sum, type LatenessPolicy } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import type { Clock, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { failureIn, wrapped } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count' }), calls: count({ event: 'api.call' }) },
  plans: {
    daily: plan({ currency: 'EUR', every: 'day' }, { tokens: perUnit('tokens', '0.01') }),
    monthly: plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '0.01'), calls: perUnit('calls', '0.01') }),
  },
})

const sources: LatenessPolicy = { watermark: { kind: 'source', sources: ['api', 'edge'], deadline: 'P2D' }, grace: 'PT1H' }

/** Billing whose clock is set by the test. */
function billingAt(now: string, { lateness = {}, storage = memory() }: { readonly lateness?: object; readonly storage?: Storage } = {}) {
  const clock = { at: now }
  const settable: Clock = { now: () => `${clock.at}:00.000000Z` }
  return { clock, storage, billing: createBilling({ catalog, storage, clock: settable, lateness }) }
}

type Setting = ReturnType<typeof billingAt>

async function subscribe({ billing }: Setting, account: string, of: 'daily' | 'monthly' = 'daily', from = '2026-10-14') {
  await billing.subscriptions.start({ key: account, account, plan: of, from, zone: 'UTC' })
}

const used = (id: string, time: string, about: object = {}) => ({ id, source: 'api', type: 'llm.tokens', subject: 'acme', time: `${time}:00Z`, data: { count: '5' }, ...about })
const windowsIn = (sealed: readonly { readonly subscription: string; readonly from: string }[]) => sealed.map(({ subscription, from }) => `${subscription} ${from.slice(5, 10)}`)

describe('windows.sealDue', () => {
  it('seals each window once its end has passed, oldest first, and none twice', async () => {
    const setting = billingAt('2026-10-16T12:00')
    const { billing, clock } = setting
    await subscribe(setting, 'acme')
    await billing.events.ingest([used('a', '2026-10-14T09:00'), used('b', '2026-10-15T09:00'), used('c', '2026-10-16T09:00')])
    const first = await billing.windows.sealDue()
    expect(windowsIn(first.sealed)).toEqual(['acme 10-14', 'acme 10-15'])
    expect(first.held).toEqual([])
    expect((await billing.windows.sealDue()).sealed).toEqual([])
    clock.at = '2026-10-17T00:00'
    expect(windowsIn((await billing.windows.sealDue()).sealed)).toEqual(['acme 10-16'])
  })

  it('waits for every source and the grace, and tells which one was last', async () => {
    const setting = billingAt('2026-10-15T12:00', { lateness: { meters: { tokens: sources } } })
    const { billing } = setting
    await subscribe(setting, 'acme')
    await billing.events.ingest([used('a', '2026-10-14T09:00')])
    await billing.windows.complete({ source: 'api', upTo: '2026-10-15T12:00:00Z' })
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-15T00:59:00Z' })
    expect(await billing.windows.sealDue()).toMatchObject({ closed: [{ meter: 'calls' }], sealed: [], held: [] })
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-15T01:00:00Z' })
    expect(windowsIn((await billing.windows.sealDue()).sealed)).toEqual(['acme 10-14'])
    const [seal] = await billing.usage.seal({ account: 'acme', period: '2026-10-14' })
    expect(seal?.waits).toEqual([
      {
        meter: 'tokens',
        policy: 'source',
        grace: 'PT1H',
        watermark: '2026-10-15T01:00:00.000000Z',
        at: '2026-10-15T12:00:00.000000Z',
        slowest: { source: 'edge', upTo: '2026-10-15T01:00:00.000000Z' },
        behind: [],
      },
    ])
  })

  it('goes on without a source that is behind by more than the deadline, and records that', async () => {
    const setting = billingAt('2026-10-16T00:00', { lateness: { every: sources } })
    const { billing, clock } = setting
    await subscribe(setting, 'acme')
    await billing.windows.complete({ source: 'api', upTo: '2026-10-16T00:00:00Z' })
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-14T20:00:00Z' })
    clock.at = '2026-10-17T00:59'
    expect((await billing.windows.sealDue()).sealed).toEqual([])
    clock.at = '2026-10-17T01:00'
    expect(windowsIn((await billing.windows.sealDue()).sealed)).toEqual(['acme 10-14'])
    const [seal] = await billing.usage.seal({ account: 'acme', period: '2026-10-14' })
    expect(seal?.waits[0]).toMatchObject({ behind: [{ source: 'edge', upTo: '2026-10-14T20:00:00.000000Z' }], slowest: { source: 'edge', upTo: '2026-10-15T01:00:00.000000Z' } })
  })

  it('waits for the slowest meter of a plan', async () => {
    const setting = billingAt('2026-11-01T00:00', { lateness: { meters: { calls: { watermark: { kind: 'manual' } } } } })
    const { billing } = setting
    await subscribe(setting, 'acme', 'monthly', '2026-10-01')
    expect((await billing.windows.sealDue()).sealed).toEqual([])
    await billing.windows.advance({ meter: 'calls', upTo: '2026-11-01T00:00:00Z' })
    expect(windowsIn((await billing.windows.sealDue()).sealed)).toEqual(['acme 10-01'])
  })

  it('seals the stub at the end of a subscription at that end', async () => {
    const setting = billingAt('2026-10-14T18:00')
    await setting.billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'daily', from: '2026-10-14T06:00:00Z', to: '2026-10-14T18:00:00Z', zone: 'UTC' })
    expect(windowsIn((await setting.billing.windows.sealDue()).sealed)).toEqual(['acme 10-14'])
    setting.clock.at = '2026-12-01T00:00'
    expect((await setting.billing.windows.sealDue()).sealed).toEqual([])
  })

  it('seals the others when the usage of one cannot be sealed, and tries that one again', async () => {
    const groups = defineCatalog({ meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) }, plans: { daily: plan({ currency: 'EUR', every: 'day' }, { tokens: perUnit('tokens', '0.01') }) } })
    const billing = createBilling({ catalog: groups, storage: memory(), clock: { now: () => '2026-10-15T00:00:00.000000Z' } })
    for (const account of ['acme', 'globex']) await billing.subscriptions.start({ key: account, account, plan: 'daily', from: '2026-10-14', zone: 'UTC' })
    const crowd = Array.from({ length: 10_001 }, (_, index) => used(`e${index}`, '2026-10-14T09:00', { data: { count: '1', model: `m${index}` } }))
    await billing.events.ingest([...crowd, used('g', '2026-10-14T09:00', { subject: 'globex' })])
    for (const sealed of [['globex 10-14'], []]) {
      const run = await billing.windows.sealDue()
      expect(windowsIn(run.sealed)).toEqual(sealed)
      expect(run.held).toMatchObject([{ subscription: 'acme', from: '2026-10-14T00:00:00.000000Z', failure: { code: 'meter.too_many_groups' } }])
    }
  })

  it('completes what a run that stopped has left, whichever transaction it stopped before', async () => {
    const plain = billingAt('2026-10-17T00:00')
    for (const account of ['acme', 'globex']) await subscribe(plain, account)
    const wanted = windowsIn((await plain.billing.windows.sealDue()).sealed).sort()
    for (let stop = 0; stop < 8; stop += 1) {
      const storage = memory()
      const setting = billingAt('2026-10-17T00:00', { storage })
      for (const account of ['acme', 'globex']) await subscribe(setting, account)
      let left = stop
      const stopping: Storage = { transaction: (tenant, work) => (left-- > 0 ? storage.transaction(tenant, work) : Promise.reject(new Error('the process is gone'))) }
      const before: string[] = []
      const watched = wrapped(stopping, (stores) => ({ ...stores, usage: { ...stores.usage, put: async (seal) => { await stores.usage.put(seal); before.push(...windowsIn([seal])) } } }))
      await billingAt('2026-10-17T00:00', { storage: watched }).billing.windows.sealDue().catch(() => undefined)
      const after = await setting.billing.windows.sealDue()
      expect([...before, ...windowsIn(after.sealed)].sort(), `stopped before transaction ${stop}`).toEqual(wanted)
    }
  })

  it('seals each window once when two runs meet', async () => {
    const setting = billingAt('2026-10-20T00:00')
    await subscribe(setting, 'acme')
    const runs = await Promise.all([1, 2, 3].map(() => setting.billing.windows.sealDue()))
    expect(new Set(runs.flatMap(({ sealed }) => windowsIn(sealed))).size).toBe(6)
    for (const { sealed } of runs) for (const { revision } of sealed) expect(revision).toBe(0)
  })
})

describe('a window that is open', () => {
  it('is not sealed and not invoiced, and the refusal says what it waits for', async () => {
    const setting = billingAt('2026-10-15T12:00', { lateness: { every: sources } })
    const { billing } = setting
    await subscribe(setting, 'acme')
    await billing.windows.complete({ source: 'api', upTo: '2026-10-15T12:00:00Z' })
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-14T22:00:00Z' })
    for (const attempt of [() => billing.usage.seal({ account: 'acme', period: '2026-10-14' }), () => billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10-14' })]) {
      const failure = await failureIn(attempt)
      expect(failure).toMatchObject({ code: 'window.open', field: 'period', facts: { meter: 'tokens', source: 'edge', grace: 'PT1H' } })
      expect(failure?.message).toContain('tokens waits for "edge", which is complete up to 2026-10-14T22:00:00.000000Z, with a grace of PT1H')
    }
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-15T01:00:00Z' })
    expect(await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10-14' })).toMatchObject({ number: 'INV-000001' })
  })

  it('is previewed', async () => {
    const setting = billingAt('2026-10-14T12:00', { lateness: { every: sources } })
    await subscribe(setting, 'acme')
    await setting.billing.events.ingest([used('a', '2026-10-14T09:00')])
    expect((await setting.billing.invoices.preview({ account: 'acme', period: '2026-10-14' })).totals.payable).toBe('0.05')
  })
})

describe('watermarks', () => {
  it('never go back, whatever the clock does and sources say', async () => {
    const { billing, clock } = billingAt('2026-10-16T12:00', { lateness: { meters: { tokens: sources } } })
    await billing.windows.complete({ source: 'api', upTo: '2026-10-16T12:00:00Z' })
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-16T11:00:00Z' })
    const before = await billing.windows.list()
    clock.at = '2026-10-15T00:00'
    await billing.windows.complete({ source: 'edge', upTo: '2026-10-14T00:00:00Z' })
    await billing.windows.sealDue()
    const after = await billing.windows.list()
    expect(after.find(({ meter }) => meter === 'tokens')).toEqual(before.find(({ meter }) => meter === 'tokens'))
    expect(after.find(({ meter }) => meter === 'tokens')).toMatchObject({ watermark: '2026-10-16T11:00:00.000000Z', closedTo: '2026-10-16T10:00:00.000000Z' })
  })

  it('are set by whom the policy names only', async () => {
    const { billing } = billingAt('2026-10-16T12:00', { lateness: { meters: { tokens: sources } } })
    const upTo = '2026-10-16T00:00:00Z'
    expect(await failureIn(() => billing.windows.complete({ source: 'batch', upTo }))).toMatchObject({ code: 'watermark.not_settable', field: 'source' })
    expect(await failureIn(() => billing.windows.complete({ source: 'api', upTo, meters: ['tokens', 'calls'] }))).toMatchObject({ code: 'watermark.not_settable' })
    expect(await failureIn(() => billing.windows.complete({ source: 'api', upTo, meters: ['tokens', 'misspelt'] }))).toMatchObject({ code: 'meter.unknown' })
    expect(await failureIn(() => billing.windows.complete({ source: 'api', upTo: '2026-10-16T12:01:00Z' }))).toMatchObject({ code: 'watermark.in_future' })
    expect(await failureIn(() => billing.windows.advance({ meter: 'tokens', upTo }))).toMatchObject({ code: 'watermark.not_settable' })
    expect((await billing.windows.list()).every(({ sources: known }) => known.length === 0)).toBe(true)
  })

  it('give the recorded result for the same key', async () => {
    const { billing } = billingAt('2026-10-16T12:00', { lateness: { every: { watermark: { kind: 'manual' } } } })
    const first = await billing.windows.advance({ key: 'k', meter: 'calls', upTo: '2026-10-15T00:00:00Z' })
    await billing.windows.advance({ meter: 'calls', upTo: '2026-10-16T00:00:00Z' })
    expect(await billing.windows.advance({ key: 'k', meter: 'calls', upTo: '2026-10-15T00:00:00Z' })).toEqual(first)
    expect(await failureIn(() => billing.windows.advance({ key: 'k', meter: 'calls', upTo: '2026-10-14T00:00:00Z' }))).toMatchObject({ code: 'command.conflict' })
  })

  it('need a policy that is well-formed, of a meter that exists', () => {
    expect(() => billingAt('2026-10-16T12:00', { lateness: { meters: { misspelt: sources } } })).toThrow(/lateness\.meters\.misspelt/)
    expect(() => billingAt('2026-10-16T12:00', { lateness: { every: { watermark: { kind: 'bounded', delay: '1h' } } } })).toThrow(/lateness\.every\.watermark\.delay/)
  })
})
