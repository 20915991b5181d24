import { addAll, carryUsage, divide, isZero, mergeUsage, multiply, type Dimensions, type Exact, type UsageBucket } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { BillingContext } from '../context.js'

/** A charge with the usage of its subscription that it was made from. */
export interface SpentCharge {
  readonly charge: Charge
  readonly buckets: readonly UsageBucket[]
}

/** The dimension by which a meter keeps projects apart; `undefined` for one that does not. */
export function projectDimension({ catalog }: Pick<BillingContext, 'catalog'>, meter: string): string | undefined {
  const own = catalog.meters[meter]
  return own?.by?.find((dimension) => own.attributes?.[dimension] === 'project')
}

/**
 * What of a charge is that of some projects. A charge that is priced by project is theirs as a whole, or not at all; of any other they have the share that their
 * usage has in its quantity, exact: tiers are shared by all who fill them. A fee, a minimum, and usage of a meter that keeps no projects apart are of no
 * project.
 */
export function projectShare(context: BillingContext, { charge, buckets }: SpentCharge, projects: ReadonlySet<string>): Exact {
  const { meter, dimensions, amount } = charge
  const dimension = meter === undefined ? undefined : projectDimension(context, meter)
  if (meter === undefined || dimension === undefined) return '0'
  if (Object.hasOwn(dimensions, dimension)) return isAmong(dimensions, dimension, projects) ? amount : '0'
  const interval = { from: charge.from, to: charge.to }
  const { digest, aggregations } = context
  const own = carryUsage(buckets.filter((bucket) => bucket.meter === meter), interval, { digest, aggregations })
  const usage = mergeUsage(own, interval, { digest, aggregations, by: [...Object.keys(dimensions), dimension] }).filter((each) => fits(each.dimensions, dimensions))
  const all = addAll(usage.map(({ quantity }) => quantity))
  if (isZero(all)) return '0'
  const theirs = addAll(usage.flatMap((each) => (isAmong(each.dimensions, dimension, projects) ? [each.quantity] : [])))
  return multiply(amount, divide(theirs, all))
}

function isAmong(dimensions: Dimensions, dimension: string, projects: ReadonlySet<string>): boolean {
  const project = dimensions[dimension]
  return typeof project === 'string' && projects.has(project)
}

function fits(given: Dimensions, wanted: Dimensions): boolean {
  return Object.entries(wanted).every(([name, value]) => given[name] === value)
}
