import { checkText, fail } from '@farthing/core'
import { creditInvoice, voidInvoice, type ConcededLine, type Correction, type CorrectionPolicy } from '@farthing/ledger'
import type { CorrectionRecord } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { lockHistory, recordsBehind, referenceTo } from './correct-invoice.js'
import { keepCorrection } from './keep-correction.js'
import type { InvoiceHistory } from './load-corrections.js'

export interface CreditLines extends CommandOptions {
  /** Id of the invoice. */
  readonly invoice: string
  /** What is given up of each line, before discounts. */
  readonly lines: readonly ConcededLine[]
  /** For people. */
  readonly reason: string
  readonly policy?: CorrectionPolicy
}

export interface CancelInvoice extends CommandOptions {
  /** Id of the invoice. */
  readonly invoice: string
  readonly reason: string
}

/**
 * Credits parts of lines by hand, once: see `creditInvoice`. Two at the same time never credit more than there is.
 *
 * @throws `correction.over_credited`, `correction.line_unknown`, `correction.voided`, `correction.invalid`, `invoice.unknown`, `command.conflict`
 */
export function creditLines(context: BillingContext, input: CreditLines): Promise<CorrectionRecord> {
  return keepByHand(context, 'corrections.credit', input, ({ invoice, corrections }, run) =>
    creditInvoice({ ...run, invoice, corrections, lines: input.lines, policy: { ...context.corrections.policy, ...input.policy } }, context.digest),
  )
}

/**
 * Makes a credit note over all that is billed of an invoice, once, after which nothing corrects it: see `voidInvoice`.
 *
 * @throws as {@link creditLines}
 */
export function cancelInvoice(context: BillingContext, input: CancelInvoice): Promise<CorrectionRecord> {
  return keepByHand(context, 'corrections.cancel', input, ({ invoice, corrections }, run) => voidInvoice({ ...run, invoice, corrections, policy: context.corrections.policy }, context.digest))
}

type Run = Pick<Parameters<typeof voidInvoice>[0], 'causes' | 'actor' | 'at'>

async function keepByHand(
  context: BillingContext,
  kind: 'corrections.credit' | 'corrections.cancel',
  input: CancelInvoice,
  correct: (history: InvoiceHistory, run: Run) => Correction | undefined,
): Promise<CorrectionRecord> {
  const [record] = await runCommand(context, {
    kind,
    input,
    perform: async (stores, at) => {
      const { actor = 'system', key } = input
      const history = await lockHistory(stores, input.invoice)
      const text = checkText(input.reason, { field: 'reason', maxLength: 1_000 })
      const causes = [{ kind: kind === 'corrections.credit' ? ('credit' as const) : ('void' as const), reference: key, text, actor, at }]
      const correction = correct(history, { causes, actor, at })
      if (correction === undefined) fail('correction.over_credited', { field: 'invoice', because: `is ${history.invoice.number}, of which nothing is billed any more` })
      return referenceTo([await keepCorrection(context, stores, { invoice: history.invoice, looks: history.records.length, correction, actor, at })])
    },
    recall: recordsBehind,
  })
  return record ?? fail('correction.invalid', { field: 'invoice', because: 'has no record of the command' })
}
