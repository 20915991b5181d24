import { describe, expect, it } from 'vitest'
import type { Exact } from '@farthing/core'
import { plan } from '../../catalog/plan.js'
import { flat, graduated, perUnit, stairstep } from '../../catalog/price-constructors.js'
import { quotePlan } from './quote-plan.js'
import { quoteOf, type QuotedCharge } from './quote.js'
import { rate } from '../rate.js'
import { october2026 } from '../test/october.js'

const monthly = { currency: 'USD', every: 'month' } as const

describe('a quote', () => {
  it('of a flat fee with 100 events included and one more', () => {
    const events = plan(monthly, { base: flat('100'), events: graduated('events', [{ upTo: '100', unit: '0' }, { unit: '110' }]) })
    expect(quotePlan({ plan: events, usage: { events: '101' } })).toMatchObject({
      modelType: 'FLATFEE',
      breakdown: [
        { label: 'Flat Fee', calculation: 'Base', amount: '100' },
        { label: 'Overage Charges', calculation: '1 * 110.00', amount: '110' },
      ],
      total: '210',
    })
  })

  it.each([
    ['1000', '1000 * 0.00', '0'],
    ['10000', '9000 * 0.01', '90'],
    ['10001', '9000 * 0.01 + 1 * 0.005', '90.005'],
  ] as const)('of %s calls, the first 1,000 free and the next 9,000 at 0.01', (used, calculation, total) => {
    const calls = plan(monthly, { calls: graduated('calls', [{ upTo: '1000', unit: '0' }, { upTo: '10000', unit: '0.01' }, { unit: '0.005' }]) })
    expect(quotePlan({ plan: calls, usage: { calls: used } })).toMatchObject({ modelType: 'TIERED', breakdown: [{ calculation }], total })
  })

  it('of 75 scans with 50 free', () => {
    const scans = plan(monthly, { scans: graduated('scans', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]) })
    const { breakdown, charges } = quotePlan({ plan: scans, usage: { scans: '75' } })
    expect(breakdown).toEqual([{ label: 'Overage Charges', calculation: '25 * 0.05', amount: '1.25' }])
    expect(charges[0]?.trail.map((part) => part.quantity)).toEqual(['50', '25'])
  })

  it('names shares, steps, labels and what was not used', () => {
    const mixed = plan({ currency: 'JPY', every: 'month' }, {
      base: flat('70', { label: 'Base fee' }),
      setup: flat('9', { proration: 'none' }),
      calls: perUnit('calls', '2'),
      seats: stairstep('seats', [{ upTo: '10', amount: '29' }, { amount: '99' }]),
    })
    const over = { from: '2026-10-15T00:00:00Z', to: '2026-11-01T00:00:00Z', anchor: '2026-10-01' }
    expect(quotePlan({ plan: mixed, usage: { seats: { quantity: '3' } }, over }).breakdown).toEqual([
      { label: 'Base fee', calculation: '17/31 * 70', amount: '1190/31' },
      { label: 'Flat Fee', calculation: 'Base', amount: '9' },
      { label: 'Usage Charges', calculation: '0 * 2', amount: '0' },
      { label: 'Usage Charges', calculation: '29', amount: '29' },
    ])
  })

  it('of a rated period shows its charges', () => {
    const { charges } = rate(october2026())
    expect(quoteOf(charges, 'EUR')).toMatchObject({ modelType: 'FLATFEE', total: '50', breakdown: [{ label: 'Base fee', amount: '49' }, { calculation: '400000 * 0.0000025', amount: '1' }] })
  })

  it('shows what stages changed', () => {
    const [base, tokens] = rate(october2026()).charges
    if (base === undefined || tokens === undefined) throw new Error('October has two charges')
    const change = (amount: Exact) => [{ stage: 'sale', rule: 'autumn', label: 'Autumn sale', amount }]
    const changed: readonly QuotedCharge[] = [{ ...base, amount: '44.1', adjustments: change('-4.9') }, { ...tokens, amount: '32/31', adjustments: change('1/31') }]
    expect(quoteOf(changed, 'EUR').breakdown.map(({ calculation }) => calculation)).toEqual(['Base - 4.90', '400000 * 0.0000025 + 1/31'])
  })

  it('of nothing is refused', () => {
    expect(() => quoteOf([], 'EUR')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'charges' }))
  })
})
