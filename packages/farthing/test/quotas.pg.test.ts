import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, graduated, includedQuantity, isFarthingError, perUnit, plan, sum } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const month = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { scans: sum({ event: 'ocr.scan', value: 'quantity' }), calls: sum({ event: 'api.call', value: 'quantity' }) },
  plans: {
    saas: plan(month, { scans: graduated('scans', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]) }),
    pool: plan({ ...month, program: { stages: [includedQuantity('included', { quantity: '50' })] } }, { calls: perUnit('calls', '1'), scans: perUnit('scans', '1') }),
  },
})
const many = Array.from({ length: 12 }, (_, index) => index)
const billingAt = (storage: Storage, tenant: string, now = '2026-11-10T00:00:00Z') => createBilling({ catalog, storage, clock: fixedClock(now), tenant })

/** Acme with 20 of 50 free units used. */
async function saas(tenant: string, planName: keyof typeof catalog.plans = 'saas', storage = postgres(database.app())) {
  const billing = billingAt(storage, tenant)
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-11-01', zone: 'UTC' })
  await billing.events.ingestOrThrow([{ id: '1', source: 'app', type: 'ocr.scan', subject: 'acme', time: '2026-11-05T00:00:00Z', data: { quantity: '20' } }])
  return { billing, storage, tenant }
}

const reservation = (key: string, feature = 'scans') => ({ key, account: 'acme', feature, quantity: '7', expiresAt: '2026-11-10T01:00:00Z' }) as const

/** The codes of those that were refused, sorted. */
async function refusals(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(calls)
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [] : [isFarthingError(outcome.reason) ? outcome.reason.code : String(outcome.reason)])).sort()
}

describe('reservations on PostgreSQL, at the same time', () => {
  it('never take more than is left: four of twelve find room for seven each in 30', async () => {
    const { billing } = await saas('left')
    expect(await refusals(many.map((index) => billing.quotas.reserve(reservation(`r${index}`))))).toEqual(Array.from({ length: 8 }, () => 'quota.exceeded'))
    expect(await billing.quotas.check({ account: 'acme', feature: 'scans' })).toMatchObject({ used: '20', reserved: '28', remaining: '2' })
  })

  it('nor of what two features share', async () => {
    const { billing } = await saas('shared', 'pool')
    expect(await refusals(many.map((index) => billing.quotas.reserve(reservation(`r${index}`, index % 2 === 0 ? 'scans' : 'calls'))))).toEqual(Array.from({ length: 8 }, () => 'quota.exceeded'))
  })

  it('would take more without the turn of the feature', async () => {
    const { storage, tenant, billing } = await saas('no-turn')
    const unlocked: Storage = { transaction: (name, work) => storage.transaction(name, (stores) => work({ ...stores, quotas: { ...stores.quotas, lock: async () => undefined } })) }
    await refusals(many.map((index) => billingAt(unlocked, tenant).quotas.reserve(reservation(`r${index}`))))
    expect((await billing.quotas.reservations({ status: 'pending' })).items.length).toBeGreaterThan(4)
  })

  it('end once, whoever commits, releases or expires them, and count once', async () => {
    const { billing, storage, tenant } = await saas('end')
    await billing.quotas.reserve(reservation('r'))
    const ends = await refusals([
      ...[1, 2, 3].flatMap((index) => [billing.quotas.commit({ key: `c${index}`, reservation: 'r' }), billing.quotas.release({ key: `x${index}`, reservation: 'r' })]),
      billingAt(storage, tenant, '2026-11-11T00:00:00Z').quotas.expire(),
    ])
    // The run that expires is never refused; it finds nothing to end, or is the one that ended it.
    const { status } = (await billing.quotas.reservation('r')) ?? {}
    expect(ends).toEqual(Array.from({ length: status === 'expired' ? 6 : 5 }, () => 'quota.reservation_ended'))
    expect(await billing.quotas.check({ account: 'acme', feature: 'scans' })).toMatchObject({ used: status === 'committed' ? '27' : '20', reserved: '0' })
  })

  it('under one key are one, and all get what was recorded', async () => {
    const { billing } = await saas('key')
    const all = await Promise.all(many.map(() => billing.quotas.reserve(reservation('r'))))
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1)
    expect(await billing.quotas.check({ account: 'acme', feature: 'scans' })).toMatchObject({ reserved: '7' })
  })
})

it('quotas on PostgreSQL are configured at the same time: one stands, and the price of the invoice is that of the last', async () => {
  const { billing } = await saas('configure')
  const outcomes = await refusals(many.slice(0, 4).map((index) => billing.quotas.configure({ key: `q${index}`, account: 'acme', feature: 'scans', includedQuantity: '10', pricePerUnitMinor: `${index + 1}` })))
  expect(outcomes).toEqual([])
  const [terms] = await billing.quotas.list({ account: 'acme' })
  const [row] = (await billing.usage.summary({ account: 'acme' })).features
  expect(row).toMatchObject({ used: '20', included: '10', overage: '10', exact: String(Number(terms?.components[0]?.pricePerUnitMinor) / 10) })
})
