import { assertInvariant, checkText, compareBytes, fail, type Account, type Interval } from '@farthing/core'
import { assembleInvoice, dueAdjustments, groupOf, selectCharges, type AdjustmentStanding, type BookedGrant, type ChargeGrouping, type DraftInvoice, type InvoiceInput, type InvoiceTerms, type TaxRequest } from '@farthing/ledger'
import type { Charge, Side } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { loadAdjustments } from '../adjustments/load-adjustments.js'
import { choiceText, type BilledPeriod, type PeriodChoice } from '../billing-period.js'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { loadGrants } from '../credits/load-credits.js'
import { rateBilled, type RatedBilled } from '../rating/rate-billed.js'
import { selectPeriods } from '../usage/select-periods.js'
import { usageAtCut, type UsageAtCut } from '../usage/usage-at-cut.js'
import { documentPlace, type DocumentPlace } from './document-place.js'
import { documentTerms, withDecisions, withTaxAnswer } from './document-terms.js'

/** What an invoice is made for: one account and one period. */
export interface InvoiceScope {
  /** Who is billed: the payer, or the reseller on the wholesale side. */
  readonly account: string
  /** `retail` unless given. */
  readonly side?: Side
  /** Which of the account's separate documents, such as `subscription:s1`; the one of the account unless given. */
  readonly group?: string
  /** Must mean one period: see {@link findInvoiceSubject}. */
  readonly period: PeriodChoice
}

/** Whose invoice it is, over what, and for which period. */
export interface InvoiceSubject {
  readonly account: Account
  readonly period: Interval
  /** The subscriptions that it covers, by id. */
  readonly billed: readonly BilledPeriod[]
  readonly side: Side
  readonly group?: string
  /** Absent where all charges of the account stand on one document. */
  readonly grouping?: ChargeGrouping
  readonly place: DocumentPlace
  /** Whether an adjustment is for this document, by its id; all of those that are due unless given. */
  readonly takes?: (adjustment: string) => boolean
}

/** A draft with all that it follows from. */
export interface DraftedInvoice extends RatedBilled {
  readonly draft: DraftInvoice
  readonly usage: UsageAtCut
  /** Of the charges, those that stand on it. */
  readonly selected: readonly Charge[]
  /** Credit of the account, as it was when the draft was made. */
  readonly grants: readonly BookedGrant[]
  /** Adjustments that are applied when it is issued. */
  readonly taken: readonly AdjustmentStanding[]
  /** What was asked about its taxes; absent where it has none. */
  readonly taxRequest?: TaxRequest
  /** What assembly was given beside charges; absent where there was nothing. */
  readonly terms?: InvoiceTerms
}

/**
 * Finds what an invoice covers: every subscription of the account whose own grid has the period.
 *
 * A label must mean the same period for all of them: with one subscription from the 1st and one from the 15th, `2026-10` is refused, and
 * `{ from, to }` says which.
 */
export async function findInvoiceSubject(context: BillingContext, stores: Stores, scope: InvoiceScope): Promise<InvoiceSubject> {
  const id = checkText(scope.account, { field: 'account' })
  const { side = 'retail', group } = scope
  const billed = await selectPeriods(context, stores, { account: id, period: scope.period, side })
  const account = await stores.accounts.get(id)
  assertInvariant(account !== undefined, 'the account of a subscription is stored')
  const grouping = account.invoiceGrouping ?? context.invoicing.grouping
  const subject = {
    account, side, billed,
    period: onePeriod(billed, scope.period),
    ...(group === undefined ? {} : { group: checkText(group, { field: 'group', maxLength: 600 }) }),
    ...(grouping === undefined ? {} : { grouping }),
  }
  return { ...subject, place: await documentPlace(stores, subject) }
}

/**
 * The invoice as it stands: the one function behind preview and issue. Writes nothing.
 *
 * What others must answer, a rate of exchange or a quote of taxes, is asked through `outside`: the transaction ends, and the draft is made again. When
 * usage or credit has moved meanwhile, the request for taxes is another one and is asked again, so no document carries the taxes of other lines.
 */
export async function draftInvoice(context: BillingContext, stores: Stores, { account, period, billed, place, takes = () => true }: InvoiceSubject, outside: Outside): Promise<DraftedInvoice> {
  const grants = await loadGrants(stores, { account: account.id })
  const terms = await documentTerms(context, stores, { account, period, billed, grants, outside })
  const usage = await usageAtCut(context, stores, billed)
  const rated = await rateBilled(context, stores, usage)
  const { tenant, rounding, zeroLines, digest } = context
  const { id, currency, zone } = account
  const charges = billed.length === 0 ? [] : chargesOf(rated.charges, { ...period, ...place })
  const open = (await loadAdjustments(stores, { account: id, open: true })).filter(({ adjustment }) => adjustment.kind === 'discount' || takes(adjustment.id))
  const due = dueAdjustments(open, { ...period, currency, lines: new Set(charges.map(({ chargeKey }) => chargeKey)) })
  const decided = withDecisions(withPlace(terms, place), due.terms)
  const given = { tenant, account: id, ...period, ...placed(place), currency, zone, rounding, zeroLines, charges, knownAt: usage.knownAt, ...decided }
  const { input, request } = withTaxAnswer(context, given, outside)
  return {
    draft: assembleInvoice(input, digest),
    usage,
    ...rated,
    selected: charges,
    grants,
    taken: due.taken,
    ...(request === undefined ? {} : { taxRequest: request }),
    ...(input.terms === undefined ? {} : { terms: input.terms }),
  }
}

function placed({ side, group, sequence }: DocumentPlace): Pick<InvoiceInput, 'side' | 'group' | 'sequence'> {
  return { side, ...(group === undefined ? {} : { group }), sequence }
}

/** Terms with what the place says about the document. */
function withPlace(terms: InvoiceTerms | undefined, { grouping, billedBefore }: DocumentPlace): InvoiceTerms | undefined {
  if (grouping === undefined && billedBefore.length === 0) return terms
  return { ...terms, ...(grouping === undefined ? {} : { grouping }), ...(billedBefore.length === 0 ? {} : { billedBefore }) }
}

/** @throws `invoice.group_unknown` for a document that no charge belongs on, where the account has several; for any group where it has one document for all */
function chargesOf(charges: readonly Charge[], place: Interval & DocumentPlace): readonly Charge[] {
  const { group, grouping } = place
  const selected = selectCharges(charges, place)
  if (grouping === undefined ? group === undefined : selected.length > 0) return selected
  const groups = grouping === undefined ? [] : [...new Set(charges.map((charge) => groupOf(charge, grouping) ?? 'the account itself'))].sort(compareBytes)
  return fail('invoice.group_unknown', { field: 'group', because: `is ${group ?? 'not given'}, and the charges are of ${groups.join(', ') || 'the account itself'}`, facts: { groups } })
}

function onePeriod(billed: readonly BilledPeriod[], choice: PeriodChoice): Interval {
  const [first] = billed
  assertInvariant(first !== undefined, 'a selection of periods is not empty')
  const other = billed.find(({ period }) => period.from !== first.period.from || period.to !== first.period.to)
  if (other === undefined) return first.period
  const told = [first, other].map(({ contract, period }) => `${period.from} to ${period.to} for ${contract.subscription.id}`)
  return fail('period.ambiguous', { field: 'period', because: `is ${choiceText(choice)}: ${told.join(' and ')}`, facts: { periods: told } })
}
