import { canonicalJson, checkJson, type Instant } from '@farthing/core'
import type { Subscription, SubscriptionChange } from '@farthing/pricing'

const endless: Instant = '9999-12-31T23:59:59.999999Z'

/**
 * The instant from which a subscription says something else than it did when it was billed; `undefined` where it says the same.
 *
 * Terms of its start count from its start, its end from the earlier of both ends, a change that only one of them has from when it holds.
 */
export function differsFrom(billed: Subscription, now: Subscription): Instant | undefined {
  const { to: billedTo = endless, changes: billedChanges = [], ...billedTerms } = billed
  const { to: nowTo = endless, changes: nowChanges = [], ...nowTerms } = now
  const instants = [
    ...(isSame(billedTerms, nowTerms) ? [] : [billed.from < now.from ? billed.from : now.from]),
    ...(billedTo === nowTo ? [] : [billedTo < nowTo ? billedTo : nowTo]),
    ...onlyIn(billedChanges, nowChanges),
    ...onlyIn(nowChanges, billedChanges),
  ]
  return instants.sort()[0]
}

function onlyIn(some: readonly SubscriptionChange[], others: readonly SubscriptionChange[]): readonly Instant[] {
  return some.filter((change) => !others.some((other) => isSame(change, other))).map(({ at }) => at)
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(checkJson(a, '')) === canonicalJson(checkJson(b, ''))
}
