import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, fixedClock, isFarthingError, perUnit, plan, type MessageSender } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: { calls: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1') }) } })
const four = [0, 1, 2, 3] as const

/** `acme`, which pays 1.00 EUR for a call, on a server with a pool of connections. */
async function metered(tenant: string, messages?: MessageSender) {
  const storage = postgres(database.app())
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), tenant, ...(messages === undefined ? {} : { messages }) })
  const billing = at('2026-10-14T12:00:00Z')
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', terms: { due: 'net', days: 30 }, notificationRecipients: ['cfo'] } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'calls', from: '2026-10-01', zone: 'UTC' })
  const use = (name: string, calls: number) =>
    billing.events.ingestOrThrow(Array.from({ length: calls }, (_, index) => ({ id: `${name} ${index}`, source: 'api', type: 'api.call', subject: 'acme', time: '2026-10-14T09:00:00Z', data: {} })))
  const told = async (topic: string) => (await billing.outbox.read('acme', { limit: 1_000 })).filter((message) => message.topic === topic)
  return { at, billing, use, told }
}

/** The codes of those that were refused. */
async function refusals(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(calls)
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [] : [isFarthingError(outcome.reason) ? outcome.reason.code : String(outcome.reason)]))
}

describe('budgets on PostgreSQL, at the same time', () => {
  it('tell each threshold once while usage comes in and several look', async () => {
    const { billing, use, told } = await metered('budgets')
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', thresholds: ['10', '50', '100'] })
    for (const round of four) await Promise.all([use(`${round} a`, 20), use(`${round} b`, 10), ...four.map(() => billing.budgets.scan())])
    const scans = await Promise.all(four.map(() => billing.budgets.scan()))
    expect(scans.flatMap(({ refused }) => refused)).toEqual([])
    expect((await told('budget.crossed')).map(({ payload }) => (payload as { readonly percent: string }).percent).sort()).toEqual(['10', '100', '50'])
    const { items } = await billing.budgets.events({ budget: 'b' })
    expect(items.map(({ percent, spend }) => [percent, spend])).toEqual(expect.arrayContaining([['10', '120'], ['50', '120'], ['100', '120']]))
    expect((await billing.budgets.posture()).items[0]).toMatchObject({ spend: '120', remaining: '-20' })
  })

  it('of one scope come in once, and a decision is kept once', async () => {
    const { billing } = await metered('one-scope')
    const refused = await refusals(four.map((index) => billing.budgets.put({ key: `k${index}`, budget: `b${index}`, account: 'acme', amount: '100' })))
    expect(refused).toEqual(['budget.contradicts', 'budget.contradicts', 'budget.contradicts'])
    const decisions = await Promise.all(four.map(() => billing.budgets.keepDecision({ key: 'launch', account: 'acme', amount: { amount: '101', currency: 'EUR' } })))
    expect(new Set(decisions.map((decision) => JSON.stringify(decision))).size).toBe(1)
    expect((await billing.budgets.decisions()).items).toMatchObject([{ outcome: 'would_block' }])
  })
})

describe('prepaid credit on PostgreSQL, at the same time', () => {
  it('is decided about once when it is used up, and lifted once when it is there again', async () => {
    const { billing, use, told } = await metered('prepaid')
    await billing.credits.grant({ key: 'g', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '20', effectiveAt: '2026-10-01T00:00:00Z' })
    await billing.prepaid.put({ key: 'p', account: 'acme', lowBalance: '5' })
    await use('all', 20)
    const run = await billing.rating.run({ key: 'r', account: 'acme', period: '2026-10' })
    await Promise.all([billing.accruals.accrue({ key: 'a', run: run.id }), ...four.map(() => billing.credits.scanLow())])
    const scans = await Promise.all(four.map(() => billing.credits.scanLow()))
    expect(scans.flatMap(({ refused }) => refused)).toEqual([])
    expect((await billing.prepaid.decisions()).items).toMatchObject([{ action: 'restrict', status: 'open' }])
    expect([(await told('balance.depleted')).length, (await told('restriction.placed')).length]).toEqual([1, 1])
    await Promise.all([billing.credits.grant({ key: 'more', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '50', effectiveAt: '2026-10-01T00:00:00Z' }), ...four.map(() => billing.credits.scanLow())])
    await billing.credits.scanLow()
    expect(await billing.restrictions.of('acme')).toMatchObject({ restrictions: [] })
    expect([(await told('balance.recovered')).length, (await told('restriction.lifted')).length]).toEqual([1, 1])
  })
})

describe('delinquency on PostgreSQL, at the same time', () => {
  it('moves an account once, tells it once, and lets it go when it pays meanwhile', async () => {
    const sent: string[] = []
    const { at, billing, use, told } = await metered('delinquency', { name: 'mail', send: ({ id }) => (sent.push(id), Promise.resolve({})) })
    await use('all', 20)
    const invoice = await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    const late = at('2026-12-20T00:00:00Z')
    const runs = await Promise.all(four.map(() => late.delinquency.advance()))
    expect(runs.flatMap(({ refused }) => refused)).toEqual([])
    expect(sent).toHaveLength(1)
    expect((await late.delinquency.history('acme')).map(({ state }) => state)).toEqual(['restricted'])
    expect((await told('restriction.placed')).length).toBe(1)
    await Promise.all([late.payments.receive({ key: 'pay', account: 'acme', provider: 'bank', payment: 'p', amount: { amount: '20', currency: 'EUR' } }), ...four.map(() => late.delinquency.advance())])
    await late.delinquency.advance()
    expect(await billing.delinquency.get('acme')).toMatchObject({ state: 'current' })
    expect([(await told('restriction.lifted')).length, sent.length, (await late.invoices.status(invoice.id))?.status]).toEqual([1, 1, 'paid'])
  })

  it('lifts a restriction once', async () => {
    const { billing } = await metered('lift')
    const { id } = await billing.restrictions.place({ key: 'p', account: 'acme', scope: 'new_usage', text: 'Please call us.' })
    const refused = await refusals(four.map((index) => billing.restrictions.lift({ key: `l${index}`, restriction: id, reason: 'called' })))
    expect(refused).toEqual(['restriction.lifted', 'restriction.lifted', 'restriction.lifted'])
  })
})
