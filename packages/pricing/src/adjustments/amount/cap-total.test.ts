import { describe, expect, it } from 'vitest'
import { amountsOf, charged, december, firstHalf, runStage, secondHalf, stateOf } from '../test/run-stage.js'
import { capTotal } from './cap-total.js'

const hundred = { amount: '100' }

describe('cap-total', () => {
  it.each([
    // costs, the cap takes off
    [['60', '40'], undefined],
    [['60', '40.01'], '-0.01'],
    [['60', '90'], '-50'],
    [['60', '-30', '90'], '-20'],
    [['310/3'], '-10/3'],
    [['-50'], undefined],
    [[], undefined],
  ] as const)('%o: a charge of %s', (amounts, cut) => {
    const drafts = amounts.map((amount, index) => charged(`c${index}`, amount))
    const result = runStage(capTotal, drafts, { config: hundred })
    expect(amountsOf(result).slice(amounts.length)).toEqual(cut === undefined ? [] : [['x', cut]])
  })

  it('says what it brings the sum of which charges to, for documents to round', () => {
    const [, , cap] = runStage(capTotal, [charged('a', '60'), charged('b', '90')], { config: { ...hundred, label: 'Monthly cap' } }).drafts
    expect(cap).toMatchObject({
      label: 'Monthly cap', model: 'cap-total@1', quantity: '0', target: { amount: '100', of: ['a', 'b'] }, trail: [{ label: 'Monthly cap', counted: '-50', unit: '1', amount: '-50' }],
    })
  })

  it('cuts the last charges where asked to', () => {
    const drafts = [charged('a', '60'), charged('b', '90'), charged('c', '10'), charged('d', '-5')]
    expect(amountsOf(runStage(capTotal, drafts, { config: { ...hundred, as: 'discounts' } }))).toEqual([['a', '60'], ['b', '45'], ['c', '0'], ['d', '-5']])
  })

  it.each(['charge', 'discounts'])('holds for a period that is rated twice: 70, then 30 of 50 (as %s)', (as) => {
    const config = { ...hundred, as }
    const first = runStage(capTotal, [charged('a', '70')], { config, context: { billed: firstHalf } })
    const second = runStage(capTotal, [charged('a', '50')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    const next = runStage(capTotal, [charged('a', '70')], { config, carryIn: second.carryOut, context: { period: december, billed: december } })
    expect(amountsOf(second)).toEqual(as === 'charge' ? [['a', '50'], ['x', '-20']] : [['a', '30']])
    expect([stateOf(second), amountsOf(next)]).toEqual([{ period: '2026-11-01T00:00:00.000000Z', allowed: '100', billed: '100' }, [['a', '70']]])
  })

  it('never comes to less than nothing, whatever was billed before', () => {
    const carryIn = { x: { '["x",null]': { period: '2026-11-01T00:00:00.000000Z', billed: '160' } } }
    expect(amountsOf(runStage(capTotal, [charged('a', '7'), charged('b', '15')], { config: hundred, carryIn }))).toEqual([['a', '7'], ['b', '15'], ['x', '-22']])
  })

  it('is its share of the time where asked to, and the second run has what the first one left', () => {
    const config = { ...hundred, proration: 'time' }
    const first = runStage(capTotal, [charged('a', '30')], { config, context: { billed: firstHalf } })
    const second = runStage(capTotal, [charged('a', '80')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([amountsOf(first), amountsOf(second)]).toEqual([[['a', '30']], [['a', '80'], ['x', '-10']]])
  })

  it.each([
    [{ amount: '-1' }, 'price.invalid', 'amount'],
    [{}, 'decimal.malformed', 'amount'],
    [{ ...hundred, as: 'lines' }, 'catalog.malformed', 'as'],
    [{ ...hundred, proration: 'day' }, 'catalog.malformed', 'proration'],
  ] as const)('%o is refused', (config, code, name) => {
    expect(() => runStage(capTotal, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.${name}` }))
  })
})
