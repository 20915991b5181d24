import { addAll, type Aggregation, type Json, type JsonObject, type UsagePart } from '@farthing/core'
import { describe, expect, it, test } from 'vitest'
import { dynamic, fixedFmv, flat, graduated, hourly, percentage, perUnit, stairstep, volume } from '../catalog/price-constructors.js'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { stage, use } from '../charges/pipeline/test/sample-program.js'
import type { Charge } from '../charges/charge.js'
import { rate, type RatingFacts } from './rate.js'
import { october, under, used } from './test/october.js'
import { paid, worked } from './test/october-events.js'

type Components = Parameters<typeof under>[0]

function charged(components: Components, facts: RatingFacts): readonly Charge[] {
  return rate(under(components, { facts })).charges
}

function steps([charge]: readonly Charge[]): readonly unknown[] {
  return charge?.trail.map(({ label, quantity, counted = quantity, unit, amount }) => [label, quantity, counted, unit, amount]) ?? []
}

describe('percentage', () => {
  const cards = { payments: percentage('tokens', '2', { fixed: '0.30', freeTransactions: 1 }) }

  it('takes each transaction in the order in which it happened, whatever the order in which they are given', () => {
    const early = paid('z', '50', { occurredAt: '2026-10-01T00:00:00.000000Z' })
    const facts = { usage: [used('350')], ratedEvents: [paid('b', '200'), early, paid('a', '100')] }
    expect(steps(charged(cards, facts))).toEqual([
      ['Free', '50', '1', '0', '0'],
      ['Percentage', '300', '300', '0.02', '6'],
      ['Per transaction', '0', '2', '0.3', '0.6'],
    ])
    expect(charged(cards, { ...facts, ratedEvents: facts.ratedEvents.toReversed() })).toEqual(charged(cards, facts))
  })

  it('without anything per transaction is a share of the sum', () => {
    expect(steps(charged({ payments: percentage('tokens', '2') }, { usage: [used('350')] }))).toEqual([['Percentage', '350', '350', '0.02', '7']])
  })

  it('reads the transactions of its own group, meter and time', () => {
    const byCard = { payments: percentage('tokens', '10', { fixed: '1', by: ['card'] }) }
    const visa = { dimensions: { card: 'visa', country: 'DE' } }
    const usage = [used('10', { dimensions: { card: 'visa' } }), used('20', { dimensions: { card: null } })]
    const ratedEvents = [paid('a', '4', visa), paid('b', '6', visa), paid('c', '20'), paid('d', '99', { meter: 'other' }), paid('e', '99', { occurredAt: october.to })]
    expect(charged(byCard, { usage, ratedEvents }).map(({ dimensions, amount }) => [dimensions.card, amount])).toEqual([['visa', '3'], [null, '3']])
  })

  it.each([
    ['one is missing', [paid('a', '100')]],
    ['one is too many', [paid('a', '300'), paid('b', '50'), paid('c', '1')]],
  ])('is refused where %s', (_, ratedEvents) => {
    expect(() => charged(cards, { usage: [used('350')], ratedEvents })).toThrow(expect.objectContaining({ code: 'rating.fact_invalid', field: 'facts.ratedEvents' }))
  })
})

it('rates a charge again for its own transactions, and not for those of another', () => {
  const cards = { a: percentage('tokens', '2', { fixed: '1' }), b: percentage('other', '2', { fixed: '1' }), base: flat('1') }
  const facts = (own: readonly JsonObject[]) => ({ usage: [used('10'), used('5', { meter: 'other' })], ratedEvents: [...own, paid('z', '5', { meter: 'other' })] })
  const [before, after] = [[paid('x', '10')], [paid('x', '4'), paid('y', '6')]].map((own) => charged(cards, facts(own)))
  expect(after?.map(({ ratingKey }, index) => ratingKey === before?.[index]?.ratingKey)).toEqual([false, true, true])
})

