import { describe, expect, it, test } from 'vitest'
import { flat, graduated, perUnit, stairstep, volume } from '../catalog/price-constructors.js'
import type { Charge } from '../charges/charge.js'
import type { Program, ProgramStage } from '../charges/pipeline/program.js'
import { rate, type RatingInput } from './rate.js'
import { october, subscription, under, used } from './test/october.js'
import { paid } from './test/october-events.js'

function stage(use: string, config: object, others: Partial<ProgramStage> = {}): ProgramStage {
  return { id: use.split('@')[0] ?? use, use, rules: [{ id: 'rule', config: config as ProgramStage['rules'][number]['config'] }], ...others }
}

function rated(components: Parameters<typeof under>[0], stages: Program['stages'], others: Partial<RatingInput> = {}): readonly Charge[] {
  const input = under(components, others)
  return rate({ ...input, contract: { ...input.contract, program: { stages } } }).charges
}

const steps = (charge: Charge | undefined) => charge?.trail.map(({ label, quantity, counted = quantity, unit, flat: fee, amount }) => [label, quantity, counted, unit, fee, amount])

describe('usage-tiers with a minimum usage', () => {
  const tiers = [{ upTo: '10', unit: '2', flat: '5' }, { upTo: '100', unit: '1.5' }, { unit: '1' }] as const
  const minimum = [stage('usage-tiers@1', { minimumUsage: '60.0' })]

  it('bills the minimum where less was used, and says what it added', () => {
    const [charge] = rated({ card: graduated('tokens', tiers) }, minimum, { facts: { usage: [used('40')] } })
    expect(charge).toMatchObject({ quantity: '40', amount: '100', stages: [{ id: 'usage-tiers', use: 'usage-tiers@1' }] })
    expect(steps(charge)).toEqual([['Tier 1', '10', '10', '2', '5', '25'], ['Tier 2, minimum usage', '30', '50', '1.5', '0', '75']])
  })

  test.each<[string, Parameters<typeof under>[0][string], `${number}`, string]>([
    ['graduated, nothing used', graduated('tokens', tiers), '0', '100'],
    ['graduated, the minimum exactly', graduated('tokens', tiers), '60', '100'],
    ['graduated, more than the minimum', graduated('tokens', tiers), '110', '170'],
    ['volume takes the tier of the minimum', volume('tokens', tiers), '5', '90'],
    ['stairstep takes the step of the minimum', stairstep('tokens', [{ upTo: '10', amount: '1' }, { amount: '7' }]), '5', '7'],
  ])('%s', (_, card, quantity, amount) => {
    expect(rated({ card }, minimum, { facts: { usage: [used(quantity)] } })[0]).toMatchObject({ quantity, amount })
  })

  it('is for the charges that it names; others have their standard producer', () => {
    const cards = { card: graduated('tokens', tiers), other: graduated('tokens', tiers), fee: flat('3') }
    const charges = rated(cards, [stage('usage-tiers@1', { minimumUsage: '60' }, { of: { components: ['card'] } })], { facts: { usage: [used('40')] } })
    expect(charges.map(({ component, amount, stages }) => [component, amount, stages[0]?.id])).toEqual([
      ['card', '100', 'usage-tiers'],
      ['fee', '3', 'price:flat'],
      ['other', '70', 'price:usage-tiers'],
    ])
  })

  it.each([['below zero', { minimumUsage: '-1' }, 'price.invalid'], ['misspelt', { minimum: '1' }, 'catalog.malformed']])('is refused %s', (_, config, code) => {
    expect(() => rated({ card: graduated('tokens', tiers) }, [stage('usage-tiers@1', config)])).toThrow(expect.objectContaining({ code }))
  })

  it('is refused for a charge of another model', () => {
    expect(() => rated({ card: perUnit('tokens', '1') }, minimum)).toThrow(expect.objectContaining({ code: 'program.invalid' }))
  })
})

