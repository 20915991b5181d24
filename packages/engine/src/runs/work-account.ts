import { compareBytes } from '@farthing/core'
import type { BillingRun, BillingRunAccount, RunCorrections, RunDocument } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { takeLateOf } from '../corrections/take-late.js'
import { dueDocuments } from './due-documents.js'
import { reasonOf } from './run-records.js'
import { issueDocument, previewDocument } from './work-document.js'

type Worked = Pick<BillingRunAccount, 'status' | 'documents'> & Partial<Pick<BillingRunAccount, 'corrections' | 'failure'>>

/**
 * Does what is due for one account of a run, and keeps what became of it. Whatever fails holds this account only.
 *
 * Each document is a transaction of its own, and the account is kept as done after them: where a process ends in between, the next one finds the documents and goes on.
 *
 * @throws `storage.*`: the account is still to be done
 */
export async function workAccount(context: BillingContext, run: BillingRun, account: BillingRunAccount): Promise<BillingRunAccount> {
  return keepWorked(context, account, await worked(context, run, account))
}

async function worked(context: BillingContext, run: BillingRun, account: BillingRunAccount): Promise<Worked> {
  const documents: RunDocument[] = []
  try {
    const dues = await context.storage.transaction(context.tenant, (stores) => dueDocuments(context, stores, run.scope, account))
    const decided = account.decisions.at(-1)?.kind === 'release' ? { release: heldSubscriptions(account) } : {}
    for (const due of dues) {
      const work = { run, account: account.account, due, attempt: account.revision, ...decided }
      documents.push(await (run.mode === 'commit' ? issueDocument : previewDocument)(context, work))
    }
    const corrections = run.mode === 'commit' && run.corrects ? await corrected(context, run, account.account, documents) : undefined
    const isHeld = documents.some(({ outcome }) => outcome === 'held' || outcome === 'failed') || (corrections?.refused.length ?? 0) > 0
    return { status: isHeld ? 'held' : 'done', documents, ...(corrections === undefined ? {} : { corrections }) }
  } catch (error) {
    return { status: 'held', documents, failure: reasonOf(error) }
  }
}

/** Subscriptions that kept documents of the account from being issued. */
function heldSubscriptions({ documents }: BillingRunAccount): readonly string[] {
  const held = documents.flatMap(({ outcome, failure }) => (outcome === 'held' && Array.isArray(failure?.facts.subscriptions) ? (failure.facts.subscriptions as readonly string[]) : []))
  return [...new Set(held)].sort(compareBytes)
}

/** Takes the late events of documents that were there before; those of this run have all that was there. */
async function corrected(context: BillingContext, { actor }: BillingRun, account: string, documents: readonly RunDocument[]): Promise<RunCorrections | undefined> {
  const own = new Set(documents.flatMap(({ outcome, invoice }) => (outcome === 'issued' && invoice !== undefined ? [invoice] : [])))
  const { events, corrected: records, proposed, refused } = await takeLateOf(context, { account }, { actor, skip: own })
  if (events === 0 && refused.length === 0) return undefined
  const notes = records.flatMap(({ note }) => (note === undefined ? [] : [note.id]))
  return { events, documents: notes, proposals: proposed.length, refused }
}

/** Keeps what became of an account, unless another process has done so meanwhile: it came to the same documents. */
function keepWorked(context: BillingContext, account: BillingRunAccount, { status, documents, corrections, failure }: Worked): Promise<BillingRunAccount> {
  return retryConflicts(context, async ({ billingRuns }) => {
    const [stored] = await billingRuns.find(account.run, [account.account])
    if (stored !== undefined && stored.revision !== account.revision) return stored
    const { run, account: id, part, sides, decisions, revision } = account
    const outcome = { ...(corrections === undefined ? {} : { corrections }), ...(failure === undefined ? {} : { failure }) }
    const kept: BillingRunAccount = { run, account: id, revision: revision + 1, part, sides, status, documents, ...outcome, decisions, at: context.clock.now() }
    await billingRuns.saveAccounts([kept])
    return kept
  })
}
