import { fail, type Instant } from '@farthing/core'
import type { CorrectionCause, CorrectionPolicy } from '@farthing/ledger'
import type { CorrectedInputs, CorrectionRecord, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { applyPlan } from './apply-plan.js'
import { loadHistory } from './load-corrections.js'
import { planCorrections, type CorrectionSubject } from './plan-corrections.js'

/** A cause as a host gives it: who says so and when follow from the command unless given. */
export type GivenCause = Omit<CorrectionCause, 'actor' | 'at'> & Partial<Pick<CorrectionCause, 'actor' | 'at'>>

export interface CorrectInvoice extends CommandOptions {
  /** Id of the invoice. */
  readonly invoice: string
  /** From 1 to 10,000. */
  readonly causes: readonly GivenCause[]
  /** In place of what the tenant's policy says of the same things. */
  readonly policy?: CorrectionPolicy
  /**
   * What turned out wrong in what the invoice was made from: price versions, rates of exchange, parties of its taxes. Holds for the following ones that change with it, and for
   * every look to come. Rates of taxes are asked for again in any case.
   */
  readonly inputs?: CorrectedInputs
}

/**
 * Rates the period of an invoice again and keeps what differs, with the following periods that change with it: a look for each of them, with a correction and its
 * document where there is a difference. Gives the looks, the one of the invoice first.
 *
 * Waits for other corrections and payments of the account, and they for it, so that no two of them credit the same.
 *
 * @throws `correction.approval_needed` where somebody else has to agree; `invoice.unknown`, `correction.voided`, `correction.mismatch` for inputs that are not about it, `command.conflict`, and what
 *   rating and `assembleInvoice` refuse
 */
export function correctInvoice(context: BillingContext, input: CorrectInvoice, refuses: CorrectionSubject['refuses'] = 'other_inputs'): Promise<readonly CorrectionRecord[]> {
  const { approval } = context.corrections
  if (approval === 'required') fail('correction.approval_needed', { field: 'invoice', because: 'is corrected by a proposal that somebody else approves' })
  return runCommand(context, {
    kind: 'corrections.correct',
    input,
    perform: async (stores, at, outside) => {
      const { invoice } = await lockHistory(stores, input.invoice)
      const planned = await planCorrections(context, stores, { ...subjectOf(context, { ...input, invoice: invoice.id }, at), refuses }, outside)
      return referenceTo(await applyPlan(context, stores, { planned, actor: input.actor ?? 'system', at }))
    },
    recall: recordsBehind,
  })
}

/** The history of an invoice, with its account locked until the transaction ends. */
export async function lockHistory(stores: Stores, id: string): ReturnType<typeof loadHistory> {
  const { invoice } = await loadHistory(stores, id)
  await stores.accounts.lock(invoice.account)
  return loadHistory(stores, id)
}

/** What a command asks of a plan. */
export function subjectOf({ corrections }: Pick<BillingContext, 'corrections'>, { invoice, causes, policy = {}, inputs, actor = 'system' }: Omit<CorrectInvoice, 'key'>, at: Instant): CorrectionSubject {
  return { invoice, causes: causes.map((cause) => ({ actor, at, ...cause })), actor, at, policy: { ...corrections.policy, ...policy }, ...(inputs === undefined ? {} : { inputs }) }
}

/** A text that leads back to looks. */
export function referenceTo(records: readonly CorrectionRecord[]): string {
  return JSON.stringify(records.map(({ invoice, revision }) => [invoice, revision]))
}

export async function recordsBehind(stores: Stores, reference: string): Promise<readonly CorrectionRecord[]> {
  const found: CorrectionRecord[] = []
  for (const [invoice, revision] of JSON.parse(reference) as readonly (readonly [string, number])[]) {
    found.push(...(await stores.corrections.records(invoice)).slice(revision - 1, revision))
  }
  return found
}
