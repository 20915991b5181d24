import { memory } from '@farthing/adapters-memory'
import { count, duration } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { bucket, capTotal, categoryCoupons, commitDrawdown, defineCatalog, firstNFree, minimumCommitment, perUnit, plan, pooledTiers, reservedCapacity, ratingSnapshot, repeatRating, stairstep, type ProgramStage } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'

// What makes a figure of one period depend on another, over the invoices of September, October and November 2026, in UTC: 30, 31 and 30 days.

const monthly = { currency: 'EUR', every: 'month' } as const
const { included, fee } = reservedCapacity('reserved', { id: 'R1', meter: 'calls', quantity: '30', unit: '0.5', from: '2026-09-16T00:00:00Z', to: '2026-11-01T00:00:00Z' })
const contract = { id: 'C1', amount: '50', currency: 'EUR', from: '2026-09-01T00:00:00Z', to: '2026-11-01T00:00:00Z' } as const
const gpus = duration({ event: 'gpu', allocation: 'allocation', phase: 'phase', weight: 'gpus', snapshot: 'price', per: 'hour', words: { open: ['started'], accrue: ['running'], close: ['released'] } })

const calls = { calls: perUnit('calls', '1') }
const oneStage = (...stages: readonly ProgramStage[]) => plan({ ...monthly, program: { stages } }, calls)

const catalog = defineCatalog({
  meters: { calls: count({ event: 'call' }), scans: count({ event: 'scan' }), gpus },
  plans: {
    reserved: oneStage(included, fee),
    prepaid: oneStage(commitDrawdown('commit', { contract: { ...contract, kind: 'prepaid' } })),
    promised: oneStage(commitDrawdown('commit', { contract: { ...contract, kind: 'spend', amount: '80' } })),
    rollover: plan(monthly, { calls: bucket('calls', { included: '30', fee: '10', overage: '1', rolloverLimit: '10' }) }),
    trial: oneStage(firstNFree('trial', { quantity: '45' })),
    coupon: oneStage(categoryCoupons('coupons', { coupons: [{ id: 'WELCOME', percent: '50', uses: 2 }] })),
    minimum: oneStage(minimumCommitment('floor', { amount: '25' })),
    capped: oneStage(capTotal('cap', { amount: '25' })),
    spot: plan(monthly, { gpus: perUnit('gpus', '2.00') }),
    steps: plan(monthly, { calls: stairstep('calls', [{ limits: { calls: '25', scans: '5' }, amount: '9' }, { limits: { calls: '35', scans: '10' }, amount: '19' }, { amount: '49' }]) }),
    pooled: plan({ ...monthly, program: { stages: [pooledTiers('pool', { tiers: [{ upTo: '30', units: { calls: '1', scans: '2' } }, { units: { calls: '0.5', scans: '1' } }] }, { of: { meters: ['calls', 'scans'] } })] } }, {
      calls: perUnit('calls', '9'), scans: perUnit('scans', '9'),
    }),
  },
})
type PlanName = keyof typeof catalog.plans

const periods = [['2026-09', '2026-10-01'], ['2026-10', '2026-11-01'], ['2026-11', '2026-12-01']] as const

let serial = 0
function events(type: string, day: string, times: number) {
  return Array.from({ length: times }, (_, index) => ({ id: `e${(serial += 1)}`, source: 'api', type, subject: 'acme', time: `${day}T00:00:00.${String(index).padStart(3, '0')}Z`, data: {} }))
}

function gpu(allocation: string, phase: string, time: string, data: object = {}) {
  return { id: `${allocation}/${phase}`, source: 'cloud', type: 'gpu', subject: 'acme', time, data: { allocation, phase, ...data } }
}

/** 20, 40 and 30 calls, 6, 0 and 12 scans, and two GPUs: one on spot over the end of September, one on demand in November. */
const usage = [
  ...events('call', '2026-09-20', 20), ...events('call', '2026-10-20', 40), ...events('call', '2026-11-20', 30),
  ...events('scan', '2026-09-21', 6), ...events('scan', '2026-11-21', 12),
  gpu('a', 'started', '2026-09-30T14:00:00Z', { gpus: 1, price: { mode: 'spot', unitPrice: '0.70', currency: 'EUR', planVersion: 'spot/7' } }), gpu('a', 'released', '2026-10-01T10:00:00Z'),
  gpu('b', 'started', '2026-11-05T00:00:00Z', { gpus: 1 }), gpu('b', 'released', '2026-11-05T05:00:00Z'),
]

