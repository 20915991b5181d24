import { describe, expect, it } from 'vitest'
import { diffPlans } from './diff-plans.js'
import type { Phase } from './phases/phase.js'
import { plan, type Plan } from './plan.js'
import { flat, graduated, perUnit, volume } from './price-constructors.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const tokens = graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }])
const pro = plan(monthly, { base: flat('49'), tokens })
const words = (after: Plan, before: Plan = pro) => diffPlans(before, after).map((difference) => difference.words)

describe('diffPlans', () => {
  it.each<[string, Plan, readonly string[]]>([
    ['nothing', plan({ ...monthly, every: { unit: 'month', count: 1 } }, { tokens, base: flat('49.00') }), []],
    ['a fee', plan(monthly, { base: flat('59'), tokens }), ['base: amount is 59 instead of 49']],
    ['the terms', plan({ currency: 'USD', every: 'year' }, { base: flat('49'), tokens }), ['currency is USD instead of EUR', 'billing period is 1 year instead of 1 month']],
    ['a tier', plan(monthly, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '500000', unit: '0' }, { unit: '0.000003' }]) }), [
      'tokens: upper bound of tier 1 is 500000 instead of 1000000',
      'tokens: unit price of tier 2 is 0.000003 instead of 0.0000025',
    ]],
    ['a tier more', plan(monthly, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { upTo: '2000000', unit: '0.0000025' }, { unit: '0.000001', flat: '5' }]) }), [
      'tokens: upper bound of tier 2 is 2000000, where nothing was said',
      'tokens: tier 3 is unit price 0.000001, flat fee 5, where nothing was said',
    ]],
    ['the model', plan(monthly, { base: flat('49'), tokens: volume('tokens', [{ unit: '1' }]) }), [
      'tokens: price is model volume, tiers (unit price 1) instead of model graduated, tiers (upper bound 1000000, unit price 0), (unit price 0.0000025)',
    ]],
    ['an option', plan(monthly, { base: flat('49', { billing: 'advance' }), tokens }), ['base: billing is advance, where nothing was said']],
    ['components', plan(monthly, { seats: perUnit('seats', '10'), tokens }), [
      'base is no longer part of the plan: model flat, amount 49',
      'seats is new: model per_unit, unit price 10, meter seats',
    ]],
  ])('says what changes in %s', (_, after, expected) => {
    expect(words(after)).toEqual(expected)
  })

  it('tells how long phases last', () => {
    const phased = (lasts: Phase['lasts'], factor: '0' | '0.5') => plan({ ...monthly, phases: [{ name: 'trial', lasts, factor }] }, { base: flat('49'), tokens })
    expect(words(phased({ unit: 'day', count: 14 }, '0'))).toEqual(['phases is (name trial, lasts 14 days, factor 0), where nothing was said'])
    expect(words(phased({ periods: 2 }, '0.5'), phased({ unit: 'day', count: 14 }, '0'))).toEqual([
      'factor of phase 1 is 0.5 instead of 0',
      'phase 1 lasts 2 billing periods instead of 14 days',
    ])
  })

  it('says it the other way round', () => {
    expect(words(pro, plan(monthly, { base: flat('49', { label: 'Base fee' }), tokens }))).toEqual(['base: label is no longer Base fee'])
  })

  it('names place and values', () => {
    expect(diffPlans(pro, plan(monthly, { base: flat('59'), tokens }))).toEqual([
      { component: 'base', path: 'components.base.price.amount', before: '49', after: '59', words: 'base: amount is 59 instead of 49' },
    ])
  })

  it('refuses what is no plan, and says which', () => {
    expect(() => diffPlans(pro, { ...pro, every: { unit: 'month', count: 0 } })).toThrow(expect.objectContaining({ code: 'period.invalid', field: 'b.every.count' }))
  })
})