describe('dynamic', () => {
  it('sums the amounts that events carry', () => {
    const ratedEvents = [paid('a', '3', { amount: '1.10' }), paid('b', '4', { amount: '0.90' })]
    expect(steps(charged({ resale: dynamic('tokens', { multiplier: '1.2' }) }, { usage: [used('7')], ratedEvents }))).toEqual([
      ['Amount of usage', '7', '2', '1.2', '2.4'],
    ])
  })

  it('names the event that carries none', () => {
    expect(() => charged({ resale: dynamic('tokens') }, { usage: [used('3')], ratedEvents: [paid('a', '3')] })).toThrow(
      expect.objectContaining({ code: 'rating.fact_missing', field: 'facts.ratedEvents.amount', facts: { source: 'shop', id: 'a' } }),
    )
  })
})

describe('hourly', () => {
  const support = { support: hourly('tokens', '60', { rates: { senior: '120' }, minimumMinutes: '15', incrementMinutes: '15' }) }

  it('bills each entry by its user type, with minimum and increment', () => {
    const timeEntries = [worked('a', '5'), worked('b', '20', { userType: 'senior', category: 'incident' }), worked('c', '16', { userType: 'junior' })]
    expect(steps(charged(support, { usage: [used('41')], timeEntries }))).toEqual([
      ['Hours', '21', '0.75', '60', '45'],
      ['Hours: senior', '20', '0.5', '120', '60'],
    ])
  })

  it('costs nothing where nobody worked, also without the pack', () => {
    expect(charged(support, { usage: [] })[0]?.amount).toBe('0')
    expect(() => charged(support, { usage: [used('1')] })).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'facts.timeEntries' }))
  })
})

describe('stairstep with limits over several meters', () => {
  const steps3 = stairstep('tokens', [{ limits: { tokens: '1000', seats: '5' }, amount: '29' }, { limits: { tokens: '5000', seats: '20' }, amount: '99' }, { amount: '299' }])

  it.each([
    [['900', '5'], '29'],
    [['900', '6'], '99'],
    [['5001', '1'], '299'],
    [['0', '3'], '29'],
  ] as const)('%j costs %s', ([tokens, seats], amount) => {
    const usage = [used(tokens), used(seats, { meter: 'seats' })]
    const { charges, unrated } = rate(under({ base: steps3 }, { facts: { usage } }))
    expect(charges.map((charge) => [charge.quantity, charge.amount])).toEqual([[tokens, amount]])
    expect(unrated).toEqual([])
  })

  it('is rated anew when another of its meters was used', () => {
    const [before, after] = ['5', '4'].map((seats) => charged({ base: steps3 }, { usage: [used('900'), used(seats as '5', { meter: 'seats' })] })[0])
    expect(before?.chargeKey).toBe(after?.chargeKey)
    expect(before?.ratingKey).not.toBe(after?.ratingKey)
  })

  it('counts groups apart, also one that only another meter was used in', () => {
    const byTeam = { ...steps3, by: ['team'] }
    const usage = [used('1', { dimensions: { team: 'a' } }), used('6', { meter: 'seats', dimensions: { team: 'b' } })]
    expect(charged({ base: byTeam }, { usage }).map(({ dimensions, quantity, amount }) => [dimensions.team, quantity, amount])).toEqual([['b', '0', '99'], ['a', '1', '29']])
  })
})

describe('fixed-fmv', () => {
  it('allocates over the services that are given, and over those of the price otherwise', () => {
    const managed = { managed: fixedFmv('80', [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }]) }
    const services = [{ component: 'managed', name: 'Backup', value: '1' }, { component: 'managed', name: 'Hosting', value: '3' }, { component: 'other', name: 'Support', value: '9' }]
    expect(steps(charged(managed, { usage: [], services }))).toEqual([['Backup', '0.25', '0.25', '80', '20'], ['Hosting', '0.75', '0.75', '80', '60']])
    expect(steps(charged(managed, { usage: [], services: [] })).map((step) => (step as string[])[0])).toEqual(['Hosting', 'Support'])
  })
})

