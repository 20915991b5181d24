import { absolute, add, checkText, compare, fail, isZero, parseInstant, signOf, type Decimal, type Digest, type Instant } from '@farthing/core'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { taxesOf, totalsOf, type BilledFigures, type BilledLine, type LineAmounts } from './billed-figures.js'
import { subtractFigures } from './combine-figures.js'
import type { Correction, CorrectionCause, CorrectionDelta, CorrectionKind, CorrectionOutcome } from './correction.js'
import { correctionHashOf, correctionIdOf } from './correction-hash.js'
import { checkCorrectionPolicy, type CorrectionPolicy } from './correction-policy.js'
import type { CorrectionState } from './correction-state.js'

/** What every correction is given, whatever its kind. */
export interface CorrectionRequest {
  readonly invoice: IssuedInvoice
  /** All corrections of the invoice so far, in their order. */
  readonly corrections: readonly Correction[]
  /** From 1 to 10,000. */
  readonly causes: readonly CorrectionCause[]
  readonly actor: string
  readonly at: Instant
  readonly policy?: CorrectionPolicy
}

export interface CorrectionOutline extends Pick<Correction, 'kind' | 'target' | 'conceded'> {
  /** What the invoice is to come to. */
  readonly due: BilledFigures
}

export const correctionLimits = { causes: 10_000, lines: 100_000 } as const

/** The step from what is billed to what is due; `undefined` where there is none in any figure. */
export function makeCorrection(request: CorrectionRequest, state: CorrectionState, outline: CorrectionOutline, digest?: Digest): Correction | undefined {
  const { invoice, corrections } = request
  const { kind, due, target, conceded } = outline
  const policy = checkCorrectionPolicy(request.policy ?? {}, invoice.currency)
  const causes = request.causes.map((cause, index) => checkCause(cause, `causes[${index}]`))
  if (causes.length === 0 || causes.length > correctionLimits.causes) fail('correction.invalid', { field: 'causes', because: `are ${causes.length}, and 1 to ${correctionLimits.causes} are needed` })
  const difference = subtractFigures(due, state.billed)
  if (difference.lines.length === 0 && isZero(difference.rounding)) return undefined
  const before = new Map(state.billed.lines.map(({ line, amount }) => [line, amount]))
  const delta = { ...difference, lines: difference.lines.map((line) => explained(line, before.get(line.line) ?? '0', causes)) }
  const { tenant, account, side, currency, zone, from, to, id, number, issuedAt, documentHash } = invoice
  const totals = totalsOf(delta)
  const head = {
    kind, tenant, account,
    ...(side === undefined ? {} : { side }),
    currency, zone, from, to,
    invoice: { id, number, issuedAt, documentHash },
    revision: state.revision + 1,
    previous: corrections.at(-1)?.hash ?? documentHash,
    causes,
    actor: checkText(request.actor, { field: 'actor' }),
    at: parseInstant(request.at, { field: 'at' }),
    policy, delta, totals,
    outcome: outcomeOf(kind, delta, totals, policy),
    ...(conceded === undefined ? {} : { conceded }),
    ...(target === undefined ? {} : { target }),
  }
  const correction = { ...head, id: correctionIdOf(head, digest) }
  return { ...correction, hash: correctionHashOf(correction, digest) }
}

function explained(line: BilledLine, billed: Decimal, causes: readonly CorrectionCause[]): CorrectionDelta['lines'][number] {
  const acting = causes.flatMap(({ subscription, meter }, index) => {
    const elsewhere = (subscription !== undefined && line.subscription !== subscription) || (meter !== undefined && line.meter !== undefined && line.meter !== meter)
    return elsewhere ? [] : [index]
  })
  return { ...line, billed, due: add(billed, line.amount), causes: acting.length === 0 ? causes.map((_, index) => index) : acting }
}

function outcomeOf(kind: CorrectionKind, delta: CorrectionDelta, { net, gross }: LineAmounts, { minimum, charges, credits }: Required<CorrectionPolicy>): CorrectionOutcome {
  const total = add(gross, delta.rounding)
  // A tax that does not come to zero on its own has to be said, whatever the total.
  if (isZero(total) && isZero(net) && taxesOf(delta).every(({ base, amount }) => isZero(base) && isZero(amount))) return 'no_document'
  if (kind === 'void') return 'credit_note'
  if (kind === 'rerating' && compare(absolute(total), minimum) < 0) return 'written_off'
  return signOf(total) > 0 ? charges : credits
}

const causeLength = 1_000

function checkCause(cause: CorrectionCause, field: string): CorrectionCause {
  return {
    ...cause,
    reference: checkText(cause.reference, { field: `${field}.reference`, maxLength: causeLength }),
    text: checkText(cause.text, { field: `${field}.text`, maxLength: causeLength }),
    actor: checkText(cause.actor, { field: `${field}.actor` }),
    at: parseInstant(cause.at, { field: `${field}.at` }),
  }
}

