import { addAll, canonicalJson, checkJson, checkText, compareBytes, hashContent, type CurrencyCode, type Decimal, type Hash, type Instant } from '@farthing/core'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { planRewind, type RewindPlan, type RewindScope } from './rewind-invoices.js'

export interface DryRunRewind extends RewindScope, CommandOptions {
  /** Why it is looked at; 1 to 1,024 characters. */
  readonly reason: string
}

/** What a rewind would come to, as an operator has seen it. */
export interface RewindDryRun extends Pick<RewindPlan, 'ledgerWrites' | 'documentWrites' | 'invoices'> {
  readonly at: Instant
  /** How many invoices would be corrected. */
  readonly corrections: number
  /** By currency, in byte order. */
  readonly totals: readonly { readonly currency: CurrencyCode; readonly net: Decimal; readonly tax: Decimal; readonly gross: Decimal }[]
  /** Digest of the plan that `planRewind` gives of the same, as long as nothing has changed. */
  readonly planHash: Hash
}

/**
 * Works out a rewind by an operator: once for its key, with an audit record of who looked at what and why, and with the totals as its result. The audit record is
 * all that is written.
 *
 * @throws `command.too_wide`, `command.conflict`, `text.*` without a reason; as `planRewind`
 */
export function dryRunRewind(context: BillingContext, input: DryRunRewind): Promise<RewindDryRun> {
  return runCommand(context, {
    kind: 'corrections.dryRun',
    input,
    perform: async (_, at, outside) => {
      checkText(input.reason, { field: 'reason', maxLength: 1024 })
      const found = outside.answerTo('rewind', async () => summaryOf(await planRewind(context, input), context))
      return canonicalJson(checkJson({ at, ...found }, 'result'))
    },
    recall: (_, reference) => Promise.resolve(JSON.parse(reference) as RewindDryRun),
  })
}

function summaryOf(plan: RewindPlan, { digest }: BillingContext): Omit<RewindDryRun, 'at'> {
  const { ledgerWrites, documentWrites, invoices, corrections } = plan
  const currencies = [...new Set(plan.totals.map(({ currency }) => currency))].sort(compareBytes)
  const totals = currencies.map((currency) => {
    const own = plan.totals.filter((total) => total.currency === currency)
    const sum = (figure: 'net' | 'tax' | 'gross') => addAll(own.map((total) => total[figure]))
    return { currency, net: sum('net'), tax: sum('tax'), gross: sum('gross') }
  })
  return { ledgerWrites, documentWrites, invoices, corrections: corrections.length, totals, planHash: hashContent('rewind-plan/1', [checkJson(plan, 'plan')], digest) }
}
