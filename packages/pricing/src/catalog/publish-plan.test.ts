import { sha256, type Digest } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { plan } from './plan.js'
import { fromBook } from './price-book.js'
import { flat, graduated, perUnit } from './price-constructors.js'
import { publishPlan } from './publish-plan.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const pro = plan(monthly, { base: flat('49.00'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) })

describe('publishPlan', () => {
  it('identifies the content, not its spelling', () => {
    const same = plan({ every: { count: 1, unit: 'month' }, currency: 'EUR' }, {
      tokens: graduated('tokens', [{ unit: '0.0', upTo: '1000000.0' }, { unit: '0.00000250' }]),
      base: flat('49'),
    })
    expect(publishPlan('pro', same).version).toBe(publishPlan('pro', pro).version)
    expect(publishPlan('pro', pro).version).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    ['the name', 'pro2', pro],
    ['the currency', 'pro', { ...pro, currency: 'USD' }],
    ['the cadence', 'pro', { ...pro, every: { unit: 'month', count: 2 } }],
    ['a price', 'pro', plan(monthly, { ...pro.components, base: flat('49.01') })],
    ['a label', 'pro', plan(monthly, { ...pro.components, base: flat('49', { label: 'Base' }) })],
    ['a component key', 'pro', plan(monthly, { basis: flat('49'), tokens: pro.components.tokens })],
    ['one more component', 'pro', plan(monthly, { ...pro.components, calls: perUnit('calls', '1') })],
  ] as const)('%s makes another version', (_, name, changed) => {
    expect(publishPlan(name, changed).version).not.toBe(publishPlan('pro', pro).version)
  })

  it('does not change when its source changes', () => {
    const source = JSON.parse(JSON.stringify(pro)) as { components: { base: { price: { amount: string } } } }
    const published = publishPlan('pro', source as typeof pro)
    source.components.base.price.amount = '1'
    expect(published).toStrictEqual(publishPlan('pro', pro))
  })

  it('uses the digest that it is given', () => {
    const reversed: Digest = (bytes) => sha256(bytes).reverse()
    const version = publishPlan('pro', pro, reversed).version
    expect(version.match(/../g)?.reverse().join('')).toBe(publishPlan('pro', pro).version)
  })

  it('refuses a price that is still in a price book', () => {
    const open = plan(monthly, { tokens: fromBook('standard', 'tokens') })
    expect(() => publishPlan('pro', open as never)).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'components.tokens' }))
  })

  it('refuses an empty name', () => {
    expect(() => publishPlan('', pro)).toThrow(expect.objectContaining({ code: 'text.empty', field: 'plan' }))
  })
})
