import type { Carry } from '../../charges/pipeline/carry.js'
import { describe, expect, it } from 'vitest'
import { amountsOf, charged, december, firstHalf, january, november, runStage, secondHalf } from '../test/run-stage.js'
import { accountCommitDrawdown, commitDrawdown } from './commit-drawdown.js'

const february = { from: january.to, to: '2027-03-01T00:00:00.000000Z' }
const winter = { id: 'c1', kind: 'prepaid', amount: '100', currency: 'EUR', from: november.from, to: february.from } as const

/** What November to February come to, each with usage of 40 unless given, and the codes of their warnings. */
function fourPeriods(contract: object, config: object = {}, costs: readonly ('40' | '0' | '150')[] = ['40', '40', '40', '40']): readonly unknown[] {
  let carryIn: Carry = {}
  return [november, december, january, february].map((period, index) => {
    const run = { config: { contract: { ...winter, ...contract }, ...config }, carryIn, context: { period, billed: period } }
    const result = runStage(commitDrawdown, [charged('gpu', costs[index] ?? '0')], run)
    carryIn = result.carryOut
    return [...amountsOf(result).map(([, amount]) => amount), ...result.warnings.map(({ code }) => code)]
  })
}

describe('prepaid', () => {
  it('pays for charges as far as it reaches: 40, 40, 20 of 40', () => {
    expect(fourPeriods({})).toEqual([['0'], ['0'], ['20'], ['40']])
  })

  it('expires with what is left, with a warning, once', () => {
    expect(fourPeriods({}, {}, ['40', '0', '40', '40'])).toEqual([['0'], ['0'], ['0', 'commit_expired'], ['40']])
    expect(fourPeriods({ to: january.from })).toEqual([['0'], ['0', 'commit_expired'], ['40'], ['40']])
  })

  it('does not hold before it starts', () => {
    expect(fourPeriods({ from: december.from })).toEqual([['40'], ['0'], ['0', 'commit_expired'], ['40']])
  })

  it('is billed in the period in which it starts where asked to, in advance', () => {
    expect(fourPeriods({}, { purchase: 'charged' })).toEqual([['0', '100'], ['0'], ['20'], ['40']])
    const { drafts } = runStage(commitDrawdown, [], { config: { contract: winter, purchase: 'charged' } })
    expect(drafts).toMatchObject([{ label: 'c1', billing: 'advance', dimensions: { rule: 'x', name: 'purchase' } }])
  })

  it('lets what is beyond cost its factor while it runs', () => {
    expect(fourPeriods({}, { overageFactor: '1.5' }, ['150', '40', '40', '40'])).toEqual([['50', '25'], ['40', '20'], ['40', '20'], ['40']])
    expect(fourPeriods({}, { overageFactor: '0.8' }, ['150', '0', '0', '40'])).toEqual([['50', '-10'], ['0'], ['0'], ['40']])
  })

  it('pays for charges in proportion, not for credits nor for the rests of minimums', () => {
    const rest = charged('minimum', '20', { target: { amount: '150', of: ['a', 'b', 'credit'] } })
    const drafts = [charged('a', '120'), charged('b', '40'), charged('credit', '-30'), rest]
    const result = runStage(commitDrawdown, drafts, { config: { contract: winter } })
    expect(amountsOf(result)).toEqual([['a', '45'], ['b', '15'], ['credit', '-30'], ['minimum', '20']])
    expect(result.drafts[3]?.target).toEqual({ amount: '50', of: ['a', 'b', 'credit'] })
  })
})

describe('a promise to spend', () => {
  it.each([
    ['falls short by 100 of 220', { amount: '220' }, ['40', '40', '40', '40'], [['40'], ['40'], ['40', '100'], ['40']]],
    ['is kept', {}, ['40', '40', '40', '40'], [['40'], ['40'], ['40'], ['40']]],
    ['is missed altogether', {}, ['0', '0', '0', '0'], [['0'], ['0'], ['0', '100'], ['0']]],
  ] as const)('%s', (_, contract, costs, amounts) => {
    expect(fourPeriods({ ...contract, kind: 'spend' }, {}, costs)).toEqual(amounts)
  })

  it('is due when the subscription ends before it', () => {
    const config = { contract: { ...winter, kind: 'spend' } }
    const ended = runStage(commitDrawdown, [charged('gpu', '30')], { config, context: { billed: firstHalf } })
    const endsWithPeriod = runStage(commitDrawdown, [charged('gpu', '30')], { config, facts: { subscription: [{ to: november.to }] } })
    const goesOn = runStage(commitDrawdown, [charged('gpu', '30')], { config, facts: { subscription: [{ to: january.to }] } })
    expect([ended, endsWithPeriod, goesOn].map((each) => amountsOf(each).map(([, amount]) => amount))).toEqual([['30', '70'], ['30', '70'], ['30']])
  })

  it('goes on where another contract follows in the same period', () => {
    const config = { contract: { ...winter, kind: 'spend', to: november.to } }
    const first = runStage(commitDrawdown, [charged('gpu', '30')], { config, context: { billed: firstHalf, continues: true } })
    const second = runStage(commitDrawdown, [charged('gpu', '50')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    expect([amountsOf(first), amountsOf(second)]).toEqual([[['gpu', '30']], [['gpu', '50'], ['x', '20']]])
  })
})

it('of an account takes nothing off the charges of its subscriptions, and is a credit beside them', () => {
  const drafts = [charged('a', '60', { key: 'acme/a' }), charged('a', '70', { key: 'beta/a' })]
  const result = runStage(accountCommitDrawdown, drafts, { config: { contract: winter, overageFactor: '1.5' } })
  expect(amountsOf(result)).toEqual([['a', '60'], ['a', '70'], ['x', '-100'], ['x', '15']])
})

it('holds for charges in its own currency', () => {
  const run = () => runStage(commitDrawdown, [], { config: { contract: { ...winter, currency: 'USD' } } })
  expect(run).toThrow(expect.objectContaining({ code: 'rating.currency_mismatch', field: 'config.contract.currency' }))
})
