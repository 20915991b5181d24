import { checkLatenessPolicy, closeAtEnd, fail, type LatenessPolicy } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'

/** When windows close. */
export interface LatenessOptions<M extends string = string> {
  /** Of meters that have no policy of their own: `closeAtEnd` unless given. */
  readonly every?: LatenessPolicy
  readonly meters?: { readonly [meter in M]?: LatenessPolicy }
}

/**
 * The policy of every meter of a catalogue.
 *
 * @throws `lateness.invalid`; `meter.unknown` for a policy of a meter that the catalogue does not have
 */
export function checkLateness({ every = closeAtEnd, meters = {} }: LatenessOptions, catalog: Catalog): ReadonlyMap<string, LatenessPolicy> {
  checkLatenessPolicy(every, 'lateness.every')
  const policies = new Map(Object.keys(catalog.meters).map((meter) => [meter, every]))
  for (const [meter, policy] of Object.entries(meters)) {
    if (policy === undefined) continue
    if (!policies.has(meter)) fail('meter.unknown', { field: `lateness.meters.${meter}`, because: 'is no meter of the catalogue', facts: { meter } })
    policies.set(meter, checkLatenessPolicy(policy, `lateness.meters.${meter}`))
  }
  return policies
}
