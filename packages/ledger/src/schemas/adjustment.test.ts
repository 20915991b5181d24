import { hashContent } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { AdjustmentRecord, AdjustmentStep, AmountAdjustment, DiscountAdjustment, LineAdjustment } from '../invoices/adjustments/adjustment-record.js'
import { adjustmentRecordSchema, adjustmentStepSchema } from './adjustment.js'

const at = '2026-10-01T00:00:00.000000Z'
const hash = hashContent('sample/1', ['line'])
const common = { account: 'acme', reason: 'agreed', actor: 'ann', recordedAt: at, needsApproval: false } as const
const amount: AmountAdjustment = { ...common, kind: 'amount', id: 'set-up', label: 'Set-up', currency: 'EUR', amount: '-20', effectiveAt: at, discountable: false, taxable: true, taxCategory: 'saas', taxRegionHint: 'FR' }
const line: LineAdjustment = { ...common, kind: 'line', id: 'less', currency: 'EUR', line: hash, amount: '0' }
const percent: DiscountAdjustment = { ...common, kind: 'discount', id: 'partner', label: 'Partner', percent: '10', scope: { meters: ['tokens'] }, effectiveAt: at, endsAt: '2027-01-01T00:00:00.000000Z' }
const off: DiscountAdjustment = { ...common, kind: 'discount', id: 'off', label: 'Off', amount: '5', currency: 'EUR', effectiveAt: at }
const step: AdjustmentStep = { adjustment: 'set-up', revision: 1, move: 'apply', actor: 'bob', at, document: hash, reason: 'agreed' }

describe('schemas of adjustments', () => {
  it.each<readonly [name: string, adjustment: AdjustmentRecord]>([['an amount', amount], ['a line', line], ['a percentage off', percent], ['an amount off', off]])('take %s, and give it back unchanged', (_, adjustment) => {
    expect(adjustmentRecordSchema.parse(adjustment)).toEqual(adjustment)
  })

  it('take a step, and give it back unchanged', () => {
    expect(adjustmentStepSchema.parse(step)).toEqual(step)
  })

  it.each<readonly [name: string, record: object]>([
    ['what is no field', { ...amount, note: 'x' }],
    ['an amount of zero', { ...amount, amount: '0' }],
    ['a fraction of a minor unit', { ...line, amount: '0.001' }],
    ['percent and amount', { ...percent, amount: '5', currency: 'EUR' }],
    ['an end at the start', { ...percent, endsAt: at }],
    ['another kind', { ...amount, kind: 'gift' }],
  ])('refuse %s', (_, record) => {
    expect(adjustmentRecordSchema.safeParse(record).success).toBe(false)
  })

  it.each<readonly [name: string, record: object]>([['revision 0', { ...step, revision: 0 }], ['another move', { ...step, move: 'forget' }], ['a document that is no hash', { ...step, document: 'd1' }]])('refuse a step of %s', (_, record) => {
    expect(adjustmentStepSchema.safeParse(record).success).toBe(false)
  })
})
