import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkMeter } from './check-meter.js'
import { meterLimits } from './meter-limits.js'
import type { DataPath, Meter } from './meter.js'

const prefix = 'x_'
const tenantName = /^x_[a-z0-9_]+$/

/**
 * Adds dimensions of a tenant to a meter of the catalogue, each with the path of its value. Usage is kept apart by them too; plans need not
 * know them, because a price merges over dimensions that it does not name.
 *
 * A tenant's name is `x_` and 1 to 62 of a to z, digits and `_`, so that it can never meet one that the seller adds later. All bounds of a
 * meter hold for the whole, its groups included.
 *
 * @throws `meter.dimension_reserved` for another name or one in use; as `checkMeter`
 */
export function extendDimensions<M extends Meter>(meter: M, added: { readonly [dimension: string]: DataPath }, field: string): Meter<M['event']> {
  const names = Object.keys(added)
  for (const name of names) {
    const reserved = name.length > meterLimits.dimensionNameLength || !tenantName.test(name) || (meter.by ?? []).includes(name)
    if (reserved) fail('meter.dimension_reserved', { field: `${field}.by`, because: `adds ${describeValue(name)}, which does not start with ${prefix} or is in use` })
  }
  return checkMeter<Meter<M['event']>>({ ...meter, by: [...(meter.by ?? []), ...names], paths: { ...meter.paths, ...added } }, field)
}
