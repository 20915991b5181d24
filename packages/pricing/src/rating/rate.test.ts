import { describe, expect, it } from 'vitest'
import { bucket, fixedFmv, flat, matrix, percentage, perUnit } from '../catalog/price-constructors.js'
import { rate, type RatingInput } from './rate.js'
import { october, october2026, subscription, under, used, version } from './test/october.js'

describe('rate', () => {
  it('charges a fee and usage, each with its trail', () => {
    const { charges, carryOut, unrated, knownAt } = rate(october2026())
    expect(charges).toMatchObject([
      {
        component: 'base', label: 'Base fee', product: 'api', billing: 'advance', model: 'flat@1', quantity: '1', amount: '49', currency: 'EUR',
        side: 'retail', subscription: 'acme', plan: 'pro', planVersion: version.version, dimensions: {}, ...october,
        trail: [{ label: 'Flat fee', quantity: '1', unit: '49', flat: '0', amount: '49' }],
      },
      {
        component: 'tokens', meter: 'tokens', billing: 'arrears', model: 'graduated@1', quantity: '1400000', amount: '1',
        trail: [
          { label: 'Tier 1', tier: 1, quantity: '1000000', unit: '0', flat: '0', amount: '0' },
          { label: 'Tier 2', tier: 2, quantity: '400000', unit: '0.0000025', flat: '0', amount: '1' },
        ],
      },
    ])
    expect(charges[0]).not.toHaveProperty('meter')
    expect(charges[1]).not.toHaveProperty('label')
    expect({ carryOut, unrated, knownAt }).toEqual({ carryOut: {}, unrated: [], knownAt: { cut: '7', at: '2026-11-02T00:00:00.000000Z' } })
  })

  it('charges zero usage with quantity 0', () => {
    expect(rate(october2026({ facts: { usage: [] } })).charges[1]).toMatchObject({ component: 'tokens', quantity: '0', amount: '0' })
  })

  it('hands carry on', () => {
    expect(rate(october2026({ carryIn: { tokens: { rollover: '5' } } })).carryOut).toEqual({ tokens: { rollover: '5' } })
  })

  it('names usage that no component prices', () => {
    const scans = used('3', { meter: 'scans' })
    expect(rate(october2026({ facts: { usage: [scans] } })).unrated).toEqual([scans])
  })
})

describe('models that read more than a quantity', () => {
  it('pick a row by the dimensions of the group', () => {
    const byModel = { tokens: matrix('tokens', [{ when: { model: 'large' }, unit: '2' }], { by: ['model'], otherwise: '1' }) }
    const usage = [used('3', { dimensions: { model: 'large' } }), used('5', { dimensions: { model: 'small' } })]
    expect(rate(under(byModel, { facts: { usage } })).charges.map(({ dimensions, amount }) => [dimensions.model, amount])).toEqual([['large', '6'], ['small', '5']])
  })

  it('allocate a prorated fixed price', () => {
    const services = [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }] as const
    const input = under({ managed: fixedFmv('80', services) }, { facts: { usage: [] } })
    expect(rate(input).charges[0]?.trail.map((part) => [part.label, part.amount])).toEqual([['Hosting', '48'], ['Support', '32']])
  })

  it('fail for a fact that is not there', () => {
    const input = under({ payments: percentage('tokens', '2', { fixed: '0.30' }) })
    expect(() => rate(input)).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'facts.ratedEvents' }))
  })
})

describe('carry', () => {
  const rollover = { tokens: bucket('tokens', { included: '100', overage: '1', rolloverLimit: '80' }), calls: perUnit('calls', '1') }
  const place = '["price",["tokens",{}]]'
  const periodWith = (quantity: `${number}`, carryIn: RatingInput['carryIn']) => rate(under(rollover, { facts: { usage: [used(quantity)] }, carryIn }))

  it('runs from period to period: 30 unused, then 130 available, then 50 of them unused, then 40 beyond', () => {
    const first = periodWith('70', {})
    const second = periodWith('80', first.carryOut)
    const third = periodWith('190', second.carryOut)
    expect([first, second, third].map(({ carryOut }) => carryOut)).toEqual([
      { 'price:bucket-overage': { [place]: { rolledOver: '30' } } },
      { 'price:bucket-overage': { [place]: { rolledOver: '50' } } },
      { 'price:bucket-overage': { [place]: { rolledOver: '0' } } },
    ])
    expect(third.charges.map(({ component, amount }) => [component, amount])).toEqual([['calls', '0'], ['tokens', '40']])
  })

  it('leaves alone what belongs to others', () => {
    const others = { commit: { left: '5' }, 'price:bucket-overage': { '["price",["tokens",{"model":"large"}]]': { rolledOver: '7' } } }
    expect(periodWith('100', others).carryOut).toEqual({ ...others, 'price:bucket-overage': { ...others['price:bucket-overage'], [place]: { rolledOver: '0' } } })
  })

  it('is refused where it is not a record', () => {
    expect(() => periodWith('1', { 'price:bucket-overage': '5' })).toThrow(expect.objectContaining({ code: 'rating.carry_invalid', field: 'carryIn.price:bucket-overage' }))
    expect(() => periodWith('1', { 'price:bucket-overage': { [place]: [] } })).toThrow(
      expect.objectContaining({ code: 'rating.carry_invalid', field: `carryIn.price:bucket-overage.${place}` }),
    )
  })
})

