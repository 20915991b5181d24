import type { Dimensions } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { firstNFree, freemium, includedQuantity, quantityGrants } from '../../adjustments/program-stages.js'
import { plan } from '../../catalog/plan.js'
import { bucket, flat, graduated, packaged, percentage, perUnit, stairstep, volume } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { ProgramStage } from '../../charges/pipeline/program.js'
import type { RatingInput } from '../rate.js'
import { october, october2026, used } from '../test/october.js'
import { freeUnits } from './free-units.js'
import type { PlannedUnits } from './measured-meter.js'

const at = '2026-10-14T09:00:00.000000Z'
const calls = (quantity: `${number}`, dimensions: Dimensions = {}) => used(quantity, { meter: 'calls', dimensions })

interface Terms {
  readonly stages?: readonly ProgramStage[]
  readonly used?: RatingInput['facts']['usage']
  readonly carryIn?: RatingInput['carryIn']
  readonly facts?: Partial<RatingInput['facts']>
}

function rating(components: Parameters<typeof plan>[1], { stages, used: usage = [], carryIn = {}, facts = {} }: Terms = {}): RatingInput {
  const planVersion = publishPlan('pro', plan({ currency: 'EUR', every: 'month', ...(stages && { program: { stages } }) }, components) as Parameters<typeof publishPlan>[1])
  const { contract } = october2026()
  return october2026({ contract: { ...contract, planVersion }, facts: { usage, ...facts }, carryIn })
}

const free = (input: RatingInput, dimensions?: Dimensions) => freeUnits({ rating: input, meter: 'calls', at, ...(dimensions && { dimensions }) })
/** What is left of the free units, by how many were used. */
const leftAfter = (components: Parameters<typeof plan>[1], terms: Terms = {}) => (quantity: `${number}`) => free(rating(components, { ...terms, used: [...(terms.used ?? []), calls(quantity)] }))?.left

const tiers = [{ upTo: '100', unit: '0' }, { unit: '0.05' }] as const

