import { add, addAll, compare, largest, multiply, round, subtract, type Decimal, type Exact, type JsonObject } from '@farthing/core'
import { describe, expect, it, test } from 'vitest'
import { amountPart } from '../../adjustments/amount/amount-part.js'
import { builtInStages } from '../../adjustments/built-in-stages.js'
import { plan, type Plan } from '../../catalog/plan.js'
import { bucket, dynamic, fixedFmv, flat, graduated, graduatedPercentage, hourly, matrix, packaged, percentage, perUnit, stairstep, volume } from '../../catalog/price-constructors.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { ratePrice } from '../../models/rate-price.js'
import { rate } from '../../rating/rate.js'
import type { PeriodRater } from '../rating-laws.js'
import { assertPlanLaws } from './assert-plan-laws.js'
import type { ComponentRater, PlanLawOptions } from './plan-law-options.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const quick = { runs: 400, seed: 7 }

/** What a broken plan is told. */
function counterExample(of: Plan, options: PlanLawOptions = {}): string {
  try {
    assertPlanLaws(of, { ...quick, ...options })
  } catch (error) {
    return (error as Error).message
  }
  return 'all laws hold'
}

// #region laws
const pro = plan(monthly, {
  base: flat('49.00'),
  tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
})

test('pro keeps the laws of a price plan', () => {
  assertPlanLaws(pro, { monotone: true, minimum: '49' })
})
// #endregion laws

test('a plan of every model keeps the laws', () => {
  const every = plan({ currency: 'JPY', every: { unit: 'week', count: 2 } }, {
    base: fixedFmv('80', [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }]),
    calls: perUnit('calls', '0.2', { per: '100', blocks: 'started', by: ['region'] }),
    messages: packaged('messages', { size: '1000', amount: '5' }, { free: '250' }),
    tokens: graduated('tokens', [{ upTo: '10', unit: '1', flat: '3', cap: '8' }, { unit: '0.5', per: '7' }], { blocks: 'started', zeroQuantity: 'first_tier_flat' }),
    contacts: stairstep('contacts', [{ upTo: '1000', amount: '29' }, { amount: '99' }]),
    seats: volume('seats', [{ upTo: '10', unit: '12' }, { unit: '12.5' }]),
    cards: percentage('cards', '2.9', { fixed: '0.30', minimum: '0.5', maximum: '10', freeAmount: '100' }),
    payouts: graduatedPercentage('payouts', [{ upTo: '10000', rate: '3' }, { rate: '2', cap: '400' }]),
    regions: matrix('calls', [{ when: { region: 'eu' }, unit: '0.02' }, { when: { region: null }, unit: '0.1' }], { by: ['region'] }),
    resale: dynamic('resale', { multiplier: '1.2' }),
    support: hourly('support', '120', { rates: { senior: '150' }, incrementMinutes: '15', minimumMinutes: '30' }),
    minutes: bucket('minutes', { included: '500', fee: '20', overage: '0.05', rolloverLimit: '100' }),
  })
  assertPlanLaws(every, { ...quick, monotone: true })
})