describe('groups', () => {
  const byModel = { tokens: perUnit('tokens', '0.5', { by: ['model'] }) }
  const usage = [
    used('3', { dimensions: { model: 'small', region: 'eu' } }),
    used('2', { dimensions: { model: 'large', region: 'us' } }),
    used('1', { dimensions: { model: 'large', region: 'eu' } }),
    used('7', { dimensions: { model: null, region: 'eu' } }),
  ]

  it('are priced apart by the dimensions of the component and merged over the others', () => {
    const charges = rate(under(byModel, { facts: { usage } })).charges
    expect(charges.map(({ dimensions, quantity, amount }) => [dimensions, quantity, amount])).toEqual([
      [{ model: 'large' }, '3', '1.5'],
      [{ model: 'small' }, '3', '1.5'],
      [{ model: null }, '7', '3.5'],
    ])
    expect(new Set(charges.map((charge) => charge.chargeKey)).size).toBe(3)
  })

  it('do not exist without usage', () => {
    expect(rate(under(byModel, { facts: { usage: [] } })).charges).toEqual([])
  })

  it('do not depend on the order of usage', () => {
    expect(rate(under(byModel, { facts: { usage: usage.toReversed() } }))).toEqual(rate(under(byModel, { facts: { usage } })))
  })

  it('let one meter be priced by several components', () => {
    const charges = rate(under({ inference: perUnit('tokens', '1'), surcharge: perUnit('tokens', '0.1') })).charges
    expect(charges.map(({ component, amount }) => [component, amount])).toEqual([['inference', '1400000'], ['surcharge', '140000']])
  })
})

describe('a partial period', () => {
  const lateStart = { ...subscription, from: '2026-10-14T22:00:00.000000Z' }
  const usage = [used('10', { from: lateStart.from })]

  it.each([
    ['by its share of the time', flat('49', { proration: 'time' }), '17/31', '833/31'],
    ['by its share of the time unless told otherwise', flat('49'), '17/31', '833/31'],
    ['in full when asked to', flat('49', { proration: 'none' }), '1', '49'],
  ] as const)('charges a flat fee %s', (_, base, quantity, amount) => {
    const period = { from: october.from, to: '2026-10-31T22:00:00.000000Z' }
    const input = under({ base }, { facts: { usage: [] }, period })
    const [charge] = rate({ ...input, contract: { ...input.contract, subscription: lateStart } }).charges
    expect(charge).toMatchObject({ quantity, amount, from: lateStart.from, to: period.to })
  })

  it('ends with its subscription', () => {
    const ended = { ...subscription, to: '2026-10-14T22:00:00.000000Z' }
    const input = october2026({ facts: { usage: [used('10', { to: ended.to })] } })
    const charges = rate({ ...input, contract: { ...input.contract, subscription: ended } }).charges
    expect(charges.map(({ quantity, from, to }) => [quantity, from, to])).toEqual([
      ['336/745', october.from, ended.to],
      ['10', october.from, ended.to],
    ])
  })

  it('has no charges before the start and after the end', () => {
    const ended = { ...subscription, from: '2026-01-01T00:00:00.000000Z', to: october.from }
    const input = october2026({ facts: { usage: [] } })
    expect(rate({ ...input, contract: { ...input.contract, subscription: ended } }).charges).toEqual([])
  })

  it('takes usage of its own part only', () => {
    const input = october2026({ facts: { usage } })
    expect(rate({ ...input, contract: { ...input.contract, subscription: lateStart } }).charges[1]?.quantity).toBe('10')
  })
})
