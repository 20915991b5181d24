import type { Carry } from '../../charges/pipeline/carry.js'
import { describe, expect, it } from 'vitest'
import { amountsOf, charged, december, firstHalf, january, november, runStage, secondHalf, stateOf } from '../test/run-stage.js'
import { categoryCoupons } from './category-coupons.js'

const left = (amount: '100' | '6', coupons: readonly object[], others: object = {}) => amountsOf(runStage(categoryCoupons, [charged('calls', amount)], { config: { coupons, ...others } }))[0]?.[1]

/** Amounts of November, December and January, each of 100 before coupons unless given. */
function threePeriods(coupon: object, costs: readonly ('100' | '30' | '0')[] = ['100', '100', '100']): readonly (readonly [unknown, readonly string[]])[] {
  let carryIn: Carry = {}
  return [november, december, january].map((period, index) => {
    const result = runStage(categoryCoupons, [charged('calls', costs[index] ?? '0')], { config: { coupons: [{ id: 'c', ...coupon }] }, carryIn, context: { period, billed: period } })
    carryIn = result.carryOut
    return [amountsOf(result)[0]?.[1], result.warnings.map(({ code }) => code)] as const
  })
}

describe('category-coupons', () => {
  it.each([
    ['a percentage', [{ id: 'a', percent: '20' }], '80'],
    ['an amount', [{ id: 'a', amount: '12' }], '88'],
    ['two percentages, each of what is left', [{ id: 'a', percent: '15' }, { id: 'b', percent: '20' }], '68'],
    ['an amount, then a percentage', [{ id: 'a', amount: '20' }, { id: 'b', percent: '50' }], '40'],
    ['everything', [{ id: 'a', percent: '100' }, { id: 'b', amount: '1' }], '0'],
  ] as const)('%s', (_, coupons, amount) => {
    expect(left('100', coupons)).toBe(amount)
  })

  it('takes percentages first where asked to', () => {
    expect(left('100', [{ id: 'a', amount: '20' }, { id: 'b', percent: '50' }], { order: 'percentage_first' })).toBe('30')
  })

  it('is for its categories, together in proportion', () => {
    const drafts = [charged('cpu', '60', { category: 'compute' }), charged('gpu', '30', { category: 'compute' }), charged('disk', '50', { category: 'storage' }), charged('base', '10')]
    const config = { coupons: [{ id: 'a', amount: '45', categories: ['compute'] }, { id: 'b', percent: '50', categories: ['storage', 'none'] }] }
    expect(amountsOf(runStage(categoryCoupons, drafts, { config }))).toEqual([['cpu', '30'], ['gpu', '15'], ['disk', '25'], ['base', '10']])
  })

  it('splits in whole cents where asked to', () => {
    const drafts = ['a', 'b', 'c'].map((key) => charged(key, '10'))
    expect(amountsOf(runStage(categoryCoupons, drafts, { config: { coupons: [{ id: 'a', amount: '1' }], spread: 'minor_units' } })).map(([, amount]) => amount)).toEqual(['9.66', '9.67', '9.67'])
  })

  it('says what it could not use', () => {
    const { warnings } = runStage(categoryCoupons, [charged('calls', '6')], { config: { coupons: [{ id: 'WELCOME', amount: '12' }] } })
    expect(warnings).toEqual([{ code: 'coupon_not_used_up', because: 'WELCOME takes 6 of 12; 6 of it is forfeited', stage: 'x', rule: 'x' }])
  })
})

describe('uses run from period to period', () => {
  it.each([
    ['once', { percent: '10' }, ['90', '100', '100']],
    ['two periods', { percent: '10', uses: 2 }, ['90', '90', '100']],
    ['forever', { percent: '10', uses: 'forever' }, ['90', '90', '90']],
    ['an amount twice', { amount: '40', uses: 2 }, ['60', '60', '100']],
    ['an amount once', { amount: '40' }, ['60', '100', '100']],
  ] as const)('%s', (_, coupon, amounts) => {
    expect(threePeriods(coupon).map(([amount]) => amount)).toEqual(amounts)
  })

  it('keeps what is left of an amount where asked to: 30, then 50 of 80', () => {
    expect(threePeriods({ amount: '80', remainder: 'kept' }, ['30', '100', '100'])).toEqual([['0', []], ['50', []], ['100', []]])
  })

  it('forfeits it otherwise, with a warning', () => {
    expect(threePeriods({ amount: '80' }, ['30', '100', '100'])).toEqual([['0', ['coupon_not_used_up']], ['100', []], ['100', []]])
  })

  it('does not count a period with nothing to take it from', () => {
    expect(threePeriods({ amount: '40' }, ['0', '100', '100']).map(([amount]) => amount)).toEqual(['0', '60', '100'])
  })

  it('counts a period once that is rated twice, and its amount too', () => {
    const config = { coupons: [{ id: 'c', amount: '40', uses: 2 }, { id: 'p', percent: '50' }] }
    const first = runStage(categoryCoupons, [charged('calls', '30')], { config, context: { billed: firstHalf, continues: true } })
    const second = runStage(categoryCoupons, [charged('calls', '30')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([amountsOf(first), amountsOf(second)]).toEqual([[['calls', '0']], [['calls', '10']]])
    expect([first.warnings, second.warnings]).toEqual([[], []])
    expect(stateOf(second)).toEqual({ c: { period: november.from, uses: '1', left: '0' }, p: { period: november.from, uses: '1' } })
  })

  it('keeps the uses of coupons that are not in the program any more', () => {
    const old = { OLD: { period: november.from, uses: '1' } }
    const { carryOut } = runStage(categoryCoupons, [charged('calls', '30')], { config: { coupons: [{ id: 'c', percent: '10' }] }, carryIn: { x: { '["x",null]': old } } })
    expect(carryOut).toMatchObject({ x: { '["x",null]': old } })
  })
})

describe('what cannot be is refused', () => {
  it.each([
    [{ id: 'a' }, 'program.invalid', ''],
    [{ id: 'a', percent: '10', amount: '1' }, 'program.invalid', ''],
    [{ id: 'a', percent: '101' }, 'stage.over_discounted', '.percent'],
    [{ id: 'a', percent: '0' }, 'price.invalid', '.percent'],
    [{ id: 'a', amount: '-1' }, 'price.invalid', '.amount'],
    [{ id: 'a', amount: '1', uses: 0 }, 'program.invalid', '.uses'],
    [{ id: 'a', amount: '1', uses: 'twice' }, 'catalog.malformed', '.uses'],
    [{ id: 'a', percent: '10', remainder: 'kept' }, 'program.invalid', '.remainder'],
    [{ id: 'a', amount: '10', uses: 2, remainder: 'kept' }, 'program.invalid', '.remainder'],
  ] as const)('%o', (coupon, code, name) => {
    const config = { coupons: [coupon] }
    expect(() => runStage(categoryCoupons, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.coupons[0]${name}` }))
  })

  it('one id twice', () => {
    const config = { coupons: [{ id: 'a', percent: '10' }, { id: 'a', percent: '20' }] }
    expect(() => runStage(categoryCoupons, [], { config })).toThrow(expect.objectContaining({ code: 'program.invalid', field: 'program.stages[0].rules[0].config.coupons[1].id' }))
  })
})
