import { checkText, describeValue, fail, hashContent, type Interval } from '@farthing/core'
import type { RetentionReview } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { actorOf, knownAccount } from './legal-holds.js'
import { checkPastInterval } from './past-interval.js'

export interface ReviewUsage extends CommandOptions {
  readonly account: string
  /** Of event time. What it covers may be decided about in any parts. */
  readonly period: Interval
  readonly review: 'audit' | 'minimisation'
  /** What was looked at and why the bodies are not needed. */
  readonly reason: string
}

/**
 * Records that somebody has reviewed the usage of an account in a period. It passes one gate; it deletes nothing.
 *
 * @throws `account.unknown`, `retention.review_invalid`, `text.*`, `time.*`, `command.conflict`
 */
export function reviewUsage(context: BillingContext, input: ReviewUsage): Promise<RetentionReview> {
  return runCommand(context, {
    kind: 'retention.review',
    input,
    perform: async (stores, at) => {
      const { review } = input
      if (!reviews.includes(review)) fail('retention.review_invalid', { field: 'review', because: `is ${describeValue(review)} and none of ${reviews.join(', ')}` })
      const { id: account } = await knownAccount(stores, input.account)
      const { from, to } = checkPastInterval(input.period, at)
      const id = hashContent('retention-review/1', [context.tenant, input.key], context.digest)
      const content = { id, account, from, to, review, by: actorOf(context, input), at, reason: checkText(input.reason, { field: 'reason', maxLength: 1024 }) }
      await stores.controls.append({ kind: 'retention_review', id, revision: 1, account, status: review, createdAt: at, content })
      return id
    },
    recall: async (stores, id) => (await stores.controls.get('retention_review', id))?.content,
  })
}

const reviews: readonly string[] = ['audit', 'minimisation']
