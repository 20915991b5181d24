import { canonicalJson, fail, type Instant } from '@farthing/core'
import type { Carry, RatingOptions } from '@farthing/pricing'
import type { Correction, CorrectionCause } from './correction.js'
import type { CorrectionPolicy } from './correction-policy.js'
import { rerateInvoice } from './rerate-invoice.js'
import { targetInvoice, type TargetInvoice, type TargetSource } from './target-invoice.js'

/** An issued invoice that may have to be corrected, with what it is rated from now. */
export interface PeriodToCorrect extends TargetSource {
  /** All corrections of the invoice so far. */
  readonly corrections: readonly Correction[]
  /** What each of `ratings` handed on when it was rated last: what the period after was rated with. */
  readonly handedOn: readonly Carry[]
}

/** What all corrections of one run say. */
export interface CorrectionRun {
  readonly causes: readonly CorrectionCause[]
  readonly actor: string
  readonly at: Instant
  readonly policy?: CorrectionPolicy
}

export interface CorrectedPeriod {
  /** `undefined` where invoice and corrections are what they should be. */
  readonly correction: Correction | undefined
  /** With the evidence of the target. */
  readonly rated: TargetInvoice
  /** Whether one of the ratings hands on something else than before, so that the period after must be rated again. */
  readonly handsOn: boolean
}

/**
 * Corrects the invoice of one period. What the period before hands on stands in its ratings.
 *
 * @throws what `targetInvoice` and `rerateInvoice` throw; `correction.invalid` where not every rating says what it handed on
 */
export function correctPeriod({ corrections, handedOn, ...source }: PeriodToCorrect, run: CorrectionRun, options: RatingOptions = {}): CorrectedPeriod {
  if (handedOn.length !== source.ratings.length) {
    fail('correction.invalid', { field: 'handedOn', because: `are ${handedOn.length} for ${source.ratings.length} ratings` })
  }
  const rated = targetInvoice(source, options)
  const correction = rerateInvoice({ ...run, invoice: source.invoice, corrections, target: rated.target }, options.digest)
  return { correction, rated, handsOn: rated.carryOut.some((carry, index) => !sameCarry(carry, handedOn[index] ?? {})) }
}

/**
 * Corrects the invoices of successive periods, the first for the causes given and each following one for what the period before hands on, as long as that is
 * something else than before. So 30 minutes that come in late in January can be units that no longer roll over into February, whose correction says
 * so. Ratings are the same subscriptions in the same order in each period.
 *
 * Periods are asked for one at a time: what lies behind the last change is never read. Cost is that of rating the periods that change and one more.
 */
export function correctPeriods(periods: Iterable<PeriodToCorrect>, run: CorrectionRun, options: RatingOptions = {}): readonly CorrectedPeriod[] {
  const corrected: CorrectedPeriod[] = []
  let before: { readonly period: PeriodToCorrect; readonly result: CorrectedPeriod } | undefined
  for (const recorded of periods) {
    const period = before === undefined ? recorded : withCarry(recorded, before.result.rated.carryOut)
    const causes = before === undefined ? run.causes : [carryCause(before.period, run)]
    const result = correctPeriod(period, { ...run, causes }, options)
    corrected.push(result)
    if (!result.handsOn) break
    before = { period, result }
  }
  return corrected
}

function withCarry(period: PeriodToCorrect, carries: readonly Carry[]): PeriodToCorrect {
  return { ...period, ratings: period.ratings.map((rating, index) => ({ ...rating, carryIn: carries[index] ?? rating.carryIn })) }
}

/** Why a period is corrected for what the one before hands on: it names that, and the first of the causes there. */
export function carryCause({ invoice }: Pick<PeriodToCorrect, 'invoice'>, { causes, actor, at }: CorrectionRun): CorrectionCause {
  const [first] = causes
  const told = first === undefined ? '' : `: ${first.kind === 'carry' ? first.reference : first.text}`
  return {
    kind: 'carry',
    reference: invoice.number,
    text: `${invoice.number}, of the period before, hands on something else${told}`.slice(0, 1_000),
    actor, at,
    period: { from: invoice.from, to: invoice.to },
  }
}

function sameCarry(a: Carry, b: Carry): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
