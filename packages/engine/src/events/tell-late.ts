import { compareBytes } from '@farthing/core'
import type { Stores, UsageLateMessage } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { tell } from '../outbox/tell.js'
import { selectPeriods } from '../usage/select-periods.js'
import { usageLateMessage } from '../windows/usage-late-message.js'
import { lateAndWrittenOff, limitOf, type LateScope } from './late.js'

/** What one call told. */
export interface ToldLate {
  readonly told: number
  /** Whether the limit has left something: call again. */
  readonly more: boolean
}

/**
 * Tells others of late events that nobody was told of: `usage.late`, once for each event, revision and period. What is written off is not told.
 *
 * A new event of a sealed period is told when it is kept. This finds the rest by comparing cuts: what amends, voids or moves an event, and what came while
 * the period was being sealed. Run it from a job, with the seals. Costs what was recorded since the cuts of the scope.
 *
 * @throws as `selectPeriods`; `command.invalid` for the limit
 */
export function tellLate(context: BillingContext, scope: LateScope): Promise<ToldLate> {
  const limit = limitOf(scope)
  return retryConflicts(context, async (stores) => {
    const news: UsageLateMessage[] = []
    let more = false
    for await (const message of untold(context, stores, scope)) {
      more = news.length === limit
      if (more) break
      news.push(message)
    }
    for (const each of news.sort((a, b) => compareBytes(a.subject, b.subject))) await tell(stores, each)
    return { told: news.length, more }
  })
}

async function* untold(context: BillingContext, stores: Stores, scope: LateScope): AsyncIterable<UsageLateMessage> {
  const { tenant, digest, clock } = context
  const at = clock.now()
  for (const billed of await selectPeriods(context, stores, scope)) {
    for await (const { late, isWrittenOff } of lateAndWrittenOff(context, stores, billed)) {
      const message = usageLateMessage(late, { tenant, at, digest })
      if (!isWrittenOff && (await stores.outbox.find(message.subject, message.id)) === undefined) yield message
    }
  }
}
