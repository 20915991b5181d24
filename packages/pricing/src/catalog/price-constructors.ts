import type { Decimal } from '@farthing/core'
import type { BucketPrice } from '../models/bucket.js'
import type { DynamicPrice } from '../models/dynamic.js'
import type { FixedService } from '../models/fixed-fmv.js'
import type { GraduatedPercentagePrice, PercentageTier } from '../models/graduated-percentage.js'
import type { GraduatedPrice } from '../models/graduated.js'
import type { HourlyPrice } from '../models/hourly.js'
import type { MatrixPrice, MatrixRow } from '../models/matrix.js'
import type { PackagePrice } from '../models/package.js'
import type { PerUnitPrice } from '../models/per-unit.js'
import type { PercentagePrice } from '../models/percentage-price.js'
import type { StairstepPrice, Step } from '../models/stairstep.js'
import type { Tier } from '../models/tier.js'
import type { VolumePrice } from '../models/volume.js'
import { checkComponent, type Component, type ComponentOptions } from './component.js'

/*
 * One constructor for each price model, in the order of the model table. Each checks its arguments and brings decimals into canonical form,
 * so that `'49.00'` and `'49'` are one plan version. What is refused is named by its path, such as `price.tiers[1].upTo`.
 */

/** Options of a component that prices usage. */
export type UsageOptions<D extends string = string> = Omit<ComponentOptions<D>, 'billing' | 'proration'>

/** Options of a component that is due once per period. */
export type FeeOptions = Omit<ComponentOptions, 'by'>

/** The component of a meter. `D` is what `by` names, and never taken from where the result goes. */
type Metered<M extends string, D extends string> = Component<M, NoInfer<D>>

/** A fee per period: `flat('49.00')`. */
export function flat(amount: Decimal, options: FeeOptions = {}): Component<never, never> {
  return component({ price: { model: 'flat', amount }, ...options })
}

/** The same price for each unit: `perUnit('requests', '0.01')`, or per million: `perUnit('tokens', '2.50', { per: '1000000' })`. */
export function perUnit<const M extends string, const D extends string = never>(
  meter: M,
  unit: Decimal,
  options: UsageOptions<D> & Omit<PerUnitPrice, 'model' | 'unit'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'per_unit', unit }, options)
}

/** Units in packages: `packaged('messages', { size: '1000', amount: '5' })`. */
export function packaged<const M extends string, const D extends string = never>(
  meter: M,
  { size, amount }: Pick<PackagePrice, 'size' | 'amount'>,
  options: UsageOptions<D> & Omit<PackagePrice, 'model' | 'size' | 'amount'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'package', size, amount }, options)
}

/**
 * Each tier prices the units that fall into it. The first million free, then 2.50 per million:
 * `graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }])`.
 */
export function graduated<const M extends string, const D extends string = never>(
  meter: M,
  tiers: readonly Tier[],
  options: UsageOptions<D> & Omit<GraduatedPrice, 'model' | 'tiers'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'graduated', tiers }, options)
}

/** The tier that is reached prices all units: `volume('seats', [{ upTo: '10', unit: '12' }, { unit: '9' }])`. */
export function volume<const M extends string, const D extends string = never>(
  meter: M,
  tiers: readonly Tier[],
  options: UsageOptions<D> & Omit<VolumePrice, 'model' | 'tiers'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'volume', tiers }, options)
}

/** The step that is reached has one price: `stairstep('contacts', [{ upTo: '1000', amount: '29' }, { amount: '99' }])`. */
export function stairstep<const M extends string, const D extends string = never>(
  meter: M,
  steps: readonly Step[],
  options: UsageOptions<D> & Omit<StairstepPrice, 'model' | 'steps'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'stairstep', steps }, options)
}

/** A share of each transaction: `percentage('payments', '2.9', { fixed: '0.30' })` takes 2.9 % and 0.30. */
export function percentage<const M extends string, const D extends string = never>(
  meter: M,
  rate: Decimal,
  options: UsageOptions<D> & Omit<PercentagePrice, 'model' | 'rate'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'percentage', rate }, options)
}

/** Each tier takes its share of what falls into it: `graduatedPercentage('payments', [{ upTo: '10000', rate: '3' }, { rate: '2' }])`. */
export function graduatedPercentage<const M extends string, const D extends string = never>(
  meter: M,
  tiers: readonly PercentageTier[],
  options: UsageOptions<D> & Omit<GraduatedPercentagePrice, 'model' | 'tiers'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'graduated_percentage', tiers }, options)
}

/** A unit price by dimensions: `matrix('calls', [{ when: { region: 'eu' }, unit: '0.02' }], { by: ['region'], otherwise: '0.05' })`. */
export function matrix<const M extends string, const D extends string = never>(
  meter: M,
  rows: readonly MatrixRow[],
  options: UsageOptions<D> & Omit<MatrixPrice, 'model' | 'rows'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'matrix', rows }, options)
}

/** The amount that usage carries: `dynamic('resale', { multiplier: '1.2' })`. */
export function dynamic<const M extends string, const D extends string = never>(
  meter: M,
  options: UsageOptions<D> & Omit<DynamicPrice, 'model'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'dynamic' }, options)
}

/** Work by the hour: `hourly('support', '120', { incrementMinutes: '15' })`. */
export function hourly<const M extends string, const D extends string = never>(
  meter: M,
  rate: Decimal,
  options: UsageOptions<D> & Omit<HourlyPrice, 'model' | 'rate'> = {},
): Metered<M, D> {
  return metered(meter, { model: 'hourly', rate }, options)
}

/** Units bought for the period, and a price for more: `bucket('minutes', { included: '500', fee: '20', overage: '0.05' })`. */
export function bucket<const M extends string, const D extends string = never>(
  meter: M,
  { included, overage, fee, rolloverLimit }: Omit<BucketPrice, 'model'>,
  options: UsageOptions<D> = {},
): Metered<M, D> {
  return metered(meter, { model: 'bucket', included, overage, fee, rolloverLimit }, options)
}

/** One fixed price for services, allocated by their fair market values: `fixedFmv('80', [{ name: 'Hosting', value: '60' }, …])`. */
export function fixedFmv(amount: Decimal, services: readonly FixedService[], options: FeeOptions = {}): Component<never, never> {
  return component({ price: { model: 'fixed_fmv', amount, services }, ...options })
}

/** Tells the options of a component from those of its price. */
function metered<M extends string, D extends string>(meter: M, price: object, options: UsageOptions<D>): Component<M, D> {
  const { by, product, label, category, taxable, taxCategory, taxRegionHint, ...ofPrice } = options
  return component({ price: { ...price, ...ofPrice }, meter, by, product, label, category, taxable, taxCategory, taxRegionHint })
}

/** The check rebuilds the record from the same meter and dimension names, so their literal types still hold. */
function component<M extends string, D extends string>(written: object): Component<M, D> {
  return checkComponent(written, '') as Component<M, D>
}
