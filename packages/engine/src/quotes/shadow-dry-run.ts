import { canonicalJson, checkJson, checkText, fail, hashContent, type Hash, type Instant, type Json } from '@farthing/core'
import { shadowAccounts, type PastPeriod, type ShadowSummary } from '@farthing/pricing'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { pastRatings } from './past-ratings.js'
import { candidateOf, type ShadowScope } from './shadow.js'

export interface DryRunShadow extends ShadowScope, CommandOptions {
  /** Why it is tried; 1 to 1,024 characters. */
  readonly reason: string
}

/** What a dry run came to. */
export interface ShadowDryRun extends ShadowSummary {
  readonly at: Instant
  /** Digest of the candidate, as it was given. */
  readonly candidate: Hash
  /** Billing periods that were rated. */
  readonly periods: number
  /** Rows: one for each account and currency. */
  readonly rows: number
  /** Digest over the rows in their order: whoever reads `shadow.accounts` of the same has the same, as long as nothing has changed. */
  readonly rowsHash: Hash
}

/**
 * A shadow rating by an operator: once for its key, with an audit record of who tried what and why, and with its totals as the result. The audit record is all that
 * is written. A candidate is plain JSON, so that its digest says what was tried: a function is refused.
 *
 * @throws `command.too_wide`, `command.conflict`, `command.invalid` for a function, `text.*` without a reason; as `shadow.accounts`
 */
export function dryRunShadow(context: BillingContext, input: DryRunShadow): Promise<ShadowDryRun> {
  if (typeof input.candidate === 'function') fail('command.invalid', { field: 'candidate', because: 'is a function, of which a record cannot say what it was' })
  return runCommand(context, {
    kind: 'shadow.dryRun',
    input,
    perform: async (_, at, outside) => {
      checkText(input.reason, { field: 'reason', maxLength: 1024 })
      // Outside of the transaction of the command: each account is read in one of its own.
      const found = outside.answerTo('shadow', () => summaryOf(context, input))
      return canonicalJson(checkJson({ at, ...found }, 'result'))
    },
    recall: (_, reference) => Promise.resolve(JSON.parse(reference) as ShadowDryRun),
  })
}

async function summaryOf(context: BillingContext, scope: ShadowScope): Promise<Omit<ShadowDryRun, 'at'>> {
  const { digest } = context
  let [periods, rows] = [0, 0]
  async function* counted(): AsyncGenerator<PastPeriod, void> {
    for await (const period of pastRatings(context, scope)) {
      periods += 1
      yield period
    }
  }
  const link = (before: Json, row: Json): Hash => hashContent('shadow-rows/1', [before, row], digest)
  const accounts = shadowAccounts({ periods: counted(), candidate: candidateOf(context, scope) }, context)
  let rowsHash = link(null, null)
  let next = await accounts.next()
  for (; next.done !== true; next = await accounts.next()) {
    rows += 1
    rowsHash = link(rowsHash, checkJson(next.value, 'row'))
  }
  return { ...next.value, candidate: hashContent('shadow-candidate/1', [checkJson(scope.candidate, 'candidate')], digest), periods, rows, rowsHash }
}
