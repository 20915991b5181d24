import { add, addAll, isZero, periodAt, smallest, type Instant, type KnownAt } from '@farthing/core'
import {
  assembleInvoice, carryCause, correctionState, remainingFor, rerateInvoice, targetInput,
  type BookedGrant, type Correction, type CorrectionCause, type CorrectionPolicy, type DraftInvoice, type InvoiceTerms, type IssuedInvoice,
} from '@farthing/ledger'
import { billingGridOf } from '@farthing/pricing'
import type { CorrectedInputs, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { loadGrants } from '../credits/load-credits.js'
import { withTaxAnswer } from '../invoices/document-terms.js'
import { carryHash } from '../rating/carry-into.js'
import type { HandedOn } from '../rating/handed-on.js'
import { rateBilled, type RatedBilled } from '../rating/rate-billed.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { billedPeriods } from './billed-periods.js'
import { inputsOf, refuseOtherInputs, withInputs, withVersions } from './corrected-inputs.js'
import { isTakenBack } from './list-correctable.js'
import { loadHistory, type InvoiceHistory } from './load-corrections.js'

/** Which invoice is looked at, and why. */
export interface CorrectionSubject {
  readonly invoice: string
  readonly causes: readonly CorrectionCause[]
  readonly actor: string
  readonly at: Instant
  readonly policy: CorrectionPolicy
  /** From what it and the following ones are rated in place of what they were. */
  readonly inputs?: CorrectedInputs
  /** Whether inputs that are not about the invoice are refused: not in a rewind over many. */
  readonly refuses?: 'other_inputs' | 'nothing'
}

/** What became of one invoice when it was rated again. */
export interface PlannedCorrection extends InvoiceHistory {
  /** `undefined` where invoice and corrections are what they should be. */
  readonly correction: Correction | undefined
  readonly target: DraftInvoice
  readonly terms: InvoiceTerms
  readonly rated: RatedBilled
  readonly knownAt: KnownAt
  readonly inputs?: CorrectedInputs
}

/**
 * Rates the period of an invoice by what is known now, and the following ones of the account as long as something else is handed on: each by its original terms, with
 * the taxes of what it comes to. The one function behind proposals, their application and rewinds. Writes nothing.
 *
 * Cost: what changed in the usage of each period since it was sealed, for those that hand on something else and for one more; and rating them, which grows with their
 * windows and not with their events, but for prices that go by single events.
 *
 * @throws `invoice.unknown`, `correction.voided`, `correction.mismatch`, and what rating and `assembleInvoice` refuse
 */
export async function planCorrections(context: BillingContext, stores: Stores, subject: CorrectionSubject, outside: Outside): Promise<readonly PlannedCorrection[]> {
  const handedOn: HandedOn[] = []
  const overlaid = { ...stores, carries: carriesAfter(context, stores.carries, handedOn) }
  const planned: PlannedCorrection[] = []
  let id: string | undefined = subject.invoice
  let causes = subject.causes
  let refuses = subject.refuses
  while (id !== undefined) {
    const history = await loadHistory(stores, id)
    const { invoice } = history
    const billed = await billedPeriods(context, stores, invoice)
    const one = await planOne(context, overlaid, { ...subject, causes, history, billed, refuses: refuses ?? 'other_inputs' }, outside)
    planned.push(one)
    if (!(await handsOnElse(context, stores, one.rated.handedOn))) break
    handedOn.push(...one.rated.handedOn)
    causes = [carryCause({ invoice }, { ...subject, causes })]
    refuses = 'nothing'
    id = (await invoiceAfter(stores, invoice, billed))?.id
  }
  return planned
}

interface OneSubject extends Omit<CorrectionSubject, 'invoice'> {
  readonly history: InvoiceHistory
  readonly billed: readonly BilledPeriod[]
}

async function planOne(context: BillingContext, stores: Stores, { history, billed, inputs: given, refuses, ...run }: OneSubject, outside: Outside): Promise<PlannedCorrection> {
  const { invoice, corrections } = history
  const original = (await stores.documents.evidence(invoice.id))?.terms ?? {}
  if (given !== undefined && refuses === 'other_inputs') {
    const before = inputsOf(history, undefined)
    refuseOtherInputs(context, given, { billed: billed.map((each) => withVersions(each, before)), terms: original })
  }
  const inputs = inputsOf(history, given)
  const usage = await usageAtCut(context, stores, billed.map((each) => withVersions(each, inputs)))
  const rated = await rateBilled(context, stores, usage)
  const terms = withCredits(withInputs(original, inputs), history, await loadGrants(stores, { account: invoice.account }))
  const { input } = withTaxAnswer(context, targetInput({ invoice, terms, knownAt: usage.knownAt }, rated.charges), outside)
  const target = assembleInvoice(input, context.digest)
  const correction = rerateInvoice({ ...run, invoice, corrections, target }, context.digest)
  return { ...history, correction, target, terms: input.terms ?? {}, rated, knownAt: usage.knownAt, ...(given === undefined ? {} : { inputs: given }) }
}

/** Promotional credit that the invoice could take then and still can: what it has taken, and what others have left of the rest. */
function withCredits(terms: InvoiceTerms, { invoice, corrections }: InvoiceHistory, grants: readonly BookedGrant[]): InvoiceTerms {
  if (terms.credits === undefined) return terms
  const { billed } = correctionState(invoice, corrections)
  const taken = billed.lines.flatMap(({ discounts }) => discounts.filter(({ kind }) => kind === 'promotional_credit'))
  const credits = terms.credits.map(({ grant, remaining }) => {
    const own = addAll(taken.filter(({ key }) => key === grant.id).map(({ amount }) => amount))
    const booked = grants.find((each) => each.grant.id === grant.id)
    const left = booked === undefined ? '0' : remainingFor(booked, invoice.to)
    return { grant, remaining: smallest(remaining, add(own, left)) }
  })
  return { ...terms, credits: credits.filter(({ remaining }) => !isZero(remaining)) }
}

/** Whether a period hands on something else than it did when it was rated last. */
async function handsOnElse({ digest }: BillingContext, { carries }: Stores, handedOn: readonly HandedOn[]): Promise<boolean> {
  for (const { subscription, side, to, from, carry } of handedOn) {
    const before = await carries.latest({ subscription, side, until: to })
    if (before?.from !== from || before.to !== to || before.hash !== carryHash(carry, digest)) return true
  }
  return false
}

/** The carry store as it will be once what was rated so far is kept. */
function carriesAfter({ digest }: BillingContext, carries: Stores['carries'], handedOn: readonly HandedOn[]): Stores['carries'] {
  return {
    ...carries,
    async latest(question) {
      const kept = await carries.latest(question)
      const [own] = handedOn.filter(({ subscription, side, to }) => subscription === question.subscription && side === question.side && to <= question.until).slice(-1)
      if (own === undefined || (kept !== undefined && kept.to > own.to)) return kept
      return { ...own, hash: carryHash(own.carry, digest), document: kept?.document ?? '' }
    },
  }
}

/** The invoice of the next period at the same place, where it is issued: the last one of its sequence. */
async function invoiceAfter(stores: Stores, { account, currency, side, group, to }: IssuedInvoice, [first]: readonly BilledPeriod[]): Promise<IssuedInvoice | undefined> {
  if (first === undefined) return undefined
  const { subscription, planVersion } = first.contract
  const next = periodAt(billingGridOf(subscription, planVersion.content), to)
  const found = await stores.documents.findByPeriod(account, { from: next.from, to: next.to })
  const here = found.filter((other) => other.currency === currency && other.side === side && other.group === group)
  for (const invoice of [...here].reverse()) {
    if (!(await isTakenBack(stores, invoice.id))) return invoice
  }
  return undefined
}
