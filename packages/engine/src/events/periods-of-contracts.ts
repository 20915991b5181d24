import { isFarthingError, periodAt, type Instant, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** The periods of contracts, each found once: of one contract and period always the same object. None where the period reaches beyond the years that instants have. */
export function periodsOfContracts(): (contract: SubscriptionContract, at: Instant) => Interval | undefined {
  const known = new Map<SubscriptionContract, readonly Interval[]>()
  return (contract, at) => {
    const found = known.get(contract) ?? []
    const period = found.find(({ from, to }) => from <= at && at < to)
    if (period !== undefined) return period
    const next = periodOrNone(contract, at)
    if (next !== undefined) known.set(contract, [...found, next])
    return next
  }
}

function periodOrNone({ subscription, planVersion }: SubscriptionContract, at: Instant): Interval | undefined {
  try {
    const { from, to } = periodAt(billingGridOf(subscription, planVersion.content), at)
    return { from, to }
  } catch (error) {
    if (isFarthingError(error) && error.code === 'time.out_of_range') return undefined
    throw error
  }
}
