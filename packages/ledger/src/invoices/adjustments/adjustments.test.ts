import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { adjustmentStanding, adjustmentStep, type AdjustmentChange } from './adjustment-journal.js'
import type { AdjustmentMove, AdjustmentRecord, AdjustmentStep, AmountAdjustment, DiscountAdjustment, LineAdjustment } from './adjustment-record.js'
import { checkAdjustment } from './check-adjustment.js'
import { dueAdjustments } from './due-adjustments.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const
const common = { account: 'acme', reason: 'agreed', actor: 'ann', recordedAt: '2026-11-03T00:00:00.000000Z', needsApproval: false } as const
const setUp: AmountAdjustment = { ...common, kind: 'amount', id: 'set-up', label: 'Set-up', currency: 'EUR', amount: '20', effectiveAt: october.from }
const line: LineAdjustment = { ...common, kind: 'line', id: 'less', currency: 'EUR', line: 'l1', amount: '5' }
const discount: DiscountAdjustment = { ...common, kind: 'discount', id: 'partner', label: 'Partner', percent: '10', effectiveAt: october.from }

const at = (minute: number) => `2026-11-04T00:${String(minute).padStart(2, '0')}:00.000000Z`

/** The steps of moves, one a minute, each by `bob` and about document `d1` where it needs one. */
function journal(adjustment: AdjustmentRecord, moves: readonly AdjustmentMove[]): readonly AdjustmentStep[] {
  return moves.reduce<readonly AdjustmentStep[]>((steps, move, index) => [...steps, adjustmentStep(adjustment, steps, change(move, index))], [])
}

function change(move: AdjustmentMove, minute: number): AdjustmentChange {
  return { move, actor: 'bob', at: at(minute), ...(move === 'apply' || move === 'release' ? { document: 'd1' } : {}) }
}

function standing(adjustment: AdjustmentRecord, ...moves: readonly AdjustmentMove[]) {
  return adjustmentStanding(adjustment, journal(adjustment, moves))
}

describe('adjustmentStep and adjustmentStanding', () => {
  it.each<readonly [name: string, adjustment: AdjustmentRecord, moves: readonly AdjustmentMove[], status: string]>([
    ['open from the start', setUp, [], 'open'],
    ['proposed where it needs approval', { ...setUp, needsApproval: true }, [], 'proposed'],
    ['open once it is approved', { ...setUp, needsApproval: true }, ['approve'], 'open'],
    ['applied by a document', setUp, ['apply'], 'applied'],
    ['open again when that is void', setUp, ['apply', 'release'], 'open'],
    ['applied again', setUp, ['apply', 'release', 'apply'], 'applied'],
    ['withdrawn', setUp, ['withdraw'], 'withdrawn'],
    ['withdrawn before it is approved', { ...setUp, needsApproval: true }, ['withdraw'], 'withdrawn'],
    ['a discount that is withdrawn', discount, ['withdraw'], 'withdrawn'],
  ])('is %s', (_, adjustment, moves, status) => {
    expect(standing(adjustment, ...moves)).toMatchObject({ status, revision: moves.length })
  })

  it('says who approved and which document took it', () => {
    const proposed = { ...setUp, needsApproval: true }
    expect(standing(proposed, 'approve', 'apply')).toEqual({ adjustment: proposed, status: 'applied', approval: { actor: 'bob', at: at(0) }, document: 'd1', revision: 2 })
    expect(standing(proposed, 'approve', 'apply', 'release')).not.toHaveProperty('document')
  })

  it.each<readonly [name: string, adjustment: AdjustmentRecord, moves: readonly AdjustmentMove[], next: AdjustmentChange, field: string]>([
    ['an approval that nobody needs', setUp, [], change('approve', 1), 'move'],
    ['a document before the approval', { ...setUp, needsApproval: true }, [], change('apply', 1), 'move'],
    ['a second document', setUp, ['apply'], change('apply', 1), 'move'],
    ['taking back what a document took', setUp, ['apply'], change('withdraw', 1), 'move'],
    ['anything after it was withdrawn', setUp, ['withdraw'], change('apply', 1), 'move'],
    ['applying a discount', discount, [], change('apply', 1), 'move'],
    ['approving what one decided', { ...setUp, needsApproval: true }, [], { ...change('approve', 1), actor: 'ann' }, 'actor'],
    ['applying without a document', setUp, [], { move: 'apply', actor: 'bob', at: at(1) }, 'document'],
    ['withdrawing with one', setUp, [], { ...change('withdraw', 1), document: 'd1' }, 'document'],
    ['a release by another document', setUp, ['apply'], { ...change('release', 1), document: 'd2' }, 'document'],
    ['a time before the last step', setUp, ['apply'], { ...change('release', 0), at: common.recordedAt }, 'at'],
  ])('refuses %s', (_, adjustment, moves, next, field) => {
    expect(refusalOf(() => adjustmentStep(adjustment, journal(adjustment, moves), next))).toEqual({ code: 'adjustment.transition', field })
  })
})