describe('price snapshots of allocations', () => {
  const spot = { mode: 'spot', unitPrice: '0.40', currency: 'EUR', planVersion: 'v1' }
  const parts = [{ key: 'gpu-1', quantity: '10', snapshot: spot }, { key: 'gpu-2', quantity: '5' }, { key: 'gpu-3', quantity: '2', snapshot: { mode: 'on_demand' } }] as const

  test.each<[string, Components[string], string, number]>([
    ['per unit: 4 + 7 × 1', perUnit('tokens', '1'), '11', 2],
    ['graduated: 4 + 5 × 2 + 2 × 1', graduated('tokens', [{ upTo: '5', unit: '2' }, { unit: '1' }]), '16', 3],
    ['volume: 4 + 7 × 3', volume('tokens', [{ upTo: '10', unit: '3' }, { unit: '1' }]), '25', 2],
  ])('win over the price of the catalogue: %s', (_, component, amount, count) => {
    const [charge] = allocated(component, parts)
    expect(charge).toMatchObject({ quantity: '17', amount })
    expect(charge?.trail).toHaveLength(count)
    expect(charge?.trail[0]).toEqual({ label: 'Allocation gpu-1, spot', quantity: '10', unit: '0.4', flat: '0', amount: '4' })
  })

  it('leave no step of the price beside them where everything was promised', () => {
    const [charge] = allocated(graduated('tokens', [{ unit: '2' }]), parts.slice(0, 1))
    expect(charge?.trail.map(({ label }) => label)).toEqual(['Allocation gpu-1, spot'])
  })

  test.each<[string, object, string, string]>([
    ['in another currency', { ...spot, currency: 'USD' }, 'rating.currency_mismatch', 'currency'],
    ['of an unknown mode', { ...spot, mode: 'cheap' }, 'rating.snapshot_invalid', 'mode'],
    ['with a number for a price', { ...spot, unitPrice: 0.4 }, 'rating.snapshot_invalid', 'unitPrice'],
    ['with a price without a currency', { mode: 'spot', unitPrice: '1' }, 'rating.snapshot_invalid', 'currency'],
  ])('are refused %s', (_, snapshot, code, key) => {
    expect(() => allocated(perUnit('tokens', '1'), [{ key: 'gpu-1', quantity: '1', snapshot: snapshot as JsonObject }])).toThrow(
      expect.objectContaining({ code, field: `charges.["card",{}].parts.gpu-1.snapshot.${key}` }),
    )
  })
})

it('hands allocations with their snapshots to a stage that declares them', () => {
  const seen: unknown[] = []
  const fields = ['allocation', 'quantity', 'mode', 'unitPrice']
  const looking = stage({ name: 'looking', facts: [{ pack: 'allocations', versions: [1], fields, filters: ['component'], required: true }] }, ({ facts }) => (seen.push(facts.allocations), { effects: [] }))
  const input = under({ card: perUnit('tokens', '1') }, { facts: { usage: [used('3', { aggregation: 'allocation', state: [{ key: 'gpu-1', quantity: '3', snapshot: { mode: 'spot', unitPrice: '0.40', currency: 'EUR' } }] })] } })
  const contract = { ...input.contract, program: { stages: [use('looking@1')] } }
  rate({ ...input, contract }, { aggregations: { allocation: allocation }, stages: { ...builtInStages, 'looking@1': looking } })
  expect(seen).toEqual([[{ allocation: 'gpu-1', quantity: '3', mode: 'spot', unitPrice: '0.40' }]])
})

/** Its state is its parts. */
const allocation: Aggregation<readonly UsagePart[], Json> = {
  name: 'allocation',
  reads: 'nothing',
  zero: [],
  add: (state) => state,
  merge: (a, b) => [...a, ...b],
  result: (state) => addAll(state.map(({ quantity }) => quantity)),
  detail: (state) => ({ parts: state }),
}

function allocated(card: Components[string], parts: readonly UsagePart[]): readonly Charge[] {
  const usage = [used('17', { aggregation: 'allocation', state: parts })]
  return rate(under({ card }, { facts: { usage } }), { aggregations: { allocation: allocation } }).charges
}
