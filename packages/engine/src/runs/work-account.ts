import { compareBytes, type Failure } from '@farthing/core'
import type { BillingRun, BillingRunAccount, RunCorrections, RunDocument, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { listCorrectable } from '../corrections/list-correctable.js'
import { takeLateOf } from '../corrections/take-late.js'
import { dueDocuments, type DueDocument } from './due-documents.js'
import { reasonOf } from './run-records.js'
import { issueDocument, previewDocument } from './work-document.js'

/** What is due for one account of a run. */
export interface AccountWork {
  readonly account: BillingRunAccount
  readonly due: readonly DueDocument[]
  /** Ids of documents that were issued before, whose late events are taken. */
  readonly earlier: readonly string[]
  /** Why that cannot be said. */
  readonly failure?: Failure
}

/**
 * Looks at what is due for some accounts. Writes nothing; what fails for one account is its reason. In one transaction, or, when that is lost to one of them, each in its own.
 *
 * @throws `storage.*`
 */
export async function accountWork(context: BillingContext, run: BillingRun, accounts: readonly BillingRunAccount[]): Promise<readonly AccountWork[]> {
  try {
    return await context.storage.transaction(context.tenant, (stores) => workIn(context, stores, run, accounts))
  } catch (error) {
    const failure = reasonOf(error)
    const [only, ...others] = accounts
    if (only !== undefined && others.length === 0) return [{ account: only, due: [], earlier: [], failure }]
    const work: AccountWork[] = []
    for (const account of accounts) work.push(...(await accountWork(context, run, [account])))
    return work
  }
}

async function workIn(context: BillingContext, stores: Stores, { mode, corrects, scope }: BillingRun, accounts: readonly BillingRunAccount[]): Promise<readonly AccountWork[]> {
  const work: AccountWork[] = []
  for (const account of accounts) {
    try {
      const due = await dueDocuments(context, stores, scope, account)
      const earlier = mode === 'commit' && corrects ? await listCorrectable(stores, { account: account.account }) : []
      work.push({ account, due, earlier: earlier.map(({ id }) => id) })
    } catch (error) {
      work.push({ account, due: [], earlier: [], failure: reasonOf(error) })
    }
  }
  return work
}

/**
 * Does what is due for one account, and says what became of it. Whatever fails holds this account only. Each document is a transaction of its own: where a process ends
 * behind it, the next one finds it, and goes on.
 *
 * @throws `storage.*`: the account is still to be done
 */
export async function workAccount(context: BillingContext, run: BillingRun, { account, due, earlier, failure }: AccountWork): Promise<BillingRunAccount> {
  const { run: id, account: name, part, sides, decisions, revision } = account
  const documents: RunDocument[] = []
  const worked = (about: Pick<BillingRunAccount, 'status'> & Partial<Pick<BillingRunAccount, 'failure' | 'corrections'>>): BillingRunAccount => ({
    run: id, account: name, revision: revision + 1, part, sides, documents, decisions, at: context.clock.now(), ...about,
  })
  if (failure !== undefined) return worked({ status: 'held', failure })
  const release = decisions.at(-1)?.kind === 'release' ? { release: heldSubscriptions(account) } : {}
  try {
    for (const each of due) documents.push(await (run.mode === 'commit' ? issueDocument : previewDocument)(context, { run, account: name, due: each, attempt: revision, ...release }))
    const corrections = await corrected(context, run, earlier, account.corrections)
    const isHeld = documents.some(({ outcome }) => outcome === 'held' || outcome === 'failed') || (corrections?.refused.length ?? 0) > 0
    return worked({ status: isHeld ? 'held' : 'done', ...(corrections === undefined ? {} : { corrections }) })
  } catch (error) {
    return worked({ status: 'held', failure: reasonOf(error) })
  }
}

/** Subscriptions that kept documents of the account from being issued. */
function heldSubscriptions({ documents }: BillingRunAccount): readonly string[] {
  const held = documents.flatMap(({ outcome, failure }) => (outcome === 'held' && Array.isArray(failure?.facts.subscriptions) ? (failure.facts.subscriptions as readonly string[]) : []))
  return [...new Set(held)].sort(compareBytes)
}

/** Takes the late events of documents that were there before; those of this run have all that was there. With what an attempt before this one has taken. */
async function corrected(context: BillingContext, { actor }: BillingRun, earlier: readonly string[], before: RunCorrections | undefined): Promise<RunCorrections | undefined> {
  const { events, corrected: records, proposed, refused } = await takeLateOf(context, earlier, actor)
  if (events === 0 && refused.length === 0 && before === undefined) return undefined
  const documents = records.flatMap(({ note }) => (note === undefined ? [] : [note.id]))
  return { events: (before?.events ?? 0) + events, documents: [...(before?.documents ?? []), ...documents], proposals: proposed.length, refused }
}

/** Keeps what became of accounts, but for those that another process has moved on meanwhile: it came to the same documents. Gives them as they stand. */
export function keepWorked(context: BillingContext, run: string, worked: readonly BillingRunAccount[]): Promise<readonly BillingRunAccount[]> {
  if (worked.length === 0) return Promise.resolve(worked)
  return retryConflicts(context, async ({ billingRuns }) => {
    const stored = new Map((await billingRuns.find(run, worked.map(({ account }) => account))).map((account) => [account.account, account]))
    const next = worked.filter(({ account, revision }) => stored.get(account)?.revision === revision - 1)
    await billingRuns.saveAccounts(next)
    return worked.map((account) => (next.includes(account) ? account : (stored.get(account.account) ?? account)))
  })
}
