import { describe, expect, it } from 'vitest'
import { amountsOf, charged, context, december, firstHalf, runStage, secondHalf, stateOf } from '../test/run-stage.js'
import { fixedDiscount } from './fixed-discount.js'
import { percentDiscount } from './percent-discount.js'

const field = (name: string) => `program.stages[0].rules[0].config.${name}`

describe('percent-discount', () => {
  it.each([
    // costs, percent, left
    ['80', '10', '72'],
    ['80', '100', '0'],
    ['80', '0', '80'],
    ['0', '10', '0'],
    ['-80', '10', '-72'],
    ['70/3', '10', '21'],
    ['0.01', '33.333', '0.0066667'],
  ] as const)('leaves of %s at %s %% exactly %s', (amount, percent, left) => {
    expect(amountsOf(runStage(percentDiscount, [charged('calls', amount)], { config: { percent } }))).toEqual([['calls', left]])
  })

  it('names stage and rule in the trail, and nothing where it takes nothing', () => {
    const adjusted = (percent: string) => runStage(percentDiscount, [charged('calls', '80')], { config: { percent } }).drafts[0]?.adjustments
    expect([adjusted('10'), adjusted('0')]).toEqual([[{ stage: 'x', rule: 'x', label: 'Discount 10 %', amount: '-8' }], []])
  })

  it('is for the selected charges', () => {
    const drafts = [charged('calls', '80', { category: 'api' }), charged('disk', '20', { category: 'storage' })]
    expect(amountsOf(runStage(percentDiscount, drafts, { config: { percent: '50' }, of: { categories: ['storage'] } }))).toEqual([['calls', '80'], ['disk', '10']])
  })

  it('takes what is left where it may, and says so', () => {
    const { drafts, warnings } = runStage(percentDiscount, [charged('calls', '80')], { config: { percent: '150', overDiscount: 'capped' } })
    expect(drafts[0]?.adjustments).toMatchObject([{ amount: '-80' }])
    expect(warnings).toEqual([{ code: 'discount_capped', because: 'is 150 %, of which 100 can be taken', charge: 'calls', stage: 'x', rule: 'x' }])
  })

  it.each([
    [{ percent: '100.01' }, 'stage.over_discounted', 'percent'],
    [{ percent: '-1' }, 'price.invalid', 'percent'],
    [{ percent: '10', overDiscount: 'maybe' }, 'catalog.malformed', 'overDiscount'],
    [{ percent: '10', amount: '1' }, 'catalog.malformed', 'amount'],
  ] as const)('%o is refused', (config, code, name) => {
    expect(() => runStage(percentDiscount, [], { config })).toThrow(expect.objectContaining({ code, field: field(name) }))
  })
})

describe('fixed-discount', () => {
  const six = [charged('a', '4'), charged('b', '2')]

  it.each([
    // of 4 and 2, taken
    ['3', ['2', '1']],
    ['6', ['0', '0']],
    ['0', ['4', '2']],
    ['1', ['10/3', '5/3']],
  ] as const)('of %s leaves 4 and 2 at %o, exactly', (amount, left) => {
    expect(amountsOf(runStage(fixedDiscount, six, { config: { amount } })).map(([, each]) => each)).toEqual(left)
  })

  it.each([
    ['1', ['3.33', '1.67']],
    ['0.01', ['3.99', '2']],
    // No whole cents to split: the exact proportions hold.
    ['0.005', ['1199/300', '1199/600']],
  ] as const)('of %s is split into whole cents where asked to: %o', (amount, left) => {
    expect(amountsOf(runStage(fixedDiscount, six, { config: { amount, spread: 'minor_units' } })).map(([, each]) => each)).toEqual(left)
  })

  it('splits cents over charges that cost fractions of one', () => {
    const drafts = ['0.015', '0.015', '0.01'].map((amount, index) => charged(`c${index}`, amount as '0.01'))
    const left = (amount: string) => amountsOf(runStage(fixedDiscount, drafts, { config: { amount, spread: 'minor_units' } })).map(([, each]) => each)
    expect([left('0.02'), left('0.03'), left('0.04')]).toEqual([['0.005', '0.005', '0.01'], ['0.005', '0.005', '0'], ['0', '0', '0']])
  })

  it('takes nothing from credits, which lower what there is to take, nor from the rests of minimums and caps', () => {
    const rest = charged('cap', '5', { target: { amount: '15', of: ['a'] } })
    const drafts = [charged('a', '10'), charged('credit', '-4'), rest]
    expect(amountsOf(runStage(fixedDiscount, drafts, { config: { amount: '10' } }))).toEqual([['a', '0'], ['credit', '-4'], ['cap', '5']])
    expect(() => runStage(fixedDiscount, [charged('a', '10'), charged('credit', '-4')], { config: { amount: '7' } })).toThrow(expect.objectContaining({ code: 'stage.over_discounted' }))
  })

  it('is refused where it is more than what is left', () => {
    expect(() => runStage(fixedDiscount, six, { config: { amount: '6.01' } })).toThrow(
      expect.objectContaining({ code: 'stage.over_discounted', field: 'rules.x', facts: expect.objectContaining({ wanted: '6.01', available: '6' }) as object }),
    )
  })

  it('takes what is left where it may, and says what it could not', () => {
    const result = runStage(fixedDiscount, six, { config: { amount: '10', overDiscount: 'capped' } })
    expect(amountsOf(result)).toEqual([['a', '0'], ['b', '0']])
    expect(result.warnings).toMatchObject([{ code: 'discount_capped', because: 'takes 10 where 6 is left; 4 of it is not used' }])
  })

  it('is there once in a period that is rated twice, and again in the next', () => {
    const config = { amount: '10', overDiscount: 'capped' }
    const first = runStage(fixedDiscount, six, { config, context: { billed: firstHalf, continues: true } })
    const second = runStage(fixedDiscount, six, { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    const next = runStage(fixedDiscount, [charged('a', '20')], { config, carryIn: second.carryOut, context: { period: december, billed: december } })
    expect([first, second, next].map((each) => amountsOf(each).map(([, amount]) => amount))).toEqual([['0', '0'], ['4/3', '2/3'], ['10']])
    expect([first, second].map(({ warnings }) => warnings)).toEqual([[], []])
    expect(stateOf(next)).toEqual({ period: december.from, left: '0' })
  })

  it('is its share of the time where asked to', () => {
    const result = runStage(fixedDiscount, six, { config: { amount: '6', proration: 'time' }, context: { ...context, billed: firstHalf } })
    expect(amountsOf(result)).toEqual([['a', '2'], ['b', '1']])
  })
})
