import { add, fail, isZero, multiply, negate, signOf, smallest, subtract, type Decimal, type Exact, type Instant } from '@farthing/core'
import { at, oneOf, optional, readPositive, readRecord } from '../../models/read-fields.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { StageContext, StageEffect, StageInput, StageWarning } from '../../charges/pipeline/stage.js'
import { amountPart } from '../amount/amount-part.js'
import { discountable } from '../amount/discountable.js'
import { spreadOver } from '../amount/spread-over.js'
import { carriedFigure } from '../carried.js'
import { checkCommitContract, type CommitContract } from './commit-contract.js'

export interface CommitDrawdown {
  readonly contract: CommitContract
  /** Who bills a prepaid amount: `elsewhere`, the default, or the period in which it starts, as a charge in advance. */
  readonly purchase?: 'charged' | 'elsewhere'
  /** What money beyond the commitment costs while it runs; `"1"` unless given, below 1 for a rebate. */
  readonly overageFactor?: Decimal
}

/**
 * Charges against a commitment, over periods. Prepaid money pays for the selected charges as far as it reaches, each in proportion; a promise
 * to spend counts them. A run belongs to the commitment when it begins in its time, start inclusive, end exclusive.
 *
 * The run that reaches the end, or the last of a subscription that ends before, settles it: what is left of prepaid money expires, with a
 * warning `commit_expired`, and what is missing to a promise is a charge of its own. Hands on what was used.
 */
export const commitDrawdown = /* @__PURE__ */ defineStage<CommitDrawdown>({
  manifest: {
    name: 'commit-drawdown',
    version: 1,
    kind: 'amount',
    scope: 'subscription',
    step: 'commitment',
    facts: [{ pack: 'subscription', versions: [1], fields: ['to'], required: false }],
    limits: { charges: 10_000, effects: 10_000 },
  },

  check(config, field) {
    const fields = readRecord(config, field, ['contract', 'purchase', 'overageFactor'])
    return {
      contract: checkCommitContract(fields.contract, at(field, 'contract')),
      ...optional(fields, 'purchase', field, oneOf(['charged', 'elsewhere'])),
      ...optional(fields, 'overageFactor', field, readPositive),
    }
  },

  run(input) {
    const { charges, config, carry, context } = input
    const { contract, overageFactor = '1' } = config
    refuseOtherCurrency(contract, context)
    const before = carriedFigure(carry, 'used')
    const { charges: bearing, total } = discountable(isCovered(contract, context.billed.from) ? charges : [])
    const taken = smallest(total, subtract(contract.amount, before))
    const used = add(before, taken)
    const shares = contract.kind === 'prepaid' ? spreadOver(taken, bearing, { spread: 'exact', currency: context.currency }) : []
    const surcharge = multiply(subtract(total, taken), subtract(overageFactor, '1'))
    const end = settleEnd(input, subtract(contract.amount, used))
    const label = labelOf(contract)
    return {
      effects: [
        ...shares.map(({ charge, amount }): StageEffect => ({ kind: 'adjust', charge, amount: negate(amount), label })),
        ...purchaseOf(input),
        ...(isZero(surcharge) ? [] : [added('overage', `${label}: overage`, surcharge)]),
        ...end.effects,
      ],
      ...(end.warnings.length === 0 ? {} : { warnings: end.warnings }),
      carry: { used, ...(end.isSettled || carry.settled === true ? { settled: true } : {}) },
    }
  },
})

interface CommitEnd {
  readonly isSettled: boolean
  readonly effects: readonly StageEffect[]
  readonly warnings: readonly StageWarning[]
}

/** Once: a later run finds it settled. */
function settleEnd({ config: { contract }, carry, context, facts }: StageInput<CommitDrawdown>, left: Exact): CommitEnd {
  const { billed, continues } = context
  const hasBegun = contract.from < billed.to
  const subscriptionEnds = continues !== true && (billed.to < context.period.to || facts.subscription?.[0]?.to === billed.to)
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