/** Issues three invoices in turn; each has the content of its preview, and follows from its evidence. */
async function bill(planName: PlanName) {
  let now = '2026-09-01T00:00:00.000000Z'
  const storage = memory()
  const billing = createBilling({ catalog, storage, clock: { now: () => now } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-09-01', zone: 'UTC' })
  now = '2026-12-01T00:00:00.000000Z'
  await billing.events.ingest(usage)
  const totals: string[] = []
  for (const [period, due] of periods) {
    now = `${due}T00:00:00.000000Z`
    const preview = await billing.invoices.preview({ account: 'acme', period })
    const invoice = await billing.invoices.issue({ key: period, account: 'acme', period })
    expect(invoice.contentHash).toBe(preview.contentHash)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    totals.push(invoice.totals.payable)
  }
  return { billing, storage, totals }
}

describe('three invoices of 20, 40 and 30 calls at 1.00', () => {
  it.each<[PlanName, string, readonly [string, string, string]]>([
    ['reserved', '15 in the second half of September, all of October: 7.50 + 5, 15 + 10, and nothing reserved', ['12.5', '25', '30']],
    ['prepaid', '50 in advance until November: 20, then 30 of 40', ['0', '10', '30']],
    ['promised', '80 until November, of which 60 were spent', ['20', '60', '30']],
    ['rollover', '30 for 10.00, up to 10 roll over: 40 in October, and none are left', ['10', '10', '10']],
    ['trial', 'the first 45 free: 20, then 25 of 40', ['0', '15', '30']],
    ['coupon', 'half of two periods', ['10', '20', '30']],
    ['minimum', 'at least 25', ['25', '40', '30']],
    ['capped', 'at most 25', ['20', '25', '25']],
    ['steps', 'by calls and scans: 6 scans take the second step, 40 calls the last one', ['19', '49', '49']],
    ['pooled', 'tiers that both climb: 20 + 6 × 2; 30 + 10 × 0.5; 30 × 1 + 12 × 1', ['32', '35', '42']],
    ['spot', '10 hours each side of the end of September at the price that was promised, then 5 at that of the plan', ['7', '7', '10']],
  ])('%s: %s', async (planName, _, totals) => {
    expect((await bill(planName)).totals).toEqual(totals)
  })
})

describe('what a rating run used', () => {
  it('is kept: plan version, program, facts and carry, from which the run is repeated, charge by charge', async () => {
    const { billing, storage } = await bill('prepaid')
    const october = (await billing.invoices.list()).items.find(({ from }) => from.startsWith('2026-10'))
    const { ratings = [] } = (await billing.invoices.evidence(october?.id ?? '')) ?? {}
    expect(ratings).toMatchObject([{ contract: { planVersion: { plan: 'prepaid', content: { program: { stages: [{ id: 'commit' }] } } } }, facts: { usage: [{ quantity: '40' }] }, carryIn: { commit: {} } }])
    await storage.transaction('default', async (stores) => {
      const heads = []
      for (const { id } of october?.lines ?? []) heads.push(await stores.charges.head(id))
      const charges = heads.flatMap((head) => head?.charge ?? [])
      for (const { planVersion } of charges) expect(await stores.planVersions.get(planVersion)).toEqual(ratings[0]?.contract.planVersion)
      const carried = await stores.carries.latest({ subscription: 'acme', side: 'retail', until: october?.to ?? '' })
      expect(carried?.document).toBe(october?.id)
      const snapshot = ratingSnapshot({ ratings, charges, carryOut: carried?.carry ?? {} })
      expect(repeatRating(snapshot)).toEqual({ charges, carryOut: carried?.carry })
      const other = ratings.map((rating) => ({ ...rating, carryIn: {} }))
      expect(() => repeatRating(ratingSnapshot({ ...snapshot, ratings: other, charges }))).toThrow(expect.objectContaining({ code: 'rating.snapshot_differs' }))
    })
  })
})
