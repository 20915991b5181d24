import { hashContent, type Hash } from '@farthing/core'
import { checkRestriction, liftRestriction, type LiftStep, type Restriction } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { inTurn } from '../controls/in-turn.js'
import { newsOf, tell } from '../outbox/tell.js'

export interface PlacedRestriction extends Omit<Restriction, 'id' | 'lifted'> {
  /** What tells it from every other restriction of its account. */
  readonly cause: readonly (string | number)[]
}

/** Keeps a restriction, in the transaction of what it follows from. Telling it is for `tellRestriction`, last. */
export async function placeRestriction({ digest }: BillingContext, stores: Stores, { cause, ...placed }: PlacedRestriction): Promise<Restriction> {
  const id: Hash = hashContent('restriction/1', [placed.account, ...cause], digest)
  const restriction = checkRestriction({ id, ...placed })
  await stores.controls.append({ kind: 'restriction', id, revision: 1, account: placed.account, status: 'active', createdAt: placed.since, content: restriction })
  return restriction
}

/** Lifts a restriction that is kept. @throws `restriction.lifted` */
export async function liftKept(stores: Stores, id: Hash, step: LiftStep): Promise<Restriction | undefined> {
  const kept = await inTurn(stores, 'restriction', id)
  if (kept === undefined) return undefined
  const restriction = liftRestriction(kept.content, step)
  await stores.controls.append({ ...kept, revision: kept.revision + 1, status: 'lifted', content: restriction })
  return restriction
}

/** Restrictions of an account that are not lifted, by time. */
export async function activeRestrictions(stores: Stores, account: string): Promise<readonly Restriction[]> {
  return (await listAll((page) => stores.controls.list('restriction', { account, status: 'active' }, page))).map(({ content }) => content)
}

/** Tells that a restriction is placed or lifted. Last in a transaction: others who tell something of the account wait for it. */
export async function tellRestriction(context: BillingContext, stores: Stores, restriction: Restriction): Promise<void> {
  const { id, account, since, lifted } = restriction
  const at = lifted?.at ?? since
  await tell(stores, newsOf(context, lifted === undefined ? 'restriction.placed' : 'restriction.lifted', { account, at, about: [id], data: restriction }))
}