describe('setup-fee', () => {
  const fee = stage('setup-fee@1', { amount: '99.00', label: 'Onboarding', category: 'service', taxable: true })
  const card = { base: flat('10') }

  it('adds a charge in the period in which the subscription begins', () => {
    expect(rated(card, [fee], { facts: { usage: [] } })[1]).toMatchObject({
      component: 'setup-fee', dimensions: { rule: 'rule' }, label: 'Onboarding', category: 'service', taxable: true, billing: 'advance', model: 'setup-fee@1', quantity: '1',
      amount: '99', trail: [{ label: 'Onboarding', quantity: '1', unit: '99', flat: '0', amount: '99' }],
    })
  })

  test.each<[string, object, string | undefined, number]>([
    ['not in a later one', {}, '2026-08-01T00:00:00.000000Z', 1],
    ['at its start exactly', {}, october.from, 2],
    ['not at its end', { when: october.to }, undefined, 1],
    ['when it says so', { when: '2026-10-31T00:00:00+01:00' }, '2026-08-01T00:00:00.000000Z', 2],
  ])('is due %s', (_, when, from, count) => {
    const input = under(card, { facts: { usage: [] } })
    const contract = { ...input.contract, subscription: { ...subscription, ...(from === undefined ? {} : { from }) }, program: { stages: [stage('setup-fee@1', { amount: '99', ...when })] } }
    expect(rate({ ...input, contract }).charges).toHaveLength(count)
  })

  it('is due again when the account comes to another plan', () => {
    const input = under(card, { facts: { usage: [] } })
    const old = { ...subscription, from: '2026-08-01T00:00:00.000000Z' }
    const contract = { ...input.contract, subscription: old, startedAt: '2026-10-15T00:00:00.000000Z', program: { stages: [fee] } }
    expect(rate({ ...input, contract }).charges.map(({ amount }) => amount)).toEqual(['10', '99'])
  })
})

describe('pooled-tiers', () => {
  const cards = { in: perUnit('tokens', '9'), out: perUnit('out', '9', { by: ['route'] }), base: flat('1') }
  const pool = [stage('pooled-tiers@1', { tiers: [{ upTo: '100', units: { tokens: '0.01', out: '0.02' } }, { units: { tokens: '0.009', out: '0.018' } }] }, { of: { meters: ['tokens', 'out'] } })]
  const a = { meter: 'out', dimensions: { route: 'a' } }
  const b = { meter: 'out', dimensions: { route: 'b' } }
  const usage = [used('70'), used('40', a), used('10', b)]
  const ratedEvents = [
    paid('3', '10', b),
    paid('1', '60', { occurredAt: '2026-10-02T00:00:00.000000Z' }),
    paid('2', '40', { ...a, occurredAt: '2026-10-03T00:00:00.000000Z' }),
    paid('4', '10'),
  ]

  it('prices meters together, in order of arrival, in place of their own prices', () => {
    const charges = rated(cards, pool, { facts: { usage, ratedEvents } })
    expect(charges.map(({ component, dimensions, model, amount }) => [component, dimensions.route, model, amount])).toEqual([
      ['base', undefined, 'flat@1', '1'],
      ['in', undefined, 'pooled-tiers@1', '0.69'],
      ['out', 'a', 'pooled-tiers@1', '0.8'],
      ['out', 'b', 'pooled-tiers@1', '0.18'],
    ])
    expect(steps(charges[1])).toEqual([['Tier 1', '60', '60', '0.01', '0', '0.6'], ['Tier 2', '10', '10', '0.009', '0', '0.09']])
  })

  it('costs nothing where nothing was used', () => {
    expect(rated(cards, pool, { facts: { usage: [] } }).map(({ amount }) => amount)).toEqual(['1', '0'])
  })

  test.each<[string, Partial<RatingInput>, Program['stages'], string]>([
    ['without events', { facts: { usage } }, pool, 'rating.fact_missing'],
    ['with an event too few', { facts: { usage, ratedEvents: ratedEvents.slice(1) } }, pool, 'rating.fact_invalid'],
    ['for a fee', { facts: { usage, ratedEvents } }, pool.map(({ of: _, ...all }) => all), 'program.invalid'],
    ['for a meter without a price', { facts: { usage, ratedEvents } }, [stage('pooled-tiers@1', { tiers: [{ units: { tokens: '1' } }] }, { of: { meters: ['tokens', 'out'] } })], 'price.not_priced'],
  ])('is refused %s', (_, others, stages, code) => {
    expect(() => rated(cards, stages, others)).toThrow(expect.objectContaining({ code }))
  })
})

describe('a program that cannot work', () => {
  test.each<[string, ProgramStage, string]>([
    ['with a stage that has the key of a component', stage('setup-fee@1', { amount: '1' }, { id: 'base' }), 'program.base'],
    ['with a stage for accounts', stage('account-minimum-commitment@1', { amount: '1' }, { id: 'pooled' }), 'program.pooled'],
  ])('is refused %s', (_, each, field) => {
    expect(() => rated({ base: flat('1') }, [each], { facts: { usage: [] } })).toThrow(expect.objectContaining({ code: 'program.invalid', field }))
  })
})
