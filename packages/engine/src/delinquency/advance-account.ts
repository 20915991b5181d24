import type { Account, Instant } from '@farthing/core'
import { judgeDelinquency, type Delinquency, type Restriction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { newsOf, tell } from '../outbox/tell.js'
import { delinquencyFacts } from './delinquency-facts.js'
import { keepDueNotices } from './due-notices.js'
import { activeRestrictions, liftKept, placeRestriction, tellRestriction } from './keep-restriction.js'

/** Who places restrictions that follow from what an account owes. */
const step = 'delinquency'

/**
 * Moves an account to where it belongs by what it owes now, in one transaction: the move, the restriction that it places or lifts, the notices that are due, and the
 * messages about them. `undefined` where nothing changes, but for notices. Waits for payments of the account that are being booked.
 */
export async function advanceAccount(context: BillingContext, stores: Stores, { id: account, notificationRecipients: recipients = [] }: Account, at: Instant): Promise<Delinquency | undefined> {
  await stores.accounts.lock(account)
  const facts = await delinquencyFacts(stores, account, at)
  const before = await stores.controls.get('delinquency', account)
  await keepDueNotices(context, stores, { account, recipients, facts, at })
  const move = judgeDelinquency({ account, before: before?.content, facts, schedule: context.dunning, at })
  if (move === undefined) return undefined
  await stores.controls.append({ kind: 'delinquency', id: account, revision: move.revision, account, status: move.state, createdAt: before?.createdAt ?? move.at, content: move })
  const changed = move.restricts === before?.content.restricts ? [] : await replaceRestriction(context, stores, move)
  // The outbox of an account is told last: others wait for it.
  await tell(stores, newsOf(context, 'delinquency.changed', { account, at: move.at, about: [account, move.revision], data: move }))
  for (const restriction of changed) await tellRestriction(context, stores, restriction)
  return move
}

/** The restriction of a move in the place of the one before: one that says for itself since when and why. */
async function replaceRestriction(context: BillingContext, stores: Stores, { account, revision, state, restricts, reasons, at }: Delinquency): Promise<readonly Restriction[]> {
  const changed: Restriction[] = []
  for (const { id, by } of await activeRestrictions(stores, account)) {
    const lifted = by === step ? await liftKept(stores, id, { at, by: step, reason: restricts === undefined ? `the account is ${state}` : `restricted anew: ${restricts}` }) : undefined
    if (lifted !== undefined) changed.push(lifted)
  }
  const [reason] = reasons
  if (restricts === undefined || reason === undefined) return changed
  const references = reasons.flatMap((each) => each.references)
  const placed = await placeRestriction(context, stores, { account, scope: restricts, reason: { ...reason, references }, since: at, by: step, cause: [step, revision] })
  return [...changed, placed]
}
