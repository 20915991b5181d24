import { describe, expect, it } from 'vitest'
import { assertStageContract, type StageSample } from '../testing/index.js'
import { builtInStages } from './built-in-stages.js'
import { charged, firstHalf, january, metered, november } from './test/run-stage.js'

const units = [metered('a', '70'), metered('b', '60/7', { dimensions: { model: 'small' } })]
const amounts = [charged('a', '70', { category: 'compute' }), charged('b', '60/7', { category: 'storage' }), charged('c', '-5')]
const contract = { id: 'c1', kind: 'spend', amount: '100', currency: 'EUR', from: november.from, to: january.from }
const inHalf = { context: { period: november, billed: firstHalf } }

/** For each stage one run that does something, and one with nothing to do it to. */
const samples: { readonly [use: string]: readonly Partial<StageSample>[] } = {
  'included-quantity@1': [{ config: { quantity: '50', share: 'each', rolloverLimit: '10' }, charges: units, ...inHalf }],
  'freemium@1': [{ config: { upTo: '75', above: 'excess' }, charges: units }],
  'first-n-free@1': [{ config: { quantity: '75' }, charges: units, carry: { taken: '10' } }],
  'quantity-grants@1': [{ config: { label: 'Gift' }, charges: units, facts: { balances: [{ grant: 'g', quantity: '10', meter: 'a' }] } }],
  'reserved-fee@1': [{ config: { id: 'r', meter: 'a', quantity: '10', unit: '2', from: november.from }, ...inHalf }],
  'percent-discount@1': [{ config: { percent: '150', overDiscount: 'capped' }, charges: amounts }],
  'fixed-discount@1': [{ config: { amount: '10', spread: 'minor_units', proration: 'time', overDiscount: 'capped' }, charges: amounts, ...inHalf }],
  'bundle-flat-rate@1': [{ config: { amount: '10', label: 'Suite', values: { a: '1', b: '2' } }, charges: amounts.slice(0, 2) }],
  'cap-total@1': [{ config: { amount: '50' }, charges: amounts }, { config: { amount: '50', as: 'discounts' }, charges: amounts }],
  'category-coupons@1': [{ config: { coupons: [{ id: 'A', amount: '100', categories: ['compute'] }, { id: 'B', percent: '5', uses: 3 }] }, charges: amounts }],
  'minimum-commitment@1': [{ config: { amount: '500' }, charges: amounts }, { config: { quantity: '5', per: 'window', window: 'P1D' }, charges: amounts }],
  'account-minimum-commitment@1': [{ config: { amount: '500', base: 'list' }, charges: amounts }],
  'commit-drawdown@1': [{ config: { contract: { ...contract, kind: 'prepaid' } }, charges: amounts }, { config: { contract }, facts: { subscription: [{ to: november.to }] }, charges: amounts }],
  'account-commit-drawdown@1': [{ config: { contract: { ...contract, kind: 'prepaid' } }, charges: amounts.slice(0, 2) }],
  'manual-adjustments@1': [{ config: { amount: '-5', at: november.from, reason: 'Outage', actor: 'kim', charge: { component: 'a' } }, charges: amounts }],
}

const emptyHanded: Partial<StageSample> = { charges: [], carry: {} }
const own = Object.entries(builtInStages).filter(([, { manifest }]) => manifest.kind !== 'price' || manifest.name === 'reserved-fee')

describe('every stage keeps the contract of stages', () => {
  it.each(own)('%s', (use, stage) => {
    const given = (samples[use] ?? []).map((sample): StageSample => ({ config: {}, charges: [], context: { period: november, billed: november }, ...sample }))
    assertStageContract(stage, given)
    const nothing = given.filter(({ config }) => !Object.hasOwn(config, 'charge')).map((sample) => ({ ...sample, ...emptyHanded }))
    if (nothing.length > 0) assertStageContract(stage, nothing)
  })

  it('has a sample for each', () => {
    expect(Object.keys(samples)).toEqual(own.map(([use]) => use))
  })
})
