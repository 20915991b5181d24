import { fail, failure, failureOf, isFarthingError, type Failure } from '@farthing/core'
import type { BillingRun, Stores } from '@farthing/ports'

/** A run by its id. @throws `run.unknown` */
export async function loadRun(stores: Stores, id: string): Promise<BillingRun> {
  return (await stores.billingRuns.get(id)) ?? refuseUnknown(id)
}

/** The same, in order to save what follows from it. @throws `run.unknown` */
export async function lockRun(stores: Stores, id: string): Promise<BillingRun> {
  return (await stores.billingRuns.load(id)) ?? refuseUnknown(id)
}

function refuseUnknown(id: string): never {
  return fail('run.unknown', { field: 'run', because: `is ${JSON.stringify(id)}`, facts: { run: id } })
}

/** Failures of the storage that another account need not meet, however often the same is tried. */
const ofOneAccount: readonly string[] = ['storage.events_removed', 'storage.cut_unknown', 'storage.tenant_mismatch']

const longestMessage = 300

/**
 * Why one account could not be done. What the host's own functions throw, such as a tax provider, holds their account as well as a refusal of ours.
 *
 * @throws the error itself where the storage does not answer, or not now: that is about no account, and the others would come to the same
 */
export function reasonOf(error: unknown): Failure {
  if (isFarthingError(error)) {
    if (error.code.startsWith('storage.') && !ofOneAccount.includes(error.code)) throw error
    return failureOf(error)
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return failure('run.account_failed', { field: 'account', because: `came to ${JSON.stringify(message.slice(0, longestMessage))}` })
}
