import { checkJson, compareBytes, hashContent, type Hash } from '@farthing/core'
import type { Contract } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'

/**
 * Digest of everything that the usage of a contract depends on besides events: the definitions of its meters, and the subscriptions that
 * compete for its subjects. With the same basis and the same cut, measuring again gives the same usage.
 */
export function usageBasis({ catalog, digest }: BillingContext, contract: Contract, contracts: readonly Contract[]): Hash {
  const own = candidateOf(contract)
  const subjects = new Set(own.subjects)
  const rivals = contracts
    .map(candidateOf)
    .filter((candidate) => candidate.id === own.id || candidate.subjects.some((subject) => subjects.has(subject)))
    .sort((a, b) => compareBytes(a.id, b.id))
  const meters = Object.entries(catalog.meters).filter(([name]) => own.meters?.includes(name))
  return hashContent('usage-basis/1', [checkJson(Object.fromEntries(meters), 'meters'), rivals.map((rival) => checkJson(rival, rival.id))], digest)
}
