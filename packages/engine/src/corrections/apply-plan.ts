import type { Hash, Instant } from '@farthing/core'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { carryHash } from '../rating/carry-into.js'
import { keepCorrection } from './keep-correction.js'
import type { PlannedCorrection } from './plan-corrections.js'

export interface ApplyPlan {
  readonly planned: readonly PlannedCorrection[]
  readonly actor: string
  readonly at: Instant
  readonly proposal?: Hash
}

/**
 * Keeps what a plan says: for each invoice a look with its correction, the ratings behind it, and what its period hands on now. In the caller's transaction, so that
 * the following periods change with the first or not at all.
 */
export async function applyPlan(context: BillingContext, stores: Stores, { planned, actor, at, proposal }: ApplyPlan): Promise<readonly CorrectionRecord[]> {
  const kept: CorrectionRecord[] = []
  for (const one of planned) {
    const { invoice, records, correction, rated, terms, knownAt, inputs } = one
    const { ratings, accountRatings, charges } = rated
    for (const { contract } of ratings) await stores.planVersions.put(contract.planVersion)
    for (const charge of charges) await stores.charges.put(charge)
    await keepCarries(context, stores, one)
    const evidence = { ratings, ...(accountRatings === undefined ? {} : { accountRatings }), terms }
    const look = { invoice, looks: records.length, correction, knownAt, actor, at, evidence, ...(proposal === undefined ? {} : { proposal }), ...(inputs === undefined ? {} : { inputs }) }
    kept.push(await keepCorrection(context, stores, look))
  }
  return kept
}

/** What the period hands on stands behind what it handed on before; the same again is not kept again. */
async function keepCarries({ digest }: BillingContext, { carries }: Stores, { rated, invoice }: PlannedCorrection): Promise<void> {
  for (const each of rated.handedOn) {
    const { subscription, side, from, to, carry } = each
    const before = await carries.latest({ subscription, side, until: to })
    const isOfPeriod = before?.from === from && before.to === to
    const hash = carryHash(carry, digest)
    if (isOfPeriod && before.hash === hash) continue
    const revision = isOfPeriod ? { revision: (before.revision ?? 0) + 1 } : {}
    await carries.put({ ...each, ...revision, hash, document: invoice.id })
  }
}
