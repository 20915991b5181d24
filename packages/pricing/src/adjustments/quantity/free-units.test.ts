import { describe, expect, it } from 'vitest'
import { december, firstHalf, metered, runStage, secondHalf, stateOf, unitsOf } from '../test/run-stage.js'
import { firstNFree } from './first-n-free.js'
import { freemium } from './freemium.js'

describe('freemium', () => {
  it.each([
    // used, paid for where everything is, paid for where the excess is
    ['0', '0', '0'],
    ['1000', '0', '0'],
    ['1000.5', '1000.5', '0.5'],
    ['1500', '1500', '500'],
    ['-5', '-5', '-5'],
  ] as const)('of %s units with a bound of 1,000, %s are paid for, or the excess of %s', (used, everything, excess) => {
    const paid = (above?: string) => unitsOf(runStage(freemium, [metered('calls', used)], { config: { upTo: '1000', ...(above === undefined ? {} : { above }) } }))
    expect([paid(), paid('everything'), paid('excess')]).toEqual([[everything], [everything], [excess]])
  })

  it('looks at all selected charges together', () => {
    const groups = ['a', 'b'].map((key) => metered('calls', '600', { key }))
    const paid = (above: string) => unitsOf(runStage(freemium, groups, { config: { upTo: '1000', above } }))
    expect([paid('everything'), paid('excess')]).toEqual([['600', '600'], ['0', '200']])
  })

  it('judges a run by the usage of its period so far, and begins anew in the next one', () => {
    const config = { upTo: '1000' }
    const first = runStage(freemium, [metered('calls', '900')], { config, context: { billed: firstHalf } })
    const second = runStage(freemium, [metered('calls', '200')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    const next = runStage(freemium, [metered('calls', '900')], { config, carryIn: second.carryOut, context: { period: december, billed: december } })
    expect([first, second, next].map(unitsOf)).toEqual([['0'], ['200'], ['0']])
  })
})

describe('first-n-free', () => {
  it('lasts for the life of a subscription: 70, then 30 of 50', () => {
    const config = { quantity: '100' }
    const first = runStage(firstNFree, [metered('scans', '70')], { config })
    const second = runStage(firstNFree, [metered('scans', '50')], { config, carryIn: first.carryOut, context: { period: december, billed: december } })
    expect([unitsOf(first), unitsOf(second), stateOf(second)]).toEqual([['0'], ['20'], { period: december.from, taken: '100' }])
  })

  it('comes again with each period where asked to, once in each', () => {
    const config = { quantity: '100', over: 'period' }
    const first = runStage(firstNFree, [metered('scans', '70')], { config, context: { billed: firstHalf } })
    const second = runStage(firstNFree, [metered('scans', '50')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    const next = runStage(firstNFree, [metered('scans', '130')], { config, carryIn: second.carryOut, context: { period: december, billed: december } })
    expect([first, second, next].map(unitsOf)).toEqual([['0'], ['20'], ['30']])
  })

  it('grows by the difference when more are free', () => {
    const carryIn = { x: { '["x",null]': { taken: '100' } } }
    const paid = (quantity: string) => unitsOf(runStage(firstNFree, [metered('scans', '70')], { config: { quantity }, carryIn }))
    expect([paid('150'), paid('50')]).toEqual([['20'], ['70']])
  })
})

describe('what cannot be is refused', () => {
  it.each([
    [freemium, { upTo: '-1' }, 'price.invalid', 'upTo'],
    [freemium, { upTo: '1', above: 'half' }, 'catalog.malformed', 'above'],
    [firstNFree, { quantity: '-1' }, 'price.invalid', 'quantity'],
    [firstNFree, { quantity: '1', over: 'year' }, 'catalog.malformed', 'over'],
  ] as const)('%#', (stage, config, code, name) => {
    expect(() => runStage(stage, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.${name}` }))
  })
})
