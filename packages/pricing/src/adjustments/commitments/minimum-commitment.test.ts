import { addAll, multiply } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { amountsOf, charged, december, firstHalf, november, runStage, secondHalf, stateOf } from '../test/run-stage.js'
import { amountPart } from '../amount/amount-part.js'
import { accountMinimumCommitment, minimumCommitment } from './minimum-commitment.js'

const hundred = { amount: '100' }
const added = (amounts: readonly ('0' | '60' | '40' | '120' | '-20' | '70/3')[], config: object, others: object = {}) =>
  amountsOf(runStage(minimumCommitment, amounts.map((amount, index) => charged(`c${index}`, amount)), { config, ...others })).slice(amounts.length).map(([, amount]) => amount)

describe('minimum-commitment', () => {
  it.each([
    // costs, what is added
    [[], ['100']],
    [['0'], ['100']],
    [['60'], ['40']],
    [['60', '40'], []],
    [['120'], []],
    [['60', '-20'], ['60']],
    [['70/3'], ['230/3']],
  ] as const)('of 100: %o adds %o', (amounts, due) => {
    expect(added(amounts, hundred)).toEqual(due)
  })

  it('says what it brings the sum of which charges to, with the hints that its charge is taxed by', () => {
    const config = { ...hundred, label: 'Platform minimum', category: 'platform', taxable: true, taxCategory: 'saas', product: 'api' }
    expect(runStage(minimumCommitment, [charged('a', '60'), charged('b', '15')], { config }).drafts[2]).toMatchObject({
      component: 'x', label: 'Platform minimum', category: 'platform', taxable: true, taxCategory: 'saas', product: 'api', model: 'minimum-commitment@1',
      target: { amount: '100', of: ['a', 'b'] }, trail: [amountPart('Platform minimum', '25')],
    })
  })

  it('is its share of the time unless told otherwise', () => {
    expect(added(['40'], hundred, { context: { billed: firstHalf } })).toEqual(['10'])
    expect(added(['40'], { ...hundred, proration: 'none' }, { context: { billed: firstHalf } })).toEqual(['60'])
  })

  it('counts charges after discounts, or what they cost by their prices alone', () => {
    const discounted = charged('a', '100', { adjustments: [{ stage: 'd', rule: 'd', label: 'Discount', amount: '-30' }] })
    const net = runStage(minimumCommitment, [discounted], { config: hundred })
    const list = runStage(minimumCommitment, [discounted], { config: { ...hundred, base: 'list' } })
    expect([amountsOf(net), amountsOf(list)]).toEqual([[['a', '70'], ['x', '30']], [['a', '70']]])
  })

  it('has no target where it counts list amounts, which no document sums', () => {
    expect(runStage(minimumCommitment, [charged('a', '60')], { config: { ...hundred, base: 'list' } }).drafts[1]).not.toHaveProperty('target')
  })

  it('lets what is beyond cost its factor', () => {
    expect(added(['120'], { ...hundred, overageFactor: '1.5' })).toEqual(['10'])
    expect(added(['60'], { ...hundred, overageFactor: '1.5', trueUp: false })).toEqual([])
  })
})

describe('a period that is rated twice', () => {
  const halves = (config: object) => {
    const first = runStage(minimumCommitment, [charged('a', '80')], { config, context: { billed: firstHalf, continues: true } })
    const second = runStage(minimumCommitment, [charged('a', '10')], { config, carryIn: first.carryOut, context: { billed: secondHalf } })
    return [first, second] as const
  }

  it('is settled run by run, each for its own time, unless told otherwise', () => {
    expect(halves(hundred).map(amountsOf)).toEqual([[['a', '80']], [['a', '10'], ['x', '40']]])
  })

  it('is settled at its end where asked to, and counts what was billed before', () => {
    const [first, second] = halves({ ...hundred, settle: 'period' })
    expect([amountsOf(first), amountsOf(second)]).toEqual([[['a', '80']], [['a', '10'], ['x', '10']]])
    expect(stateOf(first)).toEqual({ period: november.from, committed: '50', used: '80' })
    expect(second.drafts[1]?.target).toEqual({ amount: '20', of: ['a'] })
  })

  it('owes a minimum that is not prorated once', () => {
    expect(halves({ ...hundred, settle: 'period', proration: 'none' }).map(amountsOf)).toEqual([[['a', '80']], [['a', '10'], ['x', '10']]])
  })

  it('begins anew in the next period', () => {
    const config = { ...hundred, settle: 'period' }
    const [first] = halves(config)
    const next = runStage(minimumCommitment, [], { config, carryIn: first.carryOut, context: { period: december, billed: december } })
    expect(amountsOf(next)).toEqual([['x', '100']])
  })
})

