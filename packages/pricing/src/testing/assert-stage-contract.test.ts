import { describe, expect, it, test } from 'vitest'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { sampleFacts } from './fixtures/sample-facts.js'
import { draft, priced, stage } from '../charges/pipeline/test/sample-program.js'
import type { Manifest } from '../charges/pipeline/manifest.js'
import type { StageInput, StageOutput } from '../charges/pipeline/stage.js'
import type { Price } from '../models/price.js'
import { assertStageContract, type StageSample } from './assert-stage-contract.js'

const contract = { id: 'c1', kind: 'prepaid', amount: '15', currency: 'EUR', from: '2026-10-01T00:00:00Z', to: '2027-10-01T00:00:00Z' }
const event = { source: 'shop', occurredAt: '2026-10-14T09:00:00.000000Z', meter: 'a_meter', dimensions: {} }
const two = [priced('a', { category: 'compute' }), priced('b')]
const tiers = [{ upTo: '5', unit: '2' }, { unit: '1' }] as const

function of(price: Price, others: Partial<StageSample> = {}, quantity: `${number}` = '10'): readonly StageSample[] {
  return [{ config: {}, charges: [draft('a', { price, quantity, measured: quantity })], ...others }]
}

/** At least one run of every stage that ships, in which it does something. */
const samples: { readonly [use: string]: readonly StageSample[] } = {
  'flat@1': of({ model: 'flat', amount: '49' }, {}, '1'),
  'per-unit@1': of({ model: 'per_unit', unit: '2' }),
  'package@1': of({ model: 'package', size: '4', amount: '5' }),
  'usage-tiers@1': [...of({ model: 'graduated', tiers }), ...of({ model: 'volume', tiers }, { config: { minimumUsage: '20' } })],
  'percentage@1': of({ model: 'percentage', rate: '2', fixed: '1' }, { facts: { ratedEvents: [{ ...event, id: '1', quantity: '4' }, { ...event, id: '2', quantity: '6' }] } }),
  'graduated-percentage@1': of({ model: 'graduated_percentage', tiers: [{ rate: '3' }] }),
  'matrix@1': of({ model: 'matrix', rows: [], otherwise: '2' }),
  'dynamic@1': of({ model: 'dynamic' }, { facts: { ratedEvents: [{ ...event, id: '1', quantity: '10', amount: '3' }] } }),
  'hourly@1': of({ model: 'hourly', rate: '60' }, { facts: { timeEntries: [{ ...event, id: '1', minutes: '10', userType: 'senior' }] } }),
  'bucket-overage@1': of({ model: 'bucket', included: '20', overage: '1', rolloverLimit: '5' }, { carry: { sample: { '["rule",["a",{}]]': { rolledOver: '3' } } } }),
  'fixed-fmv@1': of({ model: 'fixed_fmv', amount: '80', services: [{ name: 'x', value: '1' }] }, { facts: { services: [{ component: 'a', name: 'y', value: '1' }] } }, '1'),
  'setup-fee@1': [{ config: { amount: '99' }, charges: [] }],
  'pooled-tiers@1': [{ config: { tiers: [{ units: { a_meter: '1' } }] }, charges: [draft('a')], facts: { ratedEvents: [{ ...event, id: '1', quantity: '10' }] } }],
  'included-quantity@1': [{ config: { quantity: '4', rolloverLimit: '2' }, charges: [draft('a')] }],
  'freemium@1': [{ config: { upTo: '10' }, charges: [draft('a')] }],
  'first-n-free@1': [{ config: { quantity: '4', over: 'life' }, charges: [draft('a')] }],
  'quantity-grants@1': [{ config: {}, charges: [draft('a', { meter: 'tokens' })], facts: { balances: sampleFacts.balances } }],
  'percent-discount@1': [{ config: { percent: '10' }, charges: two }],
  'fixed-discount@1': [{ config: { amount: '3' }, charges: two }],
  'bundle-flat-rate@1': [{ config: { amount: '30', label: 'Suite' }, charges: two }],
  'cap-total@1': [{ config: { amount: '30' }, charges: two }],
  'category-coupons@1': [{ config: { coupons: [{ id: 'WELCOME', percent: '20', categories: ['compute'] }] }, charges: two }],
  'minimum-commitment@1': [{ config: { amount: '100' }, charges: two }],
  'account-minimum-commitment@1': [{ config: { amount: '100' }, charges: two }],
  'account-commit-drawdown@1': [{ config: { contract }, charges: two }],
  'reserved-fee@1': [{ config: { id: 'r1', meter: 'a_meter', quantity: '5', unit: '4', from: '2026-10-01T00:00:00Z' }, charges: two }],
  'commit-drawdown@1': [{ config: { contract }, charges: two }],
  'manual-adjustments@1': [{ config: { amount: '-5', at: '2026-10-10T00:00:00Z', reason: 'Outage', actor: 'kim' }, charges: two }],
}

describe('every stage that ships keeps the contract', () => {
  it('and has a sample', () => {
    expect(Object.keys(samples).sort()).toEqual(Object.keys(builtInStages).sort())
  })

  test.each(Object.entries(builtInStages))('%s', (use, each) => {
    expect(() => assertStageContract(each, samples[use] ?? [])).not.toThrow()
  })
})

describe('the contract catches a stage that', () => {
  let calls = 0
  const label = 'Off'
  const test1: readonly StageSample[] = [{ config: {}, charges: [priced('a')], facts: { balances: [] } }]

  test.each<[string, (input: StageInput) => StageOutput, string, Partial<Manifest>?]>([
    ['answers differently each time', () => ({ effects: [{ kind: 'adjust', charge: 'a', amount: calls++ % 2 === 0 ? '-1' : '-2', label }] }), 'follows from the input'],
    ['answers with what is no JSON', () => ({ effects: [], carry: { at: new Date(0) as never } }), 'plain data'],
    ['changes its input', (input) => ((input.charges as unknown as unknown[]).push(1), { effects: [] }), 'not extensible'],
    ['changes a charge', (input) => ((input.charges[0] as { label: string }).label = 'x', { effects: [] }), 'not extensible'],
    ['reads what it does not declare', (input) => ({ effects: [], carry: { read: input.facts.balances ?? null } }), 'does not declare'],
    ['discounts too much', () => ({ effects: [{ kind: 'adjust', charge: 'a', amount: '-21', label }] }), 'no more than is left'],
    ['answers with more than its limit', () => ({ effects: [{ kind: 'adjust', charge: 'a', amount: '-1', label }] }), 'more than 0', { limits: { charges: 9, effects: 0 } }],
  ])('%s', (_, run, message, manifest = {}) => {
    expect(() => assertStageContract(stage(manifest, run), test1)).toThrow(message)
  })

  it('reads its own configuration differently a second time', () => {
    const moody = { ...stage({}, () => ({ effects: [] })), check: (config: unknown) => ({ depth: [config as never] }) }
    expect(() => assertStageContract(moody, test1)).toThrow('reads the same again')
  })

  it('is not tried at all', () => {
    expect(() => assertStageContract(stage({}, () => ({ effects: [] })), [])).toThrow('at least one sample')
  })
})