describe('a broken plan is shown by its smallest counter-example', () => {
  it('a bound beyond which more costs less', () => {
    // #region broken-plan
    const calls = plan(monthly, { calls: volume('calls', [{ upTo: '1000', unit: '0.10' }, { unit: '0.09' }]) })
    // #endregion broken-plan
    expect(counterExample(calls, { monotone: true })).toBe(
      `Law broken: R-MARGINAL: more usage never costs less

calls: volume of calls, in EUR per month
  tier  upTo  unit
  1     1000  0.1
  2           0.09

usage
  quantity  amount
  1000      100
  1001      90.09

  expected  at least 100
  found     90.09

The same again: { seed: 7, runs: 400 }`,
    )
    expect(counterExample(calls)).toBe('all laws hold')
    expect(counterExample(calls, { monotone: ['others'] })).toBe('all laws hold')
    expect(counterExample(calls, { monotone: ['calls'] })).toContain('R-MARGINAL')
  })

  it('a credit above the fee', () => {
    const credited = plan(monthly, { base: flat('49'), credit: flat('-60') })
    expect(counterExample(credited)).toBe(
      `Law broken: no total is negative

base: flat, in EUR per month
  amount  49

credit: flat, in EUR per month
  amount  -60

usage
  charge  quantity  amount
  base    1         49
  credit  1         -60

  expected  at least 0
  found     -11

The same again: { seed: 7, runs: 400 }`,
    )
    expect(counterExample(credited, { negativeTotal: true })).toBe('all laws hold')
  })

  it('a credit that stays whole in a part of a period', () => {
    const message = counterExample(plan(monthly, { base: flat('49'), credit: flat('-40', { proration: 'none' }) }))
    expect(message).toContain('Law broken: no total is negative')
    expect(message).toContain('proration  none')
    expect(message).toMatch(/\n {2}credit +1 +-40\n/)
  })

  it('a credit by usage without an end, found at the first unit too many', () => {
    const message = counterExample(plan(monthly, { base: flat('49', { proration: 'none' }), refund: perUnit('refunds', '-0.01') }))
    expect(message).toMatch(/\n {2}refund +4901 +-49\.01\n/)
    expect(message).toMatch(/found +-0\.01\n/)
  })

  it('a minimum that the plan does not have, with no usage at all', () => {
    expect(counterExample(pro, { minimum: '50' })).toMatch(/the minimum of a period holds[^]*tokens {2}0 +0\n[^]*expected {2}at least 50\n {2}found +49\n/)
  })

  it('a cap that the plan does not have', () => {
    expect(counterExample(pro, { cap: '100' })).toMatch(/the cap of a period holds[^]*expected {2}at most 100\n/)
    expect(counterExample(pro, { cap: '100', maxQuantity: '21400000' })).toBe('all laws hold')
  })

  it('usage without a price', () => {
    const message = counterExample(pro, { rate: (component, facts) => (compare(facts.quantity, '1000001') > 0 ? never() : ratePrice(component.price, facts)) })
    expect(message).toMatch(/tokens: graduated of tokens[^]*expected {2}an amount\n {2}found +Error: off the card\n/)

    function never(): never {
      throw new Error('off the card')
    }
  })
})

describe('a price function of the host is held to the laws', () => {
  const price: ComponentRater = (component, facts) => ratePrice(component.price, facts)
  const changed = (change: (amount: Decimal, quantity: Decimal) => Decimal): ComponentRater => (component, facts) => {
    const { amount } = ratePrice(component.price, facts)
    return component.meter === undefined ? amount : change(amount as Decimal, facts.quantity as Decimal)
  }
  const meter = plan(monthly, { tokens: graduated('tokens', [{ upTo: '100', unit: '0.01' }, { unit: '0.02' }]) })
  const capped = plan(monthly, { tokens: graduated('tokens', [{ upTo: '100', unit: '1', cap: '80' }, { unit: '0.02' }]) })
  const uncapped: ComponentRater = (component, facts) => {
    const { price: own } = component
    return ratePrice(own.model === 'graduated' ? { ...own, tiers: own.tiers.map(({ cap: _, ...tier }) => tier) } : own, facts)
  }
  const cards = plan(monthly, { cards: percentage('cards', '3', { minimum: '0.5', maximum: '10' }) })
  const support = plan(monthly, { support: hourly('support', '60') })

  it('one that is right keeps them', () => {
    expect(counterExample(meter, { rate: price })).toBe('all laws hold')
  })

  it.each<[string, string, Plan, PlanLawOptions]>([
    ['cents too early', 'R-EXACT', meter, { rate: changed((amount) => round(amount, { mode: 'half-even', exponent: 2 })) }],
    ['floats', 'R-EXACT', meter, { rate: changed((amount) => `${Number(amount)}`.replace(/e.*/, '') as Decimal) }],
    ['a lost part', 'R-TIERSUM: parts', meter, { rate: (component, facts) => ({ ...ratePrice(component.price, facts), parts: ratePrice(component.price, facts).parts.slice(0, 1) }) }],
    ['a lost cent', 'R-TIERSUM: parts', meter, { exact: false, rate: (component, facts) => ({ ...ratePrice(component.price, facts), amount: add(ratePrice(component.price, facts).amount, '0.01') }) }],
    ['a tier that is not filled', 'full before the next one', meter, { rate: (component, facts) => shifted(ratePrice(component.price, facts)) }],
    ['a discount for many', 'R-MARGINAL', meter, { exact: false, rate: changed((amount, quantity) => (compare(quantity, '500') > 0 ? multiply(amount, '0.5') : amount)) }],
    ['a tier above its cap', 'the minimum and the cap of a price hold', capped, { exact: false, rate: uncapped }],
    ['a transaction above its maximum', 'at most', cards, { exact: false, rate: (_, { transactions = [] }) => addAll(transactions.map((value) => largest('0.5', multiply(value, '0.03')))) }],
    ['a transaction below its minimum', 'at least', cards, { exact: false, rate: (_, { transactions = [] }) => addAll(transactions.map((value) => (compare(value, '10') > 0 ? '10' : '0'))) }],
    ['entries that cost more later', 'the order of time entries', support, { exact: false, rate: (_, { entries = [] }) => addAll(entries.map(({ minutes }, index) => multiply(minutes, `${index + 1}`))) }],
    ['a credit for few', 'no total is negative', meter, { exact: false, rate: changed((amount) => subtract(amount, '0.5')) }],
  ])('%s', (_, law, of, options) => {
    expect(counterExample(of, options)).toContain(law)
  })

  it('a rule of one line', () => {
    // #region own-price
    const halfForMany: ComponentRater = (component, facts) => {
      const { amount } = ratePrice(component.price, facts)
      return compare(facts.quantity, '500') > 0 ? multiply(amount, '0.5') : amount
    }
    expect(() => assertPlanLaws(meter, { rate: halfForMany, exact: false })).toThrow(/more usage never costs less/)
    // #endregion own-price
  })

  it('a toll for each tier is found by cutting one', () => {
    const toll: ComponentRater = (component, facts) => {
      const { amount } = ratePrice(component.price, facts)
      return component.price.model === 'graduated' && component.price.tiers.length > 2 ? add(amount, '1') : amount
    }
    const message = counterExample(meter, { rate: toll })
    expect(message).toMatch(/R-TIERSPLIT[^]*tokens, cut: graduated of tokens, in EUR per month\n {2}tier {2}upTo {2}unit {2}flat\n {2}1 +50 +0.01/)
  })

  function shifted(rated: ReturnType<typeof ratePrice>): ReturnType<typeof ratePrice> {
    const [first, second, ...others] = rated.parts
    if (first === undefined || second === undefined) return rated
    return { ...rated, parts: [{ ...first, quantity: subtract(first.quantity, '1') }, { ...second, quantity: add(second.quantity, '1') }, ...others] }
  }
})

