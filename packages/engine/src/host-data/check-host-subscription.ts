import { checkSubscription } from '@farthing/pricing'
import type { HostSubscription } from '@farthing/ports'

/** Stands in for a version that the host leaves open while the rest is checked. */
const open = '0'.repeat(64)

/** Reads a subscription of the host in canonical form. @throws what `checkSubscription` throws */
export function checkHostSubscription(value: unknown): HostSubscription {
  if (typeof value !== 'object' || value === null) return checkSubscription(value)
  const { planVersion: version, wholesale: side } = value as { readonly planVersion?: unknown; readonly wholesale?: unknown }
  const isSideOpen = typeof side === 'object' && side !== null && !('planVersion' in side)
  const { planVersion, wholesale, ...rest } = checkSubscription({ ...value, planVersion: version ?? open, ...(isSideOpen ? { wholesale: { ...side, planVersion: open } } : {}) })
  return {
    ...rest,
    ...(version === undefined ? {} : { planVersion }),
    ...(wholesale === undefined ? {} : { wholesale: isSideOpen ? { account: wholesale.account, plan: wholesale.plan } : wholesale }),
  }
}
