import { assertInvariant, checkText, fail, isZero, type Account, type Interval } from '@farthing/core'
import { assembleInvoice, isAmountGrant, type BookedGrant, type DraftInvoice, type InvoiceTerms } from '@farthing/ledger'
import { rateSegments, readsCarry, type Carry, type Charge, type RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { choiceText, type BilledPeriod, type PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadGrants, openCredits } from '../credits/load-credits.js'
import { carryInto } from '../rating/carry-into.js'
import { periodInputs } from '../rating/period-inputs.js'
import { selectPeriods } from '../usage/select-periods.js'
import { usageAtCut, type UsageAtCut } from '../usage/usage-at-cut.js'

/** What an invoice is made for: one account and one period. */
export interface InvoiceScope {
  readonly account: string
  /** Must mean one period: see {@link findInvoiceSubject}. */
  readonly period: PeriodChoice
}

/** Whose invoice it is, over what, and for which period. */
export interface InvoiceSubject {
  readonly account: Account
  readonly period: Interval
  /** The subscriptions that it covers, by id. */
  readonly billed: readonly BilledPeriod[]
}

/** A draft with all that it follows from. */
export interface DraftedInvoice {
  readonly draft: DraftInvoice
  readonly usage: UsageAtCut
  readonly ratings: readonly RatingInput[]
  readonly charges: readonly Charge[]
  /** What each period hands on, of those whose terms read it. */
  readonly handedOn: readonly (BilledPeriod & { readonly carry: Carry })[]
  /** Credit of the account, as it was when the draft was made. */
  readonly grants: readonly BookedGrant[]
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
  const billed = await selectPeriods(context, stores, { account: id, period: scope.period })
  const account = await stores.accounts.get(id)
  assertInvariant(account !== undefined, 'the account of a subscription is stored')
  return { account, period: onePeriod(billed, scope.period), billed }
}

/** The invoice as it stands: the one function behind preview and issue. Writes nothing. */
export async function draftInvoice(context: BillingContext, stores: Stores, { account, period, billed }: InvoiceSubject): Promise<DraftedInvoice> {
  const usage = await usageAtCut(context, stores, billed)
  const inputs = await periodInputs(context, stores, usage)
  const ratings: RatingInput[] = []
  const charges: Charge[] = []
  const handedOn: DraftedInvoice['handedOn'][number][] = []
  for (const [index, each] of billed.entries()) {
    const input = inputs[index]
    assertInvariant(input !== undefined, 'each billed period has its input')
    const rated = rateSegments({ ...input, carryIn: await carryInto(context, stores, each) }, context)
    ratings.push(...rated.ratings)
    charges.push(...rated.charges)
    if (readsCarry(each.contract)) handedOn.push({ ...each, carry: rated.carryOut })
  }
  const { tenant, rounding, zeroLines, digest } = context
  const { id, currency, zone } = account
  const grants = await loadGrants(stores, { account: account.id })
  const terms = documentTerms(grants, { account, period })
  const draft = assembleInvoice(
    { tenant, account: id, ...period, currency, zone, rounding, zeroLines, charges, knownAt: usage.knownAt, ...terms },
    digest,
  )
  return { draft, usage, ratings, charges, handedOn, grants, ...terms }
}

/** What cannot pay is no evidence: another currency, units of a meter, a grant with nothing left. */
function documentTerms(grants: readonly BookedGrant[], { account, period }: Pick<InvoiceSubject, 'account' | 'period'>): { readonly terms?: InvoiceTerms } {
  const open = openCredits(grants, { at: period.to })
  const credits = open.filter(({ grant, remaining }) => isAmountGrant(grant) && grant.currency === account.currency && !isZero(remaining))
  return credits.length === 0 ? {} : { terms: { credits } }
}

function onePeriod(billed: readonly BilledPeriod[], choice: PeriodChoice): Interval {
  const [first] = billed
  assertInvariant(first !== undefined, 'a selection of periods is not empty')
  const other = billed.find(({ period }) => period.from !== first.period.from || period.to !== first.period.to)
  if (other === undefined) return first.period
  const told = [first, other].map(({ contract, period }) => `${period.from} to ${period.to} for ${contract.subscription.id}`)
  return fail('period.ambiguous', { field: 'period', because: `is ${choiceText(choice)}: ${told.join(' and ')}`, facts: { periods: told } })
}