describe('a rating of the host is held to the laws', () => {
  const changed = (change: (rated: ReturnType<typeof rate>, input: Parameters<typeof rate>[0]) => Partial<ReturnType<typeof rate>>): PeriodRater => (input) => {
    const rated = rate(input)
    return { ...rated, ...change(rated, input) }
  }
  const each = (change: (charge: ReturnType<typeof rate>['charges'][number], input: Parameters<typeof rate>[0]) => object): PeriodRater =>
    changed(({ charges }, input) => ({ charges: charges.map((charge) => ({ ...charge, ...change(charge, input) })) }))

  it.each<[string, string, PeriodRater]>([
    ['a charge for each window', 'I-ORDER', each(({ amount, meter }, { facts }) => ({ amount: meter === undefined ? amount : add(amount, `${facts.usage.length}`) }))],
    ['a key that depends on order', 'in other charges', each((_, { facts }) => ({ ratingKey: facts.usage[0]?.from ?? 'none' }))],
    ['a share that is rounded', 'R-PRORATE', each(({ amount, meter, trail }) => (meter === undefined ? { amount: cents(amount), trail: trail.map((part) => ({ ...part, amount: cents(part.amount) })) } : {}))],
    ['a step that is lost', 'the sum of its steps and adjustments', each(({ trail }) => ({ trail: trail.slice(1) }))],
    ['an adjustment that is not charged', 'the sum of its steps and adjustments', each(() => ({ adjustments: [{ stage: 'discount', rule: 'spring', label: 'Spring', amount: '-1' }] }))],
    ['a rating that throws', 'I do not rate', () => {
      throw new Error('I do not rate')
    }],
  ])('%s', (_, law, ratePeriod) => {
    expect(counterExample(pro, { ratePeriod })).toContain(law)
  })

  function cents(amount: Exact): Decimal {
    return round(amount, { mode: 'half-even', exponent: 2 })
  }

  it('a discount that more usage brings', () => {
    const spree: PeriodRater = (input) => {
      const rated = rate(input)
      const many = compare(addAll(rated.charges.filter(({ meter }) => meter !== undefined).map(({ quantity }) => quantity)), '2000000') > 0
      const amount = many ? '-9' : '0'
      const adjustment = { stage: 'spree', rule: 'many', label: 'Spree', amount } as const
      return { ...rated, charges: rated.charges.map((charge, index) => (index === 0 ? { ...charge, amount: add(charge.amount, amount), adjustments: [adjustment] } : charge)) }
    }
    expect(counterExample(pro, { ratePeriod: spree, monotone: true, negativeTotal: true })).toMatch(/more usage never makes a period cheaper[^]*used\n[^]*then\n[^]*expected {2}at least/)
    expect(counterExample(pro, { ratePeriod: spree, negativeTotal: true })).toBe('all laws hold')
  })

  it('a minimum that holds', () => {
    const atLeast = changed(({ charges }, { contract, period }) => {
      const whole = contract.subscription.from <= period.from && (contract.subscription.to ?? period.to) >= period.to
      const missing = subtract('60', addAll(charges.map(({ amount }) => amount)))
      const [first] = charges
      if (first === undefined || !whole || compare(missing, '0') <= 0) return {}
      const trail = [{ label: 'Minimum', quantity: '0', unit: '0', flat: '0', amount: missing } as const]
      const target = { amount: '60', of: charges.map(({ chargeKey }) => chargeKey) } as const
      return { charges: [...charges, { ...first, chargeKey: 'minimum', component: 'minimum', meter: 'none', amount: missing, trail, target }] }
    })
    const tooLittle = changed(({ charges }, input) => {
      const rated = atLeast({ ...input, facts: { usage: [] } }).charges.filter(({ target }) => target !== undefined)
      return { charges: [...charges, ...rated] }
    })
    expect(counterExample(pro, { ratePeriod: tooLittle })).toMatch(/brings its sum to the target[^]*of minimum/)
    expect(counterExample(pro, { ratePeriod: atLeast, minimum: '60' })).toBe('all laws hold')
    expect(counterExample(pro, { ratePeriod: atLeast, minimum: '61' })).toContain('the minimum of a period holds')
  })
})