describe('a commitment per window', () => {
  /** At a price of 2. */
  const hours = (...quantities: readonly ('10' | '1' | '3')[]) => {
    const quantity = addAll(quantities)
    return charged('gpu', multiply(quantity, '2'), { quantity, parts: quantities.map((each, index) => ({ key: `${index}`, quantity: each })) })
  }
  const due = (config: object, charge = hours('10', '1', '3')) => runStage(minimumCommitment, [charge], { config: { per: 'window', ...config } }).drafts[1]?.trail.map(({ label, amount }) => [label, amount])

  it('is held against each window of usage: 20, 2 and 6 against 5 lack 3 and are 16 over', () => {
    expect(due({ amount: '5' })).toEqual([['Minimum commitment', '3']])
    expect(due({ amount: '5', overageFactor: '2', trueUp: false })).toEqual([['Minimum commitment: overage', '16']])
    expect(due({ amount: '5', overageFactor: '2' })).toEqual([['Minimum commitment', '3'], ['Minimum commitment: overage', '16']])
  })

  it('may be so many units at the price of the usage', () => {
    expect(due({ quantity: '4' })).toEqual([['Minimum commitment', '8']])
  })

  it('counts windows without usage where it knows how long a window is: 717 hours of November', () => {
    expect(due({ amount: '5', window: 'PT1H' })).toEqual([['Minimum commitment', '3588']])
    expect(due({ amount: '5', window: 'P7D' }, hours('10', '1'))).toEqual([['Minimum commitment', '18']])
  })

  it('has the price that usage has on average where some of it is free', () => {
    expect(due({ quantity: '4' }, { ...hours('10', '1', '3'), quantity: '7', trail: [amountPart('Paid', '14')] })).toEqual([['Minimum commitment', '4']])
  })

  it('is one window where usage is not kept by window', () => {
    expect(due({ amount: '30' }, charged('gpu', '28', { quantity: '14' }))).toEqual([['Minimum commitment', '2']])
  })

  it('is due without usage too', () => {
    expect(due({ amount: '5', window: 'P1D' }, hours())).toEqual([['Minimum commitment', '150']])
  })

  it('is nothing for charges of no meter', () => {
    const { meter: _, ...fee } = charged('base', '1')
    expect(runStage(minimumCommitment, [fee], { config: { per: 'window', amount: '5' } }).drafts).toHaveLength(1)
  })
})

describe('account-minimum-commitment', () => {
  it('pools the charges of all subscriptions', () => {
    const drafts = [charged('a', '60', { key: 'acme/a' }), charged('a', '25', { key: 'beta/a' })]
    const result = runStage(accountMinimumCommitment, drafts, { config: hundred })
    expect(amountsOf(result)).toEqual([['a', '60'], ['a', '25'], ['x', '15']])
    expect(result.drafts[2]?.target).toEqual({ amount: '100', of: ['acme/a', 'beta/a'] })
  })
})

describe('what cannot be is refused', () => {
  it.each([
    [{}, 'commitment.invalid', ''],
    [{ amount: '1', quantity: '1', per: 'window' }, 'commitment.invalid', ''],
    [{ quantity: '1' }, 'commitment.invalid', '.quantity'],
    [{ amount: '1', window: 'PT1H' }, 'commitment.invalid', '.window'],
    [{ amount: '1', per: 'window', window: 'PT0S' }, 'commitment.invalid', '.window'],
    [{ amount: '1', per: 'window', window: 'P1M' }, 'time.duration_invalid', '.window'],
    [{ amount: '1', per: 'window', settle: 'period' }, 'commitment.invalid', '.settle'],
    [{ amount: '1', per: 'window', proration: 'time' }, 'commitment.invalid', '.proration'],
    [{ amount: '1', overageFactor: '0.9' }, 'commitment.invalid', '.overageFactor'],
    [{ amount: '-1' }, 'price.invalid', '.amount'],
    [{ amount: '1', base: 'gross' }, 'catalog.malformed', '.base'],
  ] as const)('%o', (config, code, name) => {
    expect(() => runStage(minimumCommitment, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config${name}` }))
  })
})
