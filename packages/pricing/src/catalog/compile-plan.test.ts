import { expect, it } from 'vitest'
import { compilePlan } from './compile-plan.js'
import { plan } from './plan.js'
import { flat, graduated } from './price-constructors.js'
import { publishPlan } from './publish-plan.js'

it('compiles every component of a published version', () => {
  const version = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, {
    base: flat('49'),
    tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
  }))
  const compiled = compilePlan(version)
  expect([...compiled.keys()].sort()).toEqual(['base', 'tokens'])
  expect(compiled.get('tokens')?.amountOf('1400000')).toBe('1')
  expect(compiled.get('base')?.amountOf('336/745')).toBe('16464/745')
})
