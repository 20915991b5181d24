import { checkJson, compareBytes, hashContent, type Hash, type Meter, type SubscriptionCandidate } from '@farthing/core'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf, termCutsIn } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/**
 * Digests of everything that the usage of a contract in a period depends on besides events: the definitions of its meters, the subscriptions
 * that compete for its subjects, and where its terms cut the period. With the same basis and the same cut, measuring again gives the same usage.
 *
 * @param contracts every contract that events of the subjects could mean
 */
export function usageBases({ catalog, digest }: BillingContext, contracts: readonly SubscriptionContract[]): (billed: BilledPeriod) => Hash {
  const bySubject = new Map<string, SubscriptionCandidate[]>()
  for (const candidate of contracts.map(candidateOf)) {
    for (const subject of new Set(candidate.subjects)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), candidate])
  }
  // What a meter is called changes no usage.
  const meters = Object.entries(catalog.meters).map(([name, { displayName: _, unit: __, ...meter }]): readonly [string, Meter] => [name, meter])
  return ({ contract, period }) => {
    const own = candidateOf(contract)
    const cuts = termCutsIn(contract, period)
    const read = Object.fromEntries(meters.filter(([name]) => own.meters?.includes(name)))
    const rivals = new Map(own.subjects.flatMap((subject) => bySubject.get(subject) ?? []).map((rival) => [rival.id, rival]))
    const ordered = [...rivals.values()].sort((a, b) => compareBytes(a.id, b.id))
    return hashContent('usage-basis/1', [checkJson(read, 'meters'), ...ordered.map((rival) => checkJson(rival, rival.id)), ...(cuts.length === 0 ? [] : [cuts])], digest)
  }
}
