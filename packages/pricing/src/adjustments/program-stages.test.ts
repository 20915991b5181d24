import { describe, expect, it } from 'vitest'
import { checkProgram } from '../charges/pipeline/program.js'
import { builtInStages } from './built-in-stages.js'
import {
  accountCommitDrawdown, accountMinimumCommitment, bundleFlatRate, capTotal, categoryCoupons, commitDrawdown, firstNFree, fixedDiscount, freemium, includedQuantity, manualAdjustments, minimumCommitment,
  percentDiscount, pooledTiers, quantityGrants, reservedCapacity, setupFee, usageTiers,
} from './program-stages.js'

const contract = { id: 'c1', kind: 'prepaid', amount: '100', currency: 'EUR', from: '2026-11-01T00:00:00Z', to: '2027-11-01T00:00:00Z' } as const
const of = { components: ['calls'] } as const

/** In an order that can work. */
const stages = [
  includedQuantity('a', { quantity: '100.0' }, { of }),
  freemium('b', { upTo: '10' }, { of }),
  firstNFree('c', { quantity: '10' }, { of }),
  quantityGrants('d'),
  percentDiscount('e', { percent: '10' }, { of, rule: 'launch' }),
  fixedDiscount('f', { amount: '1' }, { of }),
  bundleFlatRate('g', { amount: '1', label: 'Suite' }, { of }),
  capTotal('h', { amount: '500' }, { of }),
  categoryCoupons('i', { coupons: [{ id: 'WELCOME', percent: '20' }] }),
  minimumCommitment('j', { amount: '100' }, { of }),
  accountMinimumCommitment('k', { amount: '100' }),
  commitDrawdown('l', { contract }),
  accountCommitDrawdown('n', { contract }),
  manualAdjustments('m', { outage: { amount: '-5', at: '2026-11-10T00:00:00Z', reason: 'Outage', actor: 'kim' }, mail: { amount: '1', at: '2026-11-11T00:00:00Z', reason: 'Mail', actor: 'kim' } }),
]

const gpu = { id: 'r1', meter: 'gpu', quantity: '720', unit: '0.8', from: '2026-11-01T00:00:00Z', to: '2027-02-01T00:00:00Z' } as const

describe('constructors', () => {
  it('make stages of a program in canonical form', () => {
    expect(checkProgram({ stages }, builtInStages)).toEqual({ stages })
    expect(stages[0]).toEqual({ id: 'a', use: 'included-quantity@1', of, rules: [{ id: 'a', config: { quantity: '100' } }] })
  })

  it('name each rule by the stage, by what is given, or by its adjustment', () => {
    expect([stages[1], stages[4], stages[13]].map((stage) => stage?.rules.map(({ id }) => id))).toEqual([['b'], ['launch'], ['outage', 'mail']])
  })

  it('cover every stage that is no price producer, once', () => {
    const own = Object.keys(builtInStages).filter((use) => builtInStages[use]?.manifest.kind !== 'price')
    expect(stages.map(({ use }) => use)).toEqual(own)
  })

  it('make both stages of a reservation', () => {
    const { included, fee } = reservedCapacity('gpu', gpu)
    expect(checkProgram({ stages: [included, fee] }, builtInStages).stages).toEqual([included, fee])
    expect([included, fee].map(({ id, use, of: selected }) => [id, use, selected])).toEqual([['gpu', 'included-quantity@1', { meters: ['gpu'] }], ['gpu-fee', 'reserved-fee@1', undefined]])
  })

  it('are there for price producers that a program configures', () => {
    const producers = [
      usageTiers('t', { minimumUsage: '10.0' }, { of }),
      setupFee('s', { amount: '99.0' }),
      pooledTiers('p', { tiers: [{ units: { calls: '1' } }] }, { of: { meters: ['calls'] } }),
    ]
    expect(checkProgram({ stages: producers }, builtInStages)).toEqual({ stages: producers })
    expect(producers.map(({ use }) => use)).toEqual(['usage-tiers@1', 'setup-fee@1', 'pooled-tiers@1'])
  })

  it('name what they refuse by the id of the stage', () => {
    expect(() => percentDiscount('launch', { percent: '101' })).toThrow(expect.objectContaining({ code: 'stage.over_discounted', field: 'launch.percent' }))
    expect(() => manualAdjustments('m', { outage: { amount: '1', at: 'now', reason: 'r', actor: 'a' } })).toThrow(expect.objectContaining({ field: 'm.outage.at' }))
  })
})
