import { fail, type Decimal, type Hash } from '@farthing/core'
import type { AdjustmentStanding } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { findInvoiceSubject, type InvoiceScope } from '../invoices/draft-invoice.js'
import { rateBilled } from '../rating/rate-billed.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { findAdjustment, loadAdjustments } from './load-adjustments.js'
import { keepAdjustment } from './record-adjustment.js'

export interface OverrideLine extends CommandOptions, InvoiceScope {
  /** Id of a line of that document, as its preview shows it. */
  readonly line: Hash
  /** What it says instead: whole minor units, not below 0. */
  readonly amount: Decimal
  readonly reason: string
  readonly needsApproval?: boolean
}

/**
 * Sets a line of the next document of an account and period to another amount. The key is its id among adjustments.
 *
 * @throws `adjustment.line_unknown` for a line that the document does not have as it stands; `adjustment.invalid`, also for a line that is set already;
 *   `account.unknown`, `period.not_found`, `period.ambiguous`, the `money.*` codes, `command.conflict`
 */
export function overrideLine(context: BillingContext, input: OverrideLine): Promise<AdjustmentStanding> {
  return runCommand(context, {
    kind: 'adjustments.override',
    input,
    perform: async (stores, at) => {
      const { key, actor = 'system', line, amount, reason, needsApproval = false } = input
      const { account, billed } = await findInvoiceSubject(context, stores, input)
      const { charges } = await rateBilled(context, stores, await usageAtCut(context, stores, billed))
      if (!charges.some(({ chargeKey }) => chargeKey === line)) fail('adjustment.line_unknown', { field: 'line', because: `is ${JSON.stringify(line)}`, facts: { account: account.id } })
      await refuseSecond(stores, account.id, line)
      const { id, currency } = account
      return keepAdjustment(context, stores, { kind: 'line', id: key, account: id, currency, line, amount, reason, actor, recordedAt: at, needsApproval })
    },
    recall: findAdjustment,
  })
}

async function refuseSecond(stores: Stores, account: string, line: Hash): Promise<void> {
  const open = await loadAdjustments(stores, { account, open: true })
  const other = open.find(({ adjustment }) => adjustment.kind === 'line' && adjustment.line === line)
  if (other !== undefined) fail('adjustment.invalid', { field: 'line', because: `is set by ${JSON.stringify(other.adjustment.id)}, which has to be withdrawn first`, facts: { adjustment: other.adjustment.id } })
}