describe('freeUnits', () => {
  it.each<[string, Parameters<typeof plan>[1], Terms, readonly (readonly [`${number}`, string | undefined])[]]>([
    ['a free first tier', { calls: graduated('calls', tiers) }, {}, [['0', '100'], ['30', '70'], ['99.5', '0.5'], ['100', '0'], ['130', '0']]],
    ['two free tiers', { calls: graduated('calls', [{ upTo: '100', unit: '0' }, { upTo: '150', unit: '0' }, { unit: '1' }]) }, {}, [['30', '120']]],
    ['a tier that is free but for a flat fee', { calls: graduated('calls', [{ upTo: '100', unit: '0', flat: '5' }, { unit: '1' }]) }, {}, [['0', '0'], ['30', '0']]],
    ['a price from the first unit on', { calls: perUnit('calls', '0.05') }, {}, [['0', '0'], ['3', '0']]],
    ['no price', { calls: perUnit('calls', '0') }, {}, [['0', undefined], ['3000000', undefined]]],
    ['free packages', { calls: packaged('calls', { size: '10', amount: '1' }, { free: '100' }) }, {}, [['30', '70'], ['100', '0']]],
    ['a bucket', { calls: bucket('calls', { included: '100', overage: '1', fee: '10' }) }, {}, [['30', '70'], ['101', '0']]],
    ['a bucket with what rolled over', { calls: bucket('calls', { included: '100', overage: '1', rolloverLimit: '50' }) }, { carryIn: { calls: { '[{}]': { rolledOver: '40' } } } }, [['30', '70']]],
    ['the first tier of volume', { calls: volume('calls', tiers) }, {}, [['0', '100'], ['30', '70'], ['100', '0'], ['101', '0']]],
    ['a step that is free', { calls: stairstep('calls', [{ upTo: '100', amount: '0' }, { upTo: '500', amount: '9' }, { amount: '99' }]) }, {}, [['0', '100'], ['30', '70'], ['100', '0'], ['101', '0']]],
    ['a free first tier of volume whose bound costs', { calls: volume('calls', tiers, { bound: 'exclusive' }) }, {}, [['30', '0']]],
    ['an included quantity', { calls: perUnit('calls', '1') }, { stages: [includedQuantity('x', { quantity: '100' })] }, [['0', '100'], ['30', '70'], ['130', '0']]],
    ['included units above free ones', { calls: graduated('calls', tiers) }, { stages: [includedQuantity('x', { quantity: '50' })] }, [['30', '120'], ['149', '1']]],
    ['freemium', { calls: perUnit('calls', '1') }, { stages: [freemium('x', { upTo: '100' })] }, [['0', '100'], ['30', '70'], ['100', '0'], ['101', '0']]],
    ['the excess of freemium', { calls: perUnit('calls', '1') }, { stages: [freemium('x', { upTo: '100', above: 'excess' })] }, [['30', '70'], ['130', '0']]],
    ['first units of a life', { calls: perUnit('calls', '1') }, { stages: [firstNFree('x', { quantity: '100' })], carryIn: { x: { '["x",null]': { taken: '80' } } } }, [['5', '15']]],
    ['granted units', { calls: perUnit('calls', '1') }, { stages: [quantityGrants('x', {})], facts: { balances: [{ grant: 'g', meter: 'calls', quantity: '40' }] } }, [['30', '10'], ['50', '0']]],
  ])('leaves of %s', (_, components, terms, cases) => {
    for (const [quantity, left] of cases) expect([quantity, leftAfter(components, terms)(quantity)]).toEqual([quantity, left])
  })

  it('knows that an allowance is shared: others have taken 60 of 100', () => {
    const shared = { calls: perUnit('calls', '1'), scans: perUnit('scans', '1') }
    const left = leftAfter(shared, { stages: [includedQuantity('x', { quantity: '100' })], used: [used('60', { meter: 'scans' })] })
    expect([left('0'), left('30'), left('50')]).toEqual(['40', '10', '0'])
  })

  it('promises nothing that others would pay for: a call takes an included unit from a scan, although its own tier is free', () => {
    const shared = { calls: graduated('calls', tiers), scans: perUnit('scans', '1') }
    const terms = { stages: [includedQuantity('x', { quantity: '50' })] }
    expect(leftAfter(shared, { ...terms, used: [used('20', { meter: 'scans' })] })('30')).toBe('0')
    expect(leftAfter(shared, terms)('30')).toBe('120')
  })

  it('gives each group its own where it is priced apart', () => {
    const byModel = { calls: graduated('calls', tiers, { by: ['model'] }) }
    const input = rating(byModel, { used: [calls('120', { model: 'large' }), calls('20', { model: 'small' })] })
    expect([free(input, { model: 'large' }), free(input, { model: 'small' }), free(input, { model: 'new' }), free(input)]).toMatchObject([
      { used: '120', free: '100', left: '0', by: ['model'] }, { used: '20', free: '20', left: '80' }, { used: '0', free: '0', left: '100' }, { used: '140', free: '120', left: '80' },
    ])
    expect(free(rating(byModel))).toMatchObject({ used: '0', left: '100' })
  })

  it('counts what is planned, of the meter and of those that share an allowance', () => {
    const shared = { calls: perUnit('calls', '1'), scans: perUnit('scans', '1') }
    const input = rating(shared, { stages: [includedQuantity('x', { quantity: '100' })], used: [used('20', { meter: 'scans' }), calls('5')] })
    const left = (...planned: readonly PlannedUnits[]) => freeUnits({ rating: input, meter: 'calls', at, planned })
    expect(left()).toMatchObject({ used: '5', left: '75' })
    expect(left({ meter: 'calls', quantity: '30' }, { meter: 'scans', quantity: '10' }, { meter: 'scans', quantity: '15' })).toMatchObject({ used: '35', left: '20' })
    const byModel = rating({ calls: graduated('calls', tiers, { by: ['model'] }) }, { used: [calls('20', { model: 'small' })] })
    const leftOf = (model: string) => freeUnits({ rating: byModel, meter: 'calls', at, dimensions: { model }, planned: [{ meter: 'calls', dimensions: { model: 'small' }, quantity: '30' }] })?.left
    expect([leftOf('small'), leftOf('large')]).toEqual(['50', '100'])
  })

  it('takes what is free for each component where several price the meter', () => {
    expect(leftAfter({ calls: graduated('calls', tiers), again: graduated('calls', [{ upTo: '40', unit: '0' }, { unit: '1' }]) })('30')).toBe('10')
    expect(leftAfter({ calls: graduated('calls', tiers), fee: perUnit('calls', '1') })('30')).toBe('0')
  })

  it('goes by the terms of the instant', () => {
    const input = rating({ base: flat('1') })
    const change = '2026-10-10T00:00:00.000000Z'
    const pieces = [
      { from: october.from, to: october.to, components: { base: flat('1') } },
      { from: october.from, to: change, components: { calls: perUnit('calls', '1') } },
      { from: change, to: october.to, components: { calls: graduated('calls', tiers) } },
    ]
    const usage = [used('80', { meter: 'calls', to: change }), used('30', { meter: 'calls', from: change })]
    const later = { ...input, contract: { ...input.contract, pieces }, facts: { usage } } as RatingInput
    expect(free(later)).toEqual({ from: change, to: october.to, used: '30', free: '30', left: '70', by: [] })
    expect(freeUnits({ rating: later, meter: 'calls', at: '2026-10-09T00:00:00.000000Z' })).toEqual({ from: october.from, to: change, used: '80', free: '0', left: '0', by: [] })
  })

  it('promises nothing of prices that read events one by one', () => {
    const input = rating({ calls: percentage('calls', '2', { fixed: '0.30', freeAmount: '100' }) }, { facts: { ratedEvents: [] } })
    expect(free(input)).toMatchObject({ left: '0' })
  })

  it('says where the terms do not price the meter', () => {
    expect(free(rating({ base: flat('1') }))).toBeUndefined()
    expect(freeUnits({ rating: rating({ calls: perUnit('calls', '1') }), meter: 'calls', at: october.to })).toBeUndefined()
  })
})
