import * as fc from 'fast-check'
import { isFarthingError, multiply, round, signOf } from '@farthing/core'
import type { Carry } from '@farthing/pricing'
import { correctionState } from '../corrections/correction-state.js'
import { correctPeriods, type CorrectedPeriod, type PeriodToCorrect } from '../corrections/correct-periods.js'
import type { Correction } from '../corrections/correction.js'
import { creditInvoice } from '../corrections/credit-invoice.js'
import { correctedMeters, issueMonths, ratingOf, taxesOfTruth, type AccountInvoice, type AccountTruth } from './corrected-account.js'

/** Something that turns out about an account after its invoices are issued. */
export type HistoryStep =
  | { readonly kind: 'usage'; readonly month: number; readonly meter: (typeof correctedMeters)[number]; readonly units: number }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'tax'; readonly taxPercent: number }
  /** Everything is again as it was when the invoices were issued. */
  | { readonly kind: 'back' }
  | { readonly kind: 'credit'; readonly month: number; readonly line: number; readonly share: number }

export interface CorrectedHistory {
  readonly first: AccountTruth
  readonly steps: readonly HistoryStep[]
}

const units: { readonly [meter in (typeof correctedMeters)[number]]: fc.Arbitrary<number> } = {
  tokens: fc.oneof(fc.integer({ min: 0, max: 1_200 }), fc.constantFrom(999, 1_000, 1_001, 6_000)),
  calls: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(9, 10, 11)),
  minutes: fc.oneof(fc.integer({ min: 0, max: 220 }), fc.constantFrom(70, 100, 130)),
}

/** Most histories are of one month or two, which a cascade needs; those of three cost the most. */
const monthCounts = fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 4, arbitrary: fc.constant(2) }, { weight: 1, arbitrary: fc.constant(3) })

/** One to three months of an account and up to three things that turn out later, in any order. */
export function arbitraryCorrectedHistory(): fc.Arbitrary<CorrectedHistory> {
  return monthCounts.chain((months) =>
    fc.record({
      first: fc.record({
        usage: fc.array(fc.record(units), { minLength: months, maxLength: months }),
        version: fc.nat({ max: 1 }),
        taxPercent: fc.constantFrom(19, 16),
      }),
      steps: fc.array(arbitraryStep(months), { minLength: 1, maxLength: 3 }),
    }),
  )
}

