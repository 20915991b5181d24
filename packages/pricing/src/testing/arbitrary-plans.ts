import fc from 'fast-check'
import type { CurrencyCode } from '@farthing/core'
import { arbitraryCadence, arbitraryCurrencyCode } from '@farthing/core/testing'
import type { Component } from '../catalog/component.js'
import type { Plan } from '../catalog/plan.js'
import { arbitraryPrice, type PriceConstraints } from './arbitrary-prices.js'
import { usualMeters } from './arbitrary-usage.js'

export interface PlanConstraints extends PriceConstraints {
  /** Any in use unless given. */
  readonly currency?: CurrencyCode
  /** Meters to price, with the dimensions that each keeps apart: `tokens` by model and region, and `requests`, unless given. */
  readonly meters?: { readonly [meter: string]: readonly string[] }
}

/** Complete plans in canonical form, with up to five components: fees, and prices on meters, some by dimension. */
export function arbitraryPlan(constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  const { currency, meters = usualMeters } = constraints
  const key = fc.constantFrom('base', 'tokens', 'requests', 'support', '__proto__', 'überschuss')
  const component = fc.oneof(arbitraryFee(constraints), ...Object.entries(meters).map(([meter, by]) => arbitraryUsagePrice(meter, by, constraints)))
  return fc
    .record({
      currency: currency === undefined ? arbitraryCurrencyCode() : fc.constant(currency),
      every: arbitraryCadence(),
      components: fc.uniqueArray(fc.tuple(key, component), { maxLength: 5, selector: ([name]) => name }),
    })
    .map(({ currency: code, every, components }) => ({ currency: code, every: { ...every }, components: Object.fromEntries(components) }))
}

function arbitraryFee(constraints: PriceConstraints): fc.Arbitrary<Component> {
  const options = fc.record(
    { proration: fc.constantFrom('time' as const, 'none' as const), billing: fc.constantFrom('advance' as const, 'arrears' as const) },
    { requiredKeys: [], noNullPrototype: true },
  )
  return fc.tuple(arbitraryPrice(constraints, ['flat', 'fixed_fmv']), options).map(([price, others]) => ({ price, ...others }))
}

function arbitraryUsagePrice(meter: string, dimensions: readonly string[], constraints: PriceConstraints): fc.Arbitrary<Component> {
  const price = arbitraryPrice(constraints, ['per_unit', 'package', 'graduated', 'volume', 'stairstep', 'graduated_percentage', 'bucket'])
  return fc.tuple(price, fc.subarray([...dimensions])).map(([rate, by]) => ({ price: rate, meter, ...(by.length === 0 ? {} : { by }) }))
}
