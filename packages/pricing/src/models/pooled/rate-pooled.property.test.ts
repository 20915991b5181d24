import fc from 'fast-check'
import { expect, it } from 'vitest'
import { add, addAll, type Decimal } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'
import { arbitraryTiers } from '../../testing/arbitrary-prices.js'
import { ratePrice } from '../rate-price.js'
import { checkPooledPrice, type PooledPrice } from './pooled-price.js'
import { ratePooled, type PooledUse } from './rate-pooled.js'

const meters = ['a', 'b', '__proto__'] as const
const tiers = arbitraryTiers({ maxDigits: 9, plain: true })
const quantity = arbitraryDecimal({ sign: 'not-negative', maxDigits: 9 })
const uses = fc.array(fc.record({ meter: fc.constantFrom(...meters), quantity }, { noNullPrototype: true }), { maxLength: 8 })

/** Tiers in which each meter costs a multiple of the same unit. */
function pooled(plain: readonly { readonly upTo?: Decimal; readonly unit: Decimal }[], same: boolean): PooledPrice {
  return checkPooledPrice({
    tiers: plain.map(({ upTo, unit }) => ({
      ...(upTo === undefined ? {} : { upTo }),
      units: Object.fromEntries(meters.map((meter, index) => [meter, same ? unit : add(unit, `${index}`)])),
    })),
  }, 'price')
}

function assert(law: (tiers: readonly { readonly upTo?: Decimal; readonly unit: Decimal }[], uses: readonly PooledUse[]) => void): void {
  fc.assert(fc.property(tiers, uses, (plain, used) => { law(plain, used) }), { numRuns: 1000 })
}

it('conserves quantity and amount over tiers, uses and meters', () => {
  assert((plain, used) => {
    const rated = ratePooled(pooled(plain, false), used)
    const asked = addAll(used.map((use) => use.quantity))
    for (const groups of [rated.uses, rated.meters]) {
      const parts = groups.flatMap((group) => group.parts)
      expect(addAll(groups.map((group) => group.quantity))).toBe(asked)
      expect(addAll(parts.map((part) => part.quantity))).toBe(asked)
      expect(addAll(parts.map((part) => part.amount))).toBe(rated.amount)
    }
    expect(rated.counted).toBe(asked)
  })
})

it('is a graduated price where all meters cost the same, in any order', () => {
  assert((plain, used) => {
    const graduated = ratePrice({ model: 'graduated', tiers: plain.map(({ upTo, unit }) => ({ ...(upTo === undefined ? {} : { upTo }), unit })) }, addAll(used.map((use) => use.quantity)))
    expect(ratePooled(pooled(plain, true), used).amount).toBe(graduated.amount)
    expect(ratePooled(pooled(plain, true), [...used].reverse()).amount).toBe(graduated.amount)
  })
})

it('does not see where usage is cut, within a call or between two', () => {
  assert((plain, used) => {
    const price = pooled(plain, false)
    const whole = ratePooled(price, used)
    const halves = used.flatMap(({ meter, quantity: q }) => [{ meter, quantity: q }, { meter, quantity: q }])
    const doubled = ratePooled(price, used.map(({ meter, quantity: q }) => ({ meter, quantity: add(q, q) })))
    expect(ratePooled(price, halves).meters).toEqual(doubled.meters)
    const [first, rest] = [used.slice(0, 3), used.slice(3)]
    const before = ratePooled(price, first)
    expect([...before.uses, ...ratePooled(price, rest, before.counted).uses]).toEqual(whole.uses)
  })
})