function arbitraryStep(months: number): fc.Arbitrary<HistoryStep> {
  const month = fc.nat({ max: months - 1 })
  const usage = fc.constantFrom(...correctedMeters).chain((meter) => fc.record({ kind: fc.constant('usage' as const), month, meter: fc.constant(meter), units: units[meter] }))
  return fc.oneof(
    { weight: 6, arbitrary: usage },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('version' as const), version: fc.nat({ max: 1 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tax' as const), taxPercent: fc.constantFrom(19, 16, 21) }) },
    { weight: 1, arbitrary: fc.constant<HistoryStep>({ kind: 'back' }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('credit' as const), month, line: fc.nat({ max: 5 }), share: fc.integer({ min: 1, max: 100 }) }) },
  )
}

/** An account with the corrections of its invoices. */
export interface CorrectedAccount {
  readonly truth: AccountTruth
  readonly issued: readonly AccountInvoice[]
  readonly corrections: readonly (readonly Correction[])[]
  /** What each month handed on when it was rated last. */
  readonly carries: readonly Carry[]
}

export function openAccount(first: AccountTruth): CorrectedAccount {
  const issued = issueMonths(first)
  return { truth: first, issued, corrections: issued.map(() => []), carries: issued.map(({ carryOut }) => carryOut) }
}

/** Lets something turn out, and corrects what it changes. */
export function takeStep(account: CorrectedAccount, step: HistoryStep, first: AccountTruth): CorrectedAccount {
  if (step.kind === 'credit') return creditOne(account, step)
  const truth = truthAfter(account.truth, step, first)
  const changed = { ...account, truth }
  return step.kind === 'usage' ? applied(changed, step.month, correctRun(changed, step.month)) : correctAll(changed)
}

/** Corrects each month: what is true of all of them has changed. */
function correctAll(account: CorrectedAccount): CorrectedAccount {
  let current = account
  for (let start = 0; start < account.issued.length;) {
    const run = correctRun(current, start)
    current = applied(current, start, run)
    start += run.length
  }
  return current
}

/** One cascade: what `correctPeriods` says, unchanged months included. */
export function correctRun(account: CorrectedAccount, start: number): readonly CorrectedPeriod[] {
  const at = '2026-06-01T00:00:00.000000Z'
  const causes = [{ kind: 'late_event', reference: 'api/1', text: 'An event came in late', actor: 'ingest', at }] as const
  return correctPeriods(periodsFrom(account, start), { causes, actor: 'ann', at })
}

function* periodsFrom({ truth, issued, corrections, carries }: CorrectedAccount, start: number): Generator<PeriodToCorrect> {
  for (const [index, { invoice, terms }] of issued.entries()) {
    if (index < start) continue
    const carryIn = index === 0 ? {} : (carries[index - 1] ?? {})
    yield {
      invoice, terms, corrections: corrections[index] ?? [], ratings: [ratingOf(truth, index, carryIn)], handedOn: [carries[index] ?? {}], answerTax: taxesOfTruth(truth),
      knownAt: { cut: '2', at: invoice.to },
    }
  }
}

function applied(account: CorrectedAccount, start: number, run: readonly CorrectedPeriod[]): CorrectedAccount {
  const at = (index: number) => run[index - start]
  return {
    ...account,
    corrections: account.corrections.map((own, index) => [...own, ...[at(index)?.correction].flatMap((each) => each ?? [])]),
    carries: account.carries.map((own, index) => at(index)?.rated.carryOut[0] ?? own),
  }
}

function truthAfter(truth: AccountTruth, step: Exclude<HistoryStep, { readonly kind: 'credit' }>, first: AccountTruth): AccountTruth {
  if (step.kind === 'version') return { ...truth, version: step.version }
  if (step.kind === 'tax') return { ...truth, taxPercent: step.taxPercent }
  if (step.kind === 'back') return first
  return { ...truth, usage: truth.usage.map((own, index) => (index === step.month ? { ...own, [step.meter]: step.units } : own)) }
}

/** Gives up a share of a line by hand, where there is something left of it and of all. */
function creditOne(account: CorrectedAccount, { month, line, share }: Extract<HistoryStep, { readonly kind: 'credit' }>): CorrectedAccount {
  const entry = account.issued[month]
  const corrections = account.corrections[month] ?? []
  if (entry === undefined) return account
  const { billed } = correctionState(entry.invoice, corrections)
  const own = billed.lines[line % Math.max(1, billed.lines.length)]
  if (own === undefined) return account
  const amount = round(multiply(multiply(own.amount, `${share}`), '0.01'), { mode: 'floor', exponent: 2 })
  if (signOf(amount) <= 0) return account
  const at = '2026-06-02T00:00:00.000000Z'
  const causes = [{ kind: 'credit', reference: 'ticket/1', text: 'Agreed', actor: 'ann', at }] as const
  const credit = unlessAboveRest(() => creditInvoice({ invoice: entry.invoice, corrections, causes, actor: 'ann', at, lines: [{ line: own.line, amount }] }))
  if (credit === undefined) return account
  return { ...account, corrections: account.corrections.map((each, index) => (index === month ? [...each, credit] : each)) }
}

/** Beside the line of a cap, a line can be more than is left of its taxes. */
function unlessAboveRest(credit: () => Correction | undefined): Correction | undefined {
  try {
    return credit()
  } catch (error) {
    if (isFarthingError(error) && error.code === 'correction.over_credited') return undefined
    throw error
  }
}

/** The month that a step is about first. */
export function monthOfStep(step: HistoryStep): number {
  return step.kind === 'usage' || step.kind === 'credit' ? step.month : 0
}
