import fc from 'fast-check'
import type { CurrencyCode } from '@farthing/core'
import { arbitraryCadence, arbitraryCurrencyCode } from '@farthing/core/testing'
import type { Component, ComponentOptions } from '../catalog/component.js'
import type { Plan } from '../catalog/plan.js'
import type { Price } from '../models/price.js'
import { arbitraryPrice, arbitraryPriceOf, type PriceConstraints } from './arbitrary-prices.js'
import { usualMeters } from './arbitrary-usage.js'

export interface PlanConstraints extends PriceConstraints {
  /** Any in use unless given. */
  readonly currency?: CurrencyCode
  /** Meters to price, with the dimensions that each keeps apart: `tokens` by model and region, and `requests`, unless given. */
  readonly meters?: { readonly [meter: string]: readonly string[] }
}

/**
 * Complete plans in canonical form, with up to five components: fees, and prices on meters, some by dimension. Of the models all that usage alone
 * can be rated by: not those that read transactions, time entries or amounts.
 */
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
  return fc.tuple(arbitraryPrice(constraints, ['flat', 'fixed_fmv']), options, arbitraryOptions()).map(([price, billed, shown]) => ({ price, ...billed, ...shown }))
}

/** A matrix only where its dimension is one of the meter's, and then apart by it. */
function arbitraryUsagePrice(meter: string, dimensions: readonly string[], constraints: PriceConstraints): fc.Arbitrary<Component> {
  const byQuantity = arbitraryPrice(constraints, ['per_unit', 'package', 'graduated', 'volume', 'stairstep', 'graduated_percentage', 'bucket'])
  const anyBy = fc.tuple(byQuantity, fc.subarray([...dimensions]))
  const byRegion = arbitraryPriceOf('matrix', constraints).map((price): readonly [Price, readonly string[]] => [price, ['region']])
  const priced: fc.Arbitrary<readonly [Price, readonly string[]]> = dimensions.includes('region') ? fc.oneof({ weight: 7, arbitrary: anyBy }, { weight: 1, arbitrary: byRegion }) : anyBy
  return fc.tuple(priced, arbitraryOptions()).map(([[price, by], shown]) => ({ price, meter, ...(by.length === 0 ? {} : { by }), ...shown }))
}

/** How a component is shown, discounted and taxed. */
function arbitraryOptions(): fc.Arbitrary<ComponentOptions> {
  const text = fc.constantFrom('compute', 'überschuss', '__proto__')
  return fc.record({ label: text, category: text, taxable: fc.boolean(), taxCategory: text, taxRegionHint: text }, { requiredKeys: [], noNullPrototype: true })
}