describe('dueAdjustments', () => {
  const document = { ...october, currency: 'EUR', lines: new Set(['l1']) }
  const due = (...adjustments: readonly AdjustmentRecord[]) => dueAdjustments(adjustments.map((adjustment) => standing(adjustment)), document).terms

  it('gives what a document takes, in the order of ids', () => {
    expect(due(discount, line, { ...setUp, id: 'b' }, { ...setUp, id: 'a', amount: '-3', taxable: false })).toEqual({
      adjustments: [
        { id: 'a', label: 'Set-up', amount: '-3', reason: 'agreed', actor: 'ann', effectiveAt: october.from, taxable: false },
        { id: 'b', label: 'Set-up', amount: '20', reason: 'agreed', actor: 'ann', effectiveAt: october.from },
      ],
      overrides: [{ line: 'l1', amount: '5', reason: 'agreed', actor: 'ann', at: common.recordedAt }],
      discounts: [{ key: 'partner', label: 'Partner', reason: 'agreed', percent: '10' }],
    })
  })

  it.each<readonly [name: string, adjustment: AdjustmentRecord]>([
    ['one that needs approval', { ...setUp, needsApproval: true }],
    ['another currency', { ...setUp, currency: 'USD' }],
    ['one that begins as the period ends', { ...setUp, effectiveAt: october.to }],
    ['a line that the document does not have', { ...line, line: 'l2' }],
    ['a line in another currency', { ...line, currency: 'USD' }],
    ['a discount that begins as the period ends', { ...discount, effectiveAt: october.to }],
    ['a discount that ended before', { ...discount, effectiveAt: '2026-01-01T00:00:00.000000Z', endsAt: '2026-10-31T23:59:59.999999Z' }],
    ['an amount off in another currency', { ...common, kind: 'discount', id: 'off', label: 'Off', amount: '5', currency: 'USD', effectiveAt: october.from }],
  ])('leaves %s', (_, adjustment) => {
    expect(due(adjustment)).toEqual({})
  })

  it('takes a discount that ends with the period, and none that was withdrawn', () => {
    expect(due({ ...discount, endsAt: october.to }).discounts).toHaveLength(1)
    expect(dueAdjustments([standing(discount, 'withdraw')], document)).toEqual({ terms: {}, taken: [] })
  })

  it('says what is applied with the document: no discounts', () => {
    const { taken } = dueAdjustments([setUp, discount, line].map((adjustment) => standing(adjustment)), document)
    expect(taken.map(({ adjustment }) => adjustment.id)).toEqual(['less', 'set-up'])
  })

  it('takes none a second time, and says who approved', () => {
    const proposed = { ...setUp, needsApproval: true }
    expect(dueAdjustments([standing(proposed, 'approve', 'apply')], document)).toEqual({ terms: {}, taken: [] })
    expect(dueAdjustments([standing(proposed, 'approve', 'apply', 'release')], document).terms.adjustments).toMatchObject([{ approval: { actor: 'bob', at: at(0) } }])
  })
})

describe('checkAdjustment', () => {
  it('gives canonical decimals and instants', () => {
    expect(checkAdjustment({ ...setUp, amount: '-20.00', effectiveAt: '2026-10-01T02:00:00+02:00' })).toEqual({ ...setUp, amount: '-20' })
    expect(checkAdjustment({ ...discount, percent: '10.0', endsAt: '2026-11-01T00:00:00Z' })).toEqual({ ...discount, endsAt: october.to })
    expect(checkAdjustment({ ...line, amount: '0' })).toEqual({ ...line, amount: '0' })
  })

  const { percent: _, ...amountless } = discount
  it.each<readonly [name: string, adjustment: AdjustmentRecord, code: string, field: string]>([
    ['another kind', { ...setUp, kind: 'gift' as 'amount' }, 'adjustment.invalid', 'kind'],
    ['a field of another kind', { ...setUp, percent: '10' } as AmountAdjustment, 'adjustment.invalid', 'percent'],
    ['an amount of zero', { ...setUp, amount: '0.00' }, 'adjustment.invalid', 'amount'],
    ['a fraction of a minor unit', { ...setUp, amount: '0.001' }, 'money.not_minor_units', 'amount'],
    ['discounts that are neither on nor off', { ...setUp, discountable: 1 as never }, 'adjustment.invalid', 'discountable'],
    ['a line below zero', { ...line, amount: '-1' }, 'adjustment.invalid', 'amount'],
    ['neither percent nor amount', amountless, 'adjustment.invalid', 'percent'],
    ['both', { ...discount, amount: '5', currency: 'EUR' }, 'adjustment.invalid', 'percent'],
    ['an amount off without a currency', { ...amountless, amount: '5' }, 'adjustment.invalid', 'currency'],
    ['more than all', { ...discount, percent: '100.1' }, 'adjustment.invalid', 'percent'],
    ['nothing', { ...discount, percent: '0' }, 'adjustment.invalid', 'percent'],
    ['an end at the start', { ...discount, endsAt: discount.effectiveAt }, 'adjustment.invalid', 'endsAt'],
    ['no reason', { ...setUp, reason: '' }, 'text.empty', 'reason'],
    ['an id that a line could not be called by', { ...setUp, id: 'x'.repeat(201) }, 'text.too_long', 'id'],
    ['a label that is a story', { ...setUp, label: 'x'.repeat(257) }, 'text.too_long', 'label'],
  ])('refuses %s', (_, adjustment, code, field) => {
    expect(refusalOf(() => checkAdjustment(adjustment))).toMatchObject({ code, field })
  })
})
