import { addDays, checkText, fail, instantOfLocal, localDateOf, type Instant } from '@farthing/core'
import type { DraftInvoice, IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { askingOutside } from '../commands/outside.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { documentPlace, oneOffGroup } from './document-place.js'
import { draftInvoice, type DraftedInvoice, type InvoiceSubject } from './draft-invoice.js'
import { keepInvoice } from './keep-invoice.js'
import { takeTurn } from './take-turn.js'

/** What a one-off invoice bills: amounts that were recorded with `adjustments.record`. */
export interface OneOffScope {
  readonly account: string
  /** Ids of the amounts; all that are due unless given. */
  readonly adjustments?: readonly string[]
}

export interface IssueOneOff extends OneOffScope, CommandOptions {}

/**
 * Issues an invoice of amounts alone, at once, whether or not the account has a subscription. Its period is the day of its issue on the account's clock; several
 * of one day are in groups of their own, `one-off/1`, `one-off/2` and so on. Discounts, credit, taxes, number and what becomes of it are as of any invoice.
 *
 * @throws `invoice.not_one_off` where nothing is due, or an amount that is asked for is not; `account.unknown`, `command.conflict`, and what `assembleInvoice` refuses
 */
export function issueOneOff(context: BillingContext, input: IssueOneOff): Promise<IssuedInvoice> {
  return runCommand(context, {
    kind: 'invoices.issueOneOff',
    input,
    perform: async (stores, at, outside) => {
      await takeTurn(stores, input.account)
      const drafted = await draftInvoice(context, stores, await oneOffSubject(stores, input, at), outside)
      refuseMissing(input, drafted)
      return (await keepInvoice(context, stores, { drafted, at, actor: input.actor ?? 'system' })).id
    },
    recall: (stores, id) => stores.documents.get(id),
  })
}

/** The invoice that {@link issueOneOff} would issue now. Writes nothing. */
export function previewOneOff(context: BillingContext, scope: OneOffScope): Promise<DraftInvoice> {
  const { storage, tenant, clock } = context
  return askingOutside((outside) =>
    storage.transaction(tenant, async (stores) => {
      const drafted = await draftInvoice(context, stores, await oneOffSubject(stores, scope, clock.now()), outside)
      refuseMissing(scope, drafted)
      return drafted.draft
    }),
  )
}

async function oneOffSubject(stores: Stores, { account: id, adjustments }: OneOffScope, at: Instant): Promise<InvoiceSubject> {
  const account = await stores.accounts.get(checkText(id, { field: 'account' }))
  if (account === undefined) return fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(id)}`, facts: { account: id } })
  const today = localDateOf(at, account.zone)
  const period = { from: instantOfLocal(today, account.zone), to: instantOfLocal(addDays(today, 1), account.zone) }
  const subject = { account, side: 'retail', group: oneOffGroup(await stores.documents.findByPeriod(id, period)), period, billed: [] } as const
  const place = await documentPlace(stores, subject)
  return { ...subject, place, ...(adjustments === undefined ? {} : { takes: (adjustment: string) => adjustments.includes(adjustment) }) }
}

function refuseMissing({ account, adjustments }: OneOffScope, { taken }: DraftedInvoice): void {
  const ids = new Set(taken.map(({ adjustment }) => adjustment.id))
  const missing = (adjustments ?? []).find((id) => !ids.has(id))
  if (missing !== undefined) fail('invoice.not_one_off', { field: 'adjustments', because: `names ${JSON.stringify(missing)}, which is not due`, facts: { adjustment: missing } })
  if (ids.size === 0) fail('invoice.not_one_off', { field: 'account', because: `is ${account}, of which no amount is due`, facts: { account } })
}
