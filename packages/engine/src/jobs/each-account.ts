import { failure, isFarthingError, type Failure } from '@farthing/core'
import type { HeldWork } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { textOfError } from '../deliveries/kept-text.js'
import type { Job, StepInput, StepOutput } from './job.js'

const accountsPerStep = 50

/** Does what is to be done for one account. What it could not do of it is held, without the account as a whole. */
export type AccountWork = (context: BillingContext, account: string, input: StepInput) => Promise<Omit<StepOutput, 'next'>>

/** Steps of up to 50 accounts, by id. An account whose work fails is held, and the others are not; a storage that does not answer ends the step. */
export function eachAccount(work: AccountWork): Job['step'] {
  return async (context, input) => {
    const cursor = typeof input.position === 'string' ? { cursor: input.position } : {}
    const { items, next } = await context.storage.transaction(context.tenant, ({ accounts }) => accounts.list({}, { limit: accountsPerStep, ...cursor }))
    const counts = new Map<string, number>([['accounts', items.length]])
    const held: HeldWork[] = []
    for (const { id } of items) {
      try {
        const done = await work(context, id, input)
        for (const [what, count] of Object.entries(done.counts)) counts.set(what, (counts.get(what) ?? 0) + count)
        held.push(...(done.held ?? []))
      } catch (error) {
        if (isOutage(error)) throw error
        held.push({ about: id, failure: failureOfWork(error) })
      }
    }
    return { counts: Object.fromEntries(counts), held, ...(next !== undefined && { next }) }
  }
}

/** Failures of the storage that another account need not meet. */
const ofOneAccount: readonly string[] = ['storage.conflict', 'storage.contention', 'storage.events_removed']

/** Whether the storage as a whole is the reason: then nothing can be kept either, and the run stays open. */
export function isOutage(error: unknown): boolean {
  return isFarthingError(error) && error.code.startsWith('storage.') && !ofOneAccount.includes(error.code)
}

/** A refusal as it is; a defect under `job.failed`, with what it said. */
export function failureOfWork(error: unknown): Failure {
  if (isFarthingError(error)) return error.toJSON()
  return failure('job.failed', { field: 'job', because: `failed: ${textOfError(error)}` })
}
