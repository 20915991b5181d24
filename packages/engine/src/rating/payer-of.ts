import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** Who pays for this side of a contract. */
export function payerOf({ side, subscription: { account, wholesale } }: SubscriptionContract): string {
  return side === 'wholesale' ? (wholesale?.account ?? account) : account
}
