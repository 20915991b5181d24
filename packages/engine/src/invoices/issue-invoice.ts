import { fail, type Instant } from '@farthing/core'
import { isWorthIssuing, issuableFrom, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { Outside } from '../commands/outside.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { carryHash } from '../rating/carry-into.js'
import { sealUsage } from '../usage/seal-usage.js'
import { closeWindows, type Waits } from '../windows/close-windows.js'
import { isInAdvance, type DocumentPlace } from './document-place.js'
import { draftInvoice, findInvoiceSubject, type DraftedInvoice, type InvoiceScope, type InvoiceSubject } from './draft-invoice.js'
import { holdUnusual, type ReleaseOptions } from './hold-unusual.js'
import { keepInvoice } from './keep-invoice.js'
import { takeTurn } from './take-turn.js'

export interface IssueInvoice extends InvoiceScope, CommandOptions, ReleaseOptions {}

/**
 * Issues an invoice of an account and period, once: seals the usage, keeps the ratings, numbers the document last, and keeps it with its
 * evidence, its postings, its status and the credit that pays for it, all in one transaction.
 *
 * The period must have ended by the clock, and its grace with it; a document of charges in advance is due when its period begins. An account is invoiced
 * once for a period, currency, side and group, whatever the key: another command for the same is refused with the invoice that exists, unless that is
 * void. What progressive invoices billed is taken off.
 *
 * @throws `window.open`, `invoice.exists`, `invoice.group_unknown`, `invoice.held`, `invoice.zero`, `period.not_found`, `period.ambiguous`, `account.unknown`,
 *   `meter.too_many_groups`, `command.conflict`, and what rating and `assembleInvoice` refuse
 */
export function issueInvoice(context: BillingContext, input: IssueInvoice, judge: DraftJudge = judgeByBounds(context, input)): Promise<IssuedInvoice> {
  return runCommand(context, {
    kind: 'invoices.issue',
    input,
    perform: async (stores, at, outside) => {
      const { drafted, waits } = await draftDue(context, stores, input, { at, outside, judge })
      if (waits !== undefined) await sealUsage(context, stores, drafted.usage, waits)
      const invoice = await keepInvoice(context, stores, { drafted, at, actor: input.actor ?? 'system' })
      if (!isInAdvance(input.group)) await handOn(context, stores, drafted, invoice)
      return { reference: invoice.id, result: invoice }
    },
    recall: (stores, id) => stores.documents.get(id),
  })
}

/** A document that can be issued by the clock, as it would be. */
export interface DueInvoice {
  readonly subject: InvoiceSubject
  readonly drafted: DraftedInvoice
  /** What its windows waited for; absent for charges in advance. */
  readonly waits?: Waits
}

/** Rejects a draft that somebody should look at first. */
export type DraftJudge = (stores: Stores, due: DueInvoice) => Promise<void>

/** Holds what breaks a bound of the tenant. */
export function judgeByBounds(context: BillingContext, options: ReleaseOptions): DraftJudge {
  return (stores, { subject, drafted }) => holdUnusual(context, stores, subject, drafted, options)
}

export interface DraftDue {
  readonly at: Instant
  readonly outside: Outside
  readonly judge: DraftJudge
}

/** Takes the turn of the account and drafts a document that can be issued. At most the clock of its meters is written. @throws as {@link issueInvoice} */
export async function draftDue(context: BillingContext, stores: Stores, scope: InvoiceScope, { at, outside, judge }: DraftDue): Promise<DueInvoice> {
  await takeTurn(stores, scope.account)
  const subject = await findInvoiceSubject(context, stores, scope)
  const inAdvance = isInAdvance(scope.group)
  refuseOpenPeriod(context, subject, { at, inAdvance })
  refuseSecondInvoice(subject)
  const waits = inAdvance ? undefined : await closeWindows(context, stores, subject.billed)
  const drafted = await draftInvoice(context, stores, subject, outside)
  refuseBilledElsewhere(subject, drafted)
  const due = { subject, drafted, ...(waits === undefined ? {} : { waits }) }
  await judge(stores, due)
  refuseZero(context, drafted)
  return due
}

function refuseOpenPeriod({ invoicing: { grace } }: BillingContext, { period: { from, to }, account: { zone } }: InvoiceSubject, { at, inAdvance }: { readonly at: Instant; readonly inAdvance: boolean }): void {
  if (inAdvance) {
    if (at < from) fail('window.open', { field: 'period', because: `begins at ${from}, and it is ${at}`, facts: { from, at } })
    return
  }
  if (at < to) fail('window.open', { field: 'period', because: `ends at ${to}, and it is ${at}`, facts: { to, at } })
  const until = grace === undefined ? to : issuableFrom(to, { grace, zone })
  if (at < until) fail('window.open', { field: 'period', because: `has a grace that ends at ${until}, and it is ${at}`, facts: { to, until, at } })
}

/** Says which invoice exists; what decides is the unique key that its document has in the storage. */
export function refuseSecondInvoice({ account, place }: { readonly account: InvoiceSubject['account']; readonly place: DocumentPlace }): void {
  if (place.issued === undefined) return
  const { id, number, from, to } = place.issued
  const because = `is ${from} to ${to}, for which ${account.id} has invoice ${number}`
  fail('invoice.exists', { field: 'period', because, facts: { invoice: id, number } })
}

/** Where the grouping of an account has changed, its charges may stand on a document of another group already. */
export function refuseBilledElsewhere({ account, place: { elsewhere } }: Pick<InvoiceSubject, 'account' | 'place'>, { selected }: Pick<DraftedInvoice, 'selected'>): void {
  for (const { chargeKey, component } of selected) {
    const other = elsewhere.get(chargeKey)
    if (other === undefined) continue
    const because = `of ${account.id} has ${component}, which invoice ${other.number} bills as ${other.group ?? 'the document of the account'}`
    fail('invoice.exists', { field: 'group', because, facts: { invoice: other.id, number: other.number } })
  }
}

function refuseZero({ invoicing: { zeroInvoices = 'issue' } }: BillingContext, { draft }: DraftedInvoice): void {
  if (isWorthIssuing(draft, zeroInvoices)) return
  fail('invoice.zero', { field: 'invoicing.zeroInvoices', because: `is skip, and all of ${draft.from} to ${draft.to} is zero`, facts: { account: draft.account } })
}

/** Once for each period, whichever of its documents comes first. */
async function handOn({ digest }: BillingContext, stores: Stores, { handedOn }: DraftedInvoice, { id: document }: IssuedInvoice): Promise<void> {
  for (const each of handedOn) {
    const { subscription, side, from, to } = each
    const kept = await stores.carries.latest({ subscription, side, until: to })
    if (kept?.from === from && kept.to === to) continue
    await stores.carries.put({ ...each, hash: carryHash(each.carry, digest), document })
  }
}
