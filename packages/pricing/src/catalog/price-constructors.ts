import type { Decimal } from '@farthing/core'
import type { GraduatedPrice } from '../models/graduated.js'
import type { Tier } from '../models/tier.js'
import { checkComponent, type Component, type ComponentOptions } from './component.js'

/** Options of a component that prices usage. */
export type UsageOptions<D extends string = string> = Omit<ComponentOptions<D>, 'billing' | 'proration'>

/**
 * A fee per period: `flat('49.00')`.
 *
 * Like every constructor here it checks its arguments and brings decimals into canonical form, so that `'49.00'` and `'49'` are one plan version.
 */
export function flat(amount: Decimal, options: Omit<ComponentOptions, 'by'> = {}): Component<never, never> {
  return made({ price: { model: 'flat', amount }, ...options })
}

/** The same price for each unit of a meter: `perUnit('requests', '0.01')`. */
export function perUnit<const M extends string, const D extends string = never>(
  meter: M,
  unit: Decimal,
  options: UsageOptions<D> = {},
): Component<M, NoInfer<D>> {
  return made({ price: { model: 'per_unit', unit }, meter, ...options })
}

/**
 * Each tier prices the units that fall into it. The first million free, then 2.50 per million:
 * `graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }])`.
 */
export function graduated<const M extends string, const D extends string = never>(
  meter: M,
  tiers: readonly Tier[],
  options: UsageOptions<D> & Pick<GraduatedPrice, 'zeroQuantity'> = {},
): Component<M, NoInfer<D>> {
  const { zeroQuantity, ...others } = options
  return made({ price: { model: 'graduated', tiers, zeroQuantity }, meter, ...others })
}

/** The check rebuilds the record from the same meter and dimension names, so their literal types still hold. */
function made<M extends string, D extends string>(component: { readonly meter?: M; readonly by?: readonly D[]; readonly price: object }): Component<M, D> {
  return checkComponent(component, '') as Component<M, D>
}
