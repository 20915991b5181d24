import { add, fail, isZero, multiply, negate, signOf, smallest, subtract, type Exact, type Instant, type Json } from '@farthing/core'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { StageContext, StageEffect, StageInput, StageOutput, StageWarning } from '../../charges/pipeline/stage.js'
import { amountPart } from '../amount/amount-part.js'
import { discountable } from '../amount/discountable.js'
import { spreadOver } from '../amount/spread-over.js'
import { carriedFigure } from '../carried.js'
import type { CommitContract } from './commit-contract.js'
import type { CommitDrawdown } from './drawdown-config.js'

export interface DrawdownRule {
  /** Prepaid money is taken off the charges, or is a credit of its own beside charges that may not be changed. */
  readonly draws: 'from-charges' | 'as-credit'
  /** When the subscription ends, where that is known. */
  readonly endsAt?: Json | undefined
}

/** What a commitment does to the charges that it is handed. */
export function runDrawdown(input: StageInput<CommitDrawdown>, { draws, endsAt }: DrawdownRule): StageOutput {
  const { charges, config, carry, context } = input
  const { contract, overageFactor = '1' } = config
  refuseOtherCurrency(contract, context)
  const before = carriedFigure(carry, 'used')
  const covered = isCovered(contract, context.billed.from) ? charges : []
  const { total } = discountable(covered)
  const taken = smallest(total, subtract(contract.amount, before))
  const used = add(before, taken)
  const surcharge = multiply(subtract(total, taken), subtract(overageFactor, '1'))
  const end = settleEnd(input, { left: subtract(contract.amount, used), endsAt })
  return {
    effects: [
      ...(contract.kind === 'prepaid' ? drawn(covered, taken, { draws, contract }) : []),
      ...purchaseOf(input),
      ...(isZero(surcharge) ? [] : [added('overage', `${labelOf(contract)}: overage`, surcharge)]),
      ...end.effects,
    ],
    ...(end.warnings.length === 0 ? {} : { warnings: end.warnings }),
    carry: { used, ...(end.isSettled || carry.settled === true ? { settled: true } : {}) },
  }
}

function drawn(charges: readonly ChargeDraft[], taken: Exact, { draws, contract }: { readonly draws: DrawdownRule['draws']; readonly contract: CommitContract }): readonly StageEffect[] {
  if (isZero(taken)) return []
  const label = labelOf(contract)
  if (draws === 'as-credit') return [added('drawdown', label, negate(taken))]
  const shares = spreadOver(taken, discountable(charges).charges, { spread: 'exact', currency: contract.currency })
  return shares.map(({ charge, amount }) => ({ kind: 'adjust', charge, amount: negate(amount), label }))
}

interface CommitEnd {
  readonly isSettled: boolean
  readonly effects: readonly StageEffect[]
  readonly warnings: readonly StageWarning[]
}

/** Once: a later run finds it settled. */
function settleEnd({ config: { contract }, carry, context }: StageInput<CommitDrawdown>, { left, endsAt }: Pick<DrawdownRule, 'endsAt'> & { readonly left: Exact }): CommitEnd {
  const { billed, continues } = context
  const hasBegun = contract.from < billed.to
  const subscriptionEnds = continues !== true && (billed.to < context.period.to || endsAt === billed.to)
  const ends = hasBegun && (contract.to <= billed.to || subscriptionEnds)
  if (!ends || carry.settled === true || signOf(left) <= 0) return { isSettled: ends, effects: [], warnings: [] }
  const label = labelOf(contract)
  if (contract.kind === 'spend') return { isSettled: true, effects: [added('shortfall', `${label}: shortfall`, left)], warnings: [] }
  return { isSettled: true, effects: [], warnings: [{ code: 'commit_expired', because: `${label} ends with ${left} of ${contract.amount} ${contract.currency} unused` }] }
}

function purchaseOf({ config: { contract, purchase }, context: { billed } }: StageInput<CommitDrawdown>): readonly StageEffect[] {
  const starts = billed.from <= contract.from && contract.from < billed.to
  if (purchase !== 'charged' || contract.kind !== 'prepaid' || !starts) return []
  return [{ ...added('purchase', labelOf(contract), contract.amount), billing: 'advance' }]
}

function added(name: string, label: string, amount: Exact): StageEffect & { readonly kind: 'add' } {
  return { kind: 'add', name, label, parts: [amountPart(label, amount)] }
}

function isCovered({ from, to }: CommitContract, instant: Instant): boolean {
  return from <= instant && instant < to
}

function labelOf({ id, label = id }: CommitContract): string {
  return label
}

function refuseOtherCurrency({ id, currency }: CommitContract, context: StageContext): void {
  if (currency === context.currency) return
  fail('rating.currency_mismatch', { field: 'config.contract.currency', because: `is ${currency}, and the charges are in ${context.currency}`, facts: { contract: id, currency } })
}
