import type { JsonObject } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { december, firstHalf, metered, november, runStage, secondHalf, stateOf, unitsOf } from '../test/run-stage.js'
import { quantityGrants } from './quantity-grants.js'

const grant = (id: string, quantity: string, others: JsonObject = {}): JsonObject => ({ grant: id, quantity, ...others })
const paid = (balances: readonly JsonObject[]) => runStage(quantityGrants, [metered('calls', '100', { category: 'api' })], { config: {}, facts: { balances } })

describe('quantity-grants', () => {
  it.each([
    ['a grant', [grant('g', '30')], '70'],
    ['more than is used', [grant('g', '130')], '0'],
    ['one for this meter', [grant('g', '30', { meter: 'calls' })], '70'],
    ['one for another meter', [grant('g', '30', { meter: 'scans' })], '100'],
    ['one for this category', [grant('g', '30', { category: 'api' })], '70'],
    ['one for another category', [grant('g', '30', { category: 'compute' })], '100'],
    ['one whose scope names the component', [grant('g', '30', { scope: { meters: ['scans'], charges: ['calls'] } })], '70'],
    ['one whose scope names others', [grant('g', '30', { scope: { categories: ['compute'] } })], '100'],
    ['one that ends as the period begins', [grant('g', '30', { to: november.from })], '100'],
    ['one that ends in the period', [grant('g', '30', { to: secondHalf.from })], '70'],
    ['one that begins as the period ends', [grant('g', '30', { from: november.to })], '100'],
    ['none', [], '100'],
  ] as const)('%s', (_, balances, units) => {
    expect(unitsOf(paid(balances))).toEqual([units])
  })

  it('uses the one first that expires first, and those last that never do', () => {
    const result = paid([grant('never', '50'), grant('late', '50', { to: december.to }), grant('soon', '50', { to: november.to, label: 'Welcome' })])
    expect(result.drafts[0]?.allowances.map(({ label, quantity }) => [label, quantity])).toEqual([['Welcome', '50'], ['Granted', '50']])
    expect(stateOf(result)).toEqual({
      period: november.from,
      taken: { '["soon",null,null,null]': '50', '["late",null,null,null]': '50', '["never",null,null,null]': '0' },
    })
  })

  it('goes by rank before that, and says on the charge what each grant gave', () => {
    const result = paid([grant('soon', '50', { to: november.to }), grant('first', '30', { rank: '-1' }), grant('last', '90', { rank: '2', from: november.from })])
    expect(result.drafts[0]?.allowances.map(({ source, quantity }) => [source, quantity])).toEqual([
      [{ grant: 'first' }, '30'],
      [{ grant: 'soon', to: november.to }, '50'],
      [{ grant: 'last', from: november.from }, '20'],
    ])
  })

  it('takes from a balance once in a period that is rated twice', () => {
    const facts = { balances: [grant('g', '130')] }
    const first = runStage(quantityGrants, [metered('calls', '100')], { config: {}, facts, context: { billed: firstHalf } })
    const second = runStage(quantityGrants, [metered('calls', '100')], { config: {}, facts, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([unitsOf(first), unitsOf(second)]).toEqual([['0'], ['70']])
  })

  it('cannot do without balances', () => {
    expect(() => runStage(quantityGrants, [], { config: {} })).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'facts.balances' }))
  })
})
