import { addAll, fail, isZero, subtract, type Exact, type Interval, type JsonObject } from '@farthing/core'
import { isAmountGrant, quantityFactsOf, type CreditMovement } from '@farthing/ledger'
import type { GrantedUnits, RatingFacts } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import { loadGrants } from '../credits/load-credits.js'

/** Whose grants are meant, and for which period. */
export interface GrantQuestion {
  readonly account: string
  readonly period: Interval
  /** What other subscriptions of the account have taken in the same period, before documents say so. */
  readonly taken: readonly GrantedUnits[]
}

/**
 * Facts with the units that the grants of the account have for a period, in burn order, beside what the host gave; as they are where nothing reads balances.
 * What documents of the period itself have taken counts as still there, because their charges are rated anew. Writes nothing.
 *
 * @throws `rating.fact_invalid` for a balance of the host that has the id of a grant
 */
export async function withGrants(stores: Stores, facts: RatingFacts, question: GrantQuestion): Promise<RatingFacts> {
  const { balances: given } = facts
  if (given === undefined) return facts
  const kept = await grantBalances(stores, question)
  const ids = new Set(kept.map(({ grant }) => grant))
  const shared = given.findIndex(({ grant }) => grant !== undefined && ids.has(grant))
  if (shared >= 0) fail('rating.fact_invalid', { field: `facts.balances[${shared}].grant`, because: 'is the id of a grant of the account, whose balance is known' })
  return { ...facts, balances: [...given, ...kept] }
}

async function grantBalances(stores: Stores, { account, period, taken }: GrantQuestion): Promise<readonly JsonObject[]> {
  const grants = (await loadGrants(stores, { account })).filter(({ grant }) => !isAmountGrant(grant))
  if (grants.length === 0) return []
  const own = await movementsOfPeriod(stores, account, period)
  const scopes = new Map(grants.map(({ grant }) => [grant.id, grant.scope]))
  return quantityFactsOf(grants, period, own).flatMap((fact, index): readonly JsonObject[] => {
    const quantity = subtract(fact.quantity, addAll(taken.flatMap((units) => (isOf(units, fact) ? [units.quantity] : []))))
    const scope = scopes.get(fact.grant)
    return isZero(quantity) ? [] : [{ ...fact, quantity, rank: String(index), ...(scope === undefined ? {} : { scope: { ...scope } }) }]
  })
}

function isOf({ grant, from }: GrantedUnits, fact: { readonly grant: string; readonly from: string; readonly quantity: Exact }): boolean {
  return grant === fact.grant && from === fact.from
}

/** What documents of the period took from grants, and what came back of it. */
export async function movementsOfPeriod(stores: Stores, account: string, period: Interval): Promise<readonly CreditMovement[]> {
  const documents = new Set<string>((await stores.documents.findByPeriod(account, period)).map(({ id }) => id))
  if (documents.size === 0) return []
  const all = await listAll((page) => stores.credits.movements({ account }, page))
  const consumed = all.filter(({ kind, document }) => kind === 'consumed' && document !== undefined && documents.has(document))
  const restored = all.filter(({ kind, grant, restores }) => kind === 'restored' && consumed.some((each) => each.grant === grant && each.sequence === restores))
  return [...consumed, ...restored]
}