describe('a program is part of the plan', () => {
  const stage = (use: string, config: JsonObject) => ({ id: use, use, rules: [{ id: 'rule', config }] })
  const under = (...stages: readonly ReturnType<typeof stage>[]): Plan => ({ ...pro, program: { stages } })

  it('a minimum commitment', () => {
    const committed = under(stage('minimum-commitment@1', { amount: '60' }))
    expect(counterExample(committed, { minimum: '60', monotone: true })).toBe('all laws hold')
    expect(counterExample(committed, { minimum: '60.01' })).toContain('the minimum of a period holds')
  })

  it('a cap on the total', () => {
    const capped = under(stage('cap-total@1', { amount: '500' }))
    expect(counterExample(capped, { cap: '500', monotone: true })).toBe('all laws hold')
    const message = counterExample(capped, { cap: '499.99' })
    expect(message).toContain('the cap of a period holds')
    expect(message).toContain(`program
  stage        rule  config
  cap-total@1  rule  {"amount":"500"}`)
  })

  it('a stage of the host', () => {
    const toll = defineStage({
      manifest: { name: 'toll', version: 1, kind: 'amount', scope: 'subscription', step: 'cap', facts: [], limits: { charges: 10, effects: 10 } },
      check: () => ({}),
      run: ({ charges }) => ({
        effects: charges.some(({ meter, quantity }) => meter !== undefined && compare(quantity, '3') > 0) ? [{ kind: 'add', label: 'Toll', parts: [amountPart('Toll', '-50')] }] : [],
      }),
    })
    const message = counterExample(under(stage('toll@1', {})), { stages: { ...builtInStages, 'toll@1': toll } })
    expect(message).toMatch(/no total is negative[^]*tokens +4 +0\n[^]*found +-1\n/)
  })
})

it('a seed finds the same counter-example again', () => {
  const credited = plan(monthly, { base: flat('49'), credit: flat('-40', { proration: 'none' }) })
  const found = counterExample(credited, { seed: 11 })
  expect(counterExample(credited, { seed: 11 })).toBe(found)
  expect(found).toContain('{ seed: 11, runs: 400 }')
})
