import type { Interval } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { december, firstHalf, january, metered, november, runStage, secondHalf, stateOf, unitsOf } from '../test/run-stage.js'
import { includedQuantity } from './included-quantity.js'

const hundred = { quantity: '100' }

describe('included-quantity', () => {
  it.each([
    // used, left to be priced
    ['0', '0'],
    ['99.5', '0'],
    ['100', '0'],
    ['100.5', '0.5'],
    ['-3', '-3'],
    ['310/3', '10/3'],
  ] as const)('leaves of %s units %s to be paid', (used, paid) => {
    expect(unitsOf(runStage(includedQuantity, [metered('calls', used)], { config: hundred }))).toEqual([paid])
  })

  it('is a step of the trail with the rule that gave it', () => {
    const [draft] = runStage(includedQuantity, [metered('calls', '130')], { config: { ...hundred, label: 'Reserved' } }).drafts
    expect(draft).toMatchObject({ measured: '130', quantity: '30', allowances: [{ stage: 'x', rule: 'x', label: 'Reserved', quantity: '100' }] })
  })

  it('is shared by charges in byte order of their keys, whatever order they come in', () => {
    const groups = ['b', 'a', 'c'].map((key) => metered('calls', '60', { key }))
    expect(unitsOf(runStage(includedQuantity, groups, { config: hundred }))).toEqual(['20', '0', '60'])
  })

  it('is each charge\'s own where asked to', () => {
    const groups = ['a', 'b'].map((model) => metered('calls', '130', { key: model, dimensions: { model } }))
    expect(unitsOf(runStage(includedQuantity, groups, { config: { ...hundred, share: 'each' } }))).toEqual(['30', '30'])
  })

  it('rolls over up to its limit: 40 left, then 140 in December, then 80 kept of 140 for January', () => {
    const config = { ...hundred, rolloverLimit: '80' }
    const first = runStage(includedQuantity, [metered('calls', '60')], { config })
    const second = runStage(includedQuantity, [], { config, carryIn: first.carryOut, context: { period: december, billed: december } })
    const third = runStage(includedQuantity, [metered('calls', '200')], { config, carryIn: second.carryOut, context: { period: january, billed: january } })
    expect([first, second, third].map((each) => stateOf(each))).toEqual([
      { period: november.from, left: { all: '40' } },
      { period: december.from, left: { all: '140' } },
      { period: january.from, left: { all: '0' } },
    ])
    expect(unitsOf(third)).toEqual(['20'])
  })

  it('expires with its period without a limit', () => {
    const first = runStage(includedQuantity, [metered('calls', '60')], { config: hundred })
    const second = runStage(includedQuantity, [metered('calls', '130')], { config: hundred, carryIn: first.carryOut, context: { period: december, billed: december } })
    expect(unitsOf(second)).toEqual(['30'])
  })

  it('is there once in a period that is rated twice', () => {
    const first = runStage(includedQuantity, [metered('calls', '60')], { config: hundred, context: { billed: firstHalf } })
    const second = runStage(includedQuantity, [metered('calls', '60')], { config: hundred, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([unitsOf(first), unitsOf(second)]).toEqual([['0'], ['20']])
  })

  it('comes by its share of the time where asked to, and what the first run left is there for the second', () => {
    const config = { ...hundred, proration: 'time' }
    const first = runStage(includedQuantity, [metered('calls', '30')], { config, context: { billed: firstHalf } })
    const second = runStage(includedQuantity, [metered('calls', '80')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([unitsOf(first), unitsOf(second)]).toEqual([['0'], ['10']])
  })

  it.each([
    ['none', december.from, january.from, ['130', '30', '130']],
    ['none', secondHalf.from, january.from, ['30', '30', '130']],
    ['time', secondHalf.from, january.from, ['80', '30', '130']],
    ['time', november.from, secondHalf.from, ['80', '130', '130']],
  ])('holds from its start, inclusive, to its end, exclusive (%s, %s to %s)', (proration, from, to, units) => {
    const unitsIn = (period: Interval) => runStage(includedQuantity, [metered('calls', '130')], { config: { ...hundred, proration, from, to }, context: { period, billed: period } })
    expect([november, december, january].flatMap((period) => unitsOf(unitsIn(period)))).toEqual(units)
  })
})

it('begins in the second run of a period as if it were the first', () => {
  const config = { ...hundred, from: secondHalf.from }
  const first = runStage(includedQuantity, [metered('calls', '60')], { config, context: { billed: firstHalf } })
  const second = runStage(includedQuantity, [metered('calls', '130')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
  expect([unitsOf(first), unitsOf(second)]).toEqual([['60'], ['30']])
})

describe('what cannot be is refused', () => {
  it.each([
    [{ quantity: '-1' }, 'price.invalid', 'quantity'],
    [{ quantity: 5 }, 'decimal.malformed', 'quantity'],
    [{ ...hundred, share: 'some' }, 'catalog.malformed', 'share'],
    [{ ...hundred, rollover: '5' }, 'catalog.malformed', 'rollover'],
    [{ ...hundred, from: december.from, to: november.from }, 'period.ends_before_start', 'to'],
  ] as const)('%o', (config, code, name) => {
    expect(() => runStage(includedQuantity, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.${name}` }))
  })

  it.each([
    [{ period: november.from, left: 5 }, 'carry.left'],
    [{ period: november.from, left: { all: 5 } }, 'carry.all'],
  ])('the carry %o', (state, field) => {
    const carryIn = { x: { '["x",null]': state } }
    expect(() => runStage(includedQuantity, [metered('calls', '1')], { config: hundred, carryIn })).toThrow(expect.objectContaining({ code: 'rating.carry_invalid', field }))
  })
})
