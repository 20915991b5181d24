import {
  categoryCoupons, commitDrawdown, flat, graduated, includedQuantity, minimumCommitment, percentDiscount, perUnit, plan, publishPlan, reservedCapacity, type CommitContract,
} from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { allocation, calls, months, threeInvoices } from './three-invoices.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const { november, december, february } = months

describe('reserved capacity', () => {
  // 600 calls a month for 0.50 each, from December to January; 1.00 on demand.
  const { included, fee } = reservedCapacity('reserved', { id: 'r1', meter: 'calls', quantity: '600', unit: '0.5', from: december, to: february, label: 'Reserved calls' })
  const reserved = plan({ ...monthly, program: { stages: [included, fee] } }, { calls: perUnit('calls', '1', { label: 'Calls' }) })

  it('is paid for whether it is used or not; what is beyond has the price on demand', () => {
    expect(threeInvoices({ plan: reserved, events: calls('700', '700', '100') })).toEqual([
      { lines: [['Calls', '700']], payable: '700' },
      { lines: [['Calls', '100'], ['Reserved calls', '300']], payable: '400' },
      { lines: [['Reserved calls', '300']], payable: '300' },
    ])
  })
})

describe('spot', () => {
  // Machine hours at 2.00 on demand, unless the allocation carries its own price.
  const machines = plan(monthly, { gpu: perUnit('gpu', '2', { label: 'Machine hours' }) })
  const spot = (unitPrice: string) => ({ mode: 'spot', unitPrice, currency: 'EUR' })

  it('costs what was promised for each allocation, beside those on demand and reserved ones', () => {
    const events = [
      ...allocation(0, 'a', 5), ...allocation(0, 'b', 4, spot('0.71')),
      ...allocation(1, 'c', 3, spot('0.905')), ...allocation(1, 'd', 6, spot('0.33')),
      ...allocation(2, 'e', 2, { mode: 'reserved', unitPrice: '0', currency: 'EUR' }), ...allocation(2, 'f', 1),
    ]
    expect(threeInvoices({ plan: machines, events })).toEqual([
      { lines: [['Machine hours', '12.84']], payable: '12.84' },
      { lines: [['Machine hours', '4.7']], payable: '4.7' },
      { lines: [['Machine hours', '2']], payable: '2' },
    ])
  })
})

describe('a commitment', () => {
  const usage = { calls: perUnit('calls', '0.333', { label: 'Calls' }) }
  const committed = (kind: CommitContract['kind']) => {
    const contract = { id: 'c1', kind, amount: '100', currency: 'EUR', from: november, to: february, label: 'Winter commitment' } as const
    return plan({ ...monthly, program: { stages: [commitDrawdown('commit', { contract, overageFactor: '1.5', purchase: kind === 'prepaid' ? 'charged' : 'elsewhere' })] } }, usage)
  }

  it('that was prepaid pays for usage until it is used up; then usage costs its factor', () => {
    expect(threeInvoices({ plan: committed('prepaid'), events: calls('100', '250', '10') })).toEqual([
      { lines: [['Winter commitment', '100']], payable: '100' },
      { lines: [['Calls', '16.55'], ['Winter commitment: overage', '8.28']], payable: '24.83' },
      { lines: [['Calls', '3.33'], ['Winter commitment: overage', '1.66']], payable: '4.99' },
    ])
  })

  it('to spend is due at its end as far as it was not', () => {
    expect(threeInvoices({ plan: committed('spend'), events: calls('100', '50', '10') })).toEqual([
      { lines: [['Calls', '33.3']], payable: '33.3' },
      { lines: [['Calls', '16.65']], payable: '16.65' },
      { lines: [['Calls', '3.33'], ['Winter commitment: shortfall', '46.72']], payable: '50.05' },
    ])
  })
})

describe('rollover', () => {
  // 1,000 calls included, at most 500 of them roll over; then 0.02 a call.
  const stages = [includedQuantity('included', { quantity: '1000', rolloverLimit: '500' }, { of: { meters: ['calls'] } })]
  const rollover = plan({ ...monthly, program: { stages } }, { base: flat('10', { label: 'Base' }), calls: perUnit('calls', '0.02', { label: 'Calls' }) })

  it('gives 500 of 800 left to December, which leaves 100 of 1,500 to January', () => {
    expect(threeInvoices({ plan: rollover, events: calls('200', '1400', '1250') })).toEqual([
      { lines: [['Base', '10']], payable: '10' },
      { lines: [['Base', '10']], payable: '10' },
      { lines: [['Base', '10'], ['Calls', '3']], payable: '13' },
    ])
  })
})

describe('a coupon for an add-on', () => {
  // Half of what the add-on costs, for two periods in which there is one.
  const stages = [categoryCoupons('coupons', { coupons: [{ id: 'HALF-STORAGE', percent: '50', uses: 2, categories: ['storage'] }] })]
  const pro = plan({ ...monthly, program: { stages } }, { base: flat('20', { label: 'Base' }) })
  const storage = publishPlan('storage', plan(monthly, { fee: flat('15.01', { category: 'storage', label: 'Storage' }) }))
  const addOn = { id: 'a1', decidedAt: november, kind: 'add_on', at: december, addOn: 'disk', plan: 'storage', planVersion: storage.version, quantity: '1' } as const

  it('is used in the months that have it', () => {
    expect(threeInvoices({ plan: pro, others: [storage], changes: [addOn], events: [] })).toEqual([
      { lines: [['Base', '20']], payable: '20' },
      { lines: [['Base', '20'], ['Storage', '7.5']], payable: '27.5' },
      { lines: [['Base', '20'], ['Storage', '7.5']], payable: '27.5' },
    ])
  })

  it('is used up after two', () => {
    const early = { ...addOn, at: november, decidedAt: november }
    expect(threeInvoices({ plan: pro, others: [storage], changes: [early], events: [] }).map(({ payable }) => payable)).toEqual(['27.5', '27.5', '35.01'])
  })
})

describe('a minimum', () => {
  const stages = [percentDiscount('launch', { percent: '10' }), minimumCommitment('minimum', { amount: '40', label: 'Minimum' })]
  const tiers = [{ upTo: '100', unit: '0.333' }, { unit: '0.1' }] as const
  const least = plan({ ...monthly, program: { stages } }, { base: flat('3.36', { label: 'Base' }), calls: graduated('calls', tiers, { label: 'Calls' }) })

  it('acts on the lines that are shown: rounded by itself, the one of December would be 20.49 and the month 39.99', () => {
    expect(threeInvoices({ plan: least, events: calls('0', '55', '230') })).toEqual([
      { lines: [['Base', '3.02'], ['Minimum', '36.98']], payable: '40' },
      { lines: [['Base', '3.02'], ['Calls', '16.48'], ['Minimum', '20.5']], payable: '40' },
      { lines: [['Base', '3.02'], ['Calls', '41.67']], payable: '44.69' },
    ])
  })

  it('is not topped up in the month that follows', () => {
    expect(threeInvoices({ plan: least, events: calls('230', '0', '0') }).map(({ payable }) => payable)).toEqual(['44.69', '40', '40'])
  })
})
