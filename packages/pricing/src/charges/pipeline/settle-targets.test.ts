import type { Decimal, Exact } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { chargePart } from '../../models/charge-part.js'
import type { ChargeDraft } from './charge-draft.js'
import { settleTargets } from './settle-targets.js'
import { priced } from './test/sample-program.js'

function charged(component: string, amount: Decimal, others: Partial<ChargeDraft> = {}): ChargeDraft {
  return priced(component, { trail: [chargePart({ label: 'Priced', quantity: '1', unit: amount })], ...others })
}

/** A draft with what later stages took of it. */
function taken(draft: ChargeDraft, amount: Exact): ChargeDraft {
  return { ...draft, adjustments: [...draft.adjustments, { stage: 'later', rule: 'later', label: 'Later', amount }] }
}

/** Tops 30 and 50 up to 100. */
const rest = charged('minimum', '20', { target: { amount: '100', of: ['a', 'b'] } })
const drafts = [charged('a', '30'), charged('b', '50'), rest]

const targetOf = (settled: readonly ChargeDraft[]) => settled.find(({ key }) => key === 'minimum')?.target

describe('settleTargets', () => {
  it('leaves drafts as they are where nothing came later', () => {
    expect(settleTargets(drafts)).toEqual(drafts)
  })

  it.each<[string, readonly ChargeDraft[], Exact]>([
    ['a part of one charge', [taken(charged('a', '30'), '-10'), charged('b', '50'), rest], '90'],
    ['all of both', [taken(charged('a', '30'), '-30'), taken(charged('b', '50'), '-50'), rest], '20'],
    ['a fraction', [taken(charged('a', '30'), '-10/3'), charged('b', '50'), rest], '290/3'],
    ['nothing, but adds', [taken(charged('a', '30'), '5'), charged('b', '50'), rest], '105'],
    ['of a charge that no target is for', [...drafts, taken(charged('c', '7'), '-7')], '100'],
  ])('lowers the target by what a later stage takes: %s', (_, later, amount) => {
    const settled = settleTargets(later)
    expect(targetOf(settled)).toEqual({ amount, of: ['a', 'b'] })
    expect(settled.map(({ trail, adjustments }) => ({ trail, adjustments }))).toEqual(later.map(({ trail, adjustments }) => ({ trail, adjustments })))
  })

  it('drops the target of a rest that was itself changed: it is none any more', () => {
    const settled = settleTargets([charged('a', '30'), charged('b', '50'), taken(rest, '-5')])
    expect(settled[2]).not.toHaveProperty('target')
    expect(settled[2]?.adjustments).toHaveLength(1)
  })

  it('holds for one target within another: a cap over what a minimum brought up', () => {
    const cap = charged('cap', '-10', { target: { amount: '90', of: ['a', 'b', 'minimum'] } })
    const settled = settleTargets([taken(charged('a', '30'), '-10'), charged('b', '50'), rest, cap])
    expect(settled.slice(2).map(({ target }) => target?.amount)).toEqual(['90', '80'])
  })

  it('asserts that what a target is for is there', () => {
    expect(() => settleTargets([rest])).toThrow('what a target is for is there')
  })
})
