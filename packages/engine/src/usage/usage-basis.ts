import { checkJson, compareBytes, hashContent, type Hash, type SubscriptionCandidate } from '@farthing/core'
import type { Contract } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'

/**
 * Digests of everything that the usage of a contract depends on besides events: the definitions of its meters, and the subscriptions that
 * compete for its subjects. With the same basis and the same cut, measuring again gives the same usage.
 *
 * @param contracts every contract that events of the subjects could mean
 */
export function usageBases({ catalog, digest }: BillingContext, contracts: readonly Contract[]): (contract: Contract) => Hash {
  const bySubject = new Map<string, SubscriptionCandidate[]>()
  for (const candidate of contracts.map(candidateOf)) {
    for (const subject of new Set(candidate.subjects)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), candidate])
  }
  const meters = Object.entries(catalog.meters)
  return (contract) => {
    const own = candidateOf(contract)
    const read = Object.fromEntries(meters.filter(([name]) => own.meters?.includes(name)))
    const rivals = new Map(own.subjects.flatMap((subject) => bySubject.get(subject) ?? []).map((rival) => [rival.id, rival]))
    const ordered = [...rivals.values()].sort((a, b) => compareBytes(a.id, b.id))
    return hashContent('usage-basis/1', [checkJson(read, 'meters'), ...ordered.map((rival) => checkJson(rival, rival.id))], digest)
  }
}
