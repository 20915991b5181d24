import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import { plan } from '../../catalog/plan.js'
import { bucket, dynamic, flat, graduated, hourly, matrix, packaged, percentage, perUnit, stairstep, volume } from '../../catalog/price-constructors.js'
import type { MeterUsage } from '../quotes/meter-usage.js'
import type { PlannedUsage } from './planned-usage.js'
import { upperBound } from './upper-bound.js'

const monthly = { currency: 'USD', every: 'month' } as const

function boundOf(component: Component, used: MeterUsage | undefined, planned: PlannedUsage | `${number}`): readonly [string, string] {
  const { amount, kind } = upperBound({ plan: plan(monthly, { it: component }), usage: used === undefined ? {} : { m: used }, planned: { m: planned } })
  return [amount, kind]
}

const tiers = [{ upTo: '10', unit: '2', flat: '5' }, { upTo: '100', unit: '1.5', flat: '3' }, { unit: '0.25' }] as const
const cheaper = [{ upTo: '10', unit: '5' }, { unit: '1' }] as const
const rates = [{ when: { region: 'eu' }, unit: '2' }, { when: { region: 'us' }, unit: '3' }] as const
const eu = { quantity: '90', dimensions: { region: 'eu' } } as const
const limits = stairstep('m', [{ limits: { seats: '5', calls: '100' }, amount: '10' }, { limits: { seats: '10' }, amount: '50' }, { amount: '30' }])

describe('upperBound', () => {
  it.each<[string, Component, MeterUsage | undefined, PlannedUsage | `${number}`, string, 'exact' | 'bound']>([
    ['a unit price', perUnit('m', '0.5'), '7', '10', '5', 'exact'],
    ['a unit price that credits', perUnit('m', '-0.5'), '7', '10', '0', 'bound'],
    ['packages', packaged('m', { size: '100', amount: '4' }), '99', '2', '4', 'exact'],
    ['the next tier with its fee', graduated('m', tiers), '9', '2', '6.5', 'exact'],
    ['the first tier with its fee', graduated('m', tiers), undefined, '1', '7', 'exact'],
    ['nothing more of a tier at its cap', graduated('m', [{ unit: '1', cap: '5' }]), '5', '100', '0', 'exact'],
    ['a tier that credits, after one that costs', graduated('m', [{ upTo: '10', unit: '1' }, { unit: '-1' }]), '8', '10', '2', 'bound'],
    ['a volume price that falls at the bound', volume('m', cheaper), '8', '4', '10', 'bound'],
    ['a volume price beyond the fall', volume('m', cheaper), '8', '100', '68', 'exact'],
    ['a volume price just below its bound, exclusive', volume('m', cheaper, { bound: 'exclusive' }), '8', '2', '10', 'bound'],
    ['a step', stairstep('m', [{ upTo: '10', amount: '29' }, { amount: '99' }]), '10', '1', '70', 'exact'],
    ['a step by limits, any meter', limits, { quantity: '0', quantities: { seats: '5', calls: '1' } }, '1', '40', 'bound'],
    ['a step by limits, of a known meter', limits, { quantity: '0', quantities: { seats: '5', calls: '1' } }, { quantity: '1', quantities: { calls: '1' } }, '0', 'exact'],
    ['a bucket that is not empty', bucket('m', { included: '100', fee: '20', overage: '0.1' }), '95', '15', '1', 'exact'],
    ['a transaction', percentage('m', '2', { fixed: '0.3', maximum: '5' }), undefined, '100', '2.3', 'exact'],
    ['a transaction at its maximum', percentage('m', '2', { fixed: '0.3', maximum: '5' }), undefined, '1000', '5', 'exact'],
    ['a transaction that is free', percentage('m', '2', { fixed: '0.3', freeTransactions: 1 }), undefined, '100', '0', 'exact'],
    ['a transaction with a negative rate', percentage('m', '-2', { fixed: '0.3' }), undefined, '100', '0.3', 'bound'],
    ['an amount that usage carries', dynamic('m', { multiplier: '1.2' }), undefined, { quantity: '1', amount: '10' }, '12', 'exact'],
    ['work by anybody', hourly('m', '60', { rates: { senior: '90' }, incrementMinutes: '15' }), undefined, '20', '45', 'bound'],
    ['work by a known type', hourly('m', '60', { rates: { senior: '90' }, incrementMinutes: '15' }), undefined, { quantity: '20', userType: 'junior' }, '30', 'exact'],
    ['any region', matrix('m', rates, { by: ['region'], otherwise: '1' }), [eu], '10', '30', 'bound'],
    ['a known region', matrix('m', rates, { by: ['region'], otherwise: '1' }), [eu], { quantity: '10', dimensions: { region: 'eu' } }, '20', 'exact'],
    ['a region without a row', matrix('m', rates, { by: ['region'], otherwise: '1' }), [eu], { quantity: '10', dimensions: { region: null } }, '10', 'exact'],
    ['a group of usage that is not known, so perhaps a new one', graduated('m', tiers, { by: ['region'] }), [eu], '10', '25', 'bound'],
    ['a group of usage that is known', graduated('m', tiers, { by: ['region'] }), [eu], { quantity: '10', dimensions: { region: 'eu' } }, '15', 'exact'],
    ['a new group, which brings its fee', bucket('m', { included: '100', fee: '20', overage: '0.1' }, { by: ['region'] }), [eu], { quantity: '0', dimensions: { region: 'us' } }, '20', 'exact'],
    ['nothing planned', volume('m', cheaper), '10', '0', '0', 'exact'],
  ])('%s', (_, component, used, planned, amount, kind) => {
    expect(boundOf(component, used, planned)).toEqual([amount, kind])
  })

  it('sums the components that price the event, and leaves others out', () => {
    const both = plan(monthly, { base: flat('100'), tokens: perUnit('tokens', '2'), surcharge: volume('tokens', cheaper), calls: perUnit('calls', '9') })
    expect(upperBound({ plan: both, usage: { tokens: '10', calls: '3' }, planned: { tokens: '5', pages: '1' } })).toEqual({
      amount: '10',
      kind: 'bound',
      currency: 'USD',
      components: [{ component: 'surcharge', amount: '0', kind: 'bound' }, { component: 'tokens', amount: '10', kind: 'exact' }],
    })
    expect(upperBound({ plan: both, usage: {}, planned: { pages: '1' } })).toMatchObject({ amount: '0', kind: 'exact', components: [] })
  })

  it.each([
    ['a negative quantity', perUnit('m', '1'), '-1', 'price.quantity_negative', 'planned.m.quantity'],
    ['an amount that is missing', dynamic('m'), '1', 'rating.fact_missing', 'planned.amount'],
    ['a group that no row prices', matrix('m', rates, { by: ['region'] }), { quantity: '1', dimensions: { region: 'apac' } }, 'price.not_priced', 'dimensions'],
  ] as const)('refuses %s', (_, component, planned, code, field) => {
    expect(() => boundOf(component, undefined, planned)).toThrow(expect.objectContaining({ code, field }))
  })

  const cards = { calls: perUnit('calls', '2', { category: 'api' }), scans: perUnit('scans', '2'), tokens: graduated('tokens', [{ upTo: '10', unit: '0' }, { unit: '1' }]) }
  const withStage = (use: string, config: JsonObject, of?: JsonObject) => plan({ ...monthly, program: { stages: [{ id: 'it', use, ...(of === undefined ? {} : { of }), rules: [{ id: 'a', config }] }] } }, cards)
  const question = { usage: { calls: '10' }, planned: { calls: '5' } } as const
  const calls = { components: ['calls'] }
  const contract = { id: 'c', kind: 'prepaid', amount: '100', currency: 'EUR', from: '2026-10-01T00:00:00Z', to: '2027-10-01T00:00:00Z' }

  it.each<[string, JsonObject, JsonObject?]>([
    ['percent-discount@1', { percent: '10' }],
    ['fixed-discount@1', { amount: '3' }],
    ['category-coupons@1', { coupons: [{ id: 'c', percent: '10' }] }],
    ['cap-total@1', { amount: '20' }],
    ['minimum-commitment@1', { amount: '20' }],
    ['minimum-commitment@1', { amount: '20', overageFactor: '1' }],
    ['commit-drawdown@1', { contract }],
    ['commit-drawdown@1', { contract, overageFactor: '0.8' }],
    ['setup-fee@1', { amount: '99' }],
    ['first-n-free@1', { quantity: '5' }, calls],
    ['included-quantity@1', { quantity: '5' }, { meters: ['calls', 'scans'] }],
    ['quantity-grants@1', {}, { categories: ['api'] }],
    ['freemium@1', { upTo: '5', above: 'excess' }, calls],
  ])('holds with %s %j', (use, config, of) => {
    expect(upperBound({ plan: withStage(use, config, of), ...question })).toMatchObject({ amount: '10', kind: 'bound' })
  })

  it.each<[string, JsonObject, JsonObject | undefined, string]>([
    ['first-n-free@1', { quantity: '5' }, undefined, 'not the same for all'],
    ['included-quantity@1', { quantity: '5' }, { components: ['tokens'] }, 'not the same for all'],
    ['freemium@1', { upTo: '5' }, calls, 'everything due above its bound'],
    ['minimum-commitment@1', { amount: '20', overageFactor: '1.5' }, undefined, 'overage factor of "1.5"'],
    ['minimum-commitment@1', { amount: '20', base: 'list' }, undefined, 'list prices'],
    ['minimum-commitment@1', { amount: '20', per: 'window' }, undefined, 'windows'],
    ['commit-drawdown@1', { contract, overageFactor: '2' }, undefined, 'overage factor'],
    ['bundle-flat-rate@1', { amount: '20', label: 'Suite' }, undefined, 'not among the stages'],
    ['usage-tiers@1', { minimumUsage: '5' }, { components: ['tokens'] }, 'not among the stages'],
  ])('is refused with %s %j for %j, saying why', (use, config, of, because) => {
    expect(() => upperBound({ plan: withStage(use, config, of), ...question })).toThrow(
      expect.objectContaining({ code: 'rating.bound_unproven', field: 'plan.program.it', message: expect.stringContaining(because) as string }),
    )
  })

  it('is refused where a stage takes from some of the charges that another one balances', () => {
    const falling = { a: volume('a', cheaper), b: perUnit('b', '1') }
    const cap = { id: 'cap', use: 'cap-total@1', rules: [{ id: 'r', config: { amount: '20' } }] }
    const coupon = { id: 'coupon', use: 'category-coupons@1', rules: [{ id: 'r', config: { coupons: [{ id: 'x', percent: '50' }] } }] }
    const bounded = (...stages: readonly object[]) => upperBound({ plan: plan({ ...monthly, program: { stages: stages as never } }, falling), usage: { a: '10' }, planned: { a: '1' } }).amount
    expect([bounded(cap, coupon), bounded(coupon), bounded({ ...cap, of: { components: ['a'] } }, coupon)]).toEqual(['0', '0', '0'])
    expect(() => bounded(cap, { ...coupon, of: { components: ['a'] } })).toThrow(expect.objectContaining({ code: 'rating.bound_unproven', field: 'plan.program.coupon' }))
    expect(() => bounded({ ...cap, of: { components: ['a'] }, rules: [...cap.rules, { id: 's', config: { amount: '19' } }] })).toThrow(expect.objectContaining({ field: 'plan.program.cap' }))
  })

  it('sees what shares free units with the plan, and what runs over the account', () => {
    const shared = withStage('first-n-free@1', { quantity: '5' }, { components: ['calls', 'more.calls'] })
    const beside = (unit: '2' | '3') => ({ ...question, plan: shared, beside: [{ 'more.calls': perUnit('calls', unit) }] })
    expect(upperBound(beside('2')).amount).toBe('10')
    expect(() => upperBound(beside('3'))).toThrow(expect.objectContaining({ code: 'rating.bound_unproven', field: 'plan.program.it' }))
    const pooled = (overageFactor: string) => upperBound({ ...question, plan: plan(monthly, cards), accountProgram: { stages: [{ id: 'pool', use: 'account-commit-drawdown@1', rules: [{ id: 'r', config: { contract, overageFactor } }] }] } })
    expect(pooled('1')).toMatchObject({ amount: '10', kind: 'bound' })
    expect(() => pooled('1.5')).toThrow(expect.objectContaining({ code: 'rating.bound_unproven', field: 'accountProgram.pool' }))
  })

  it('refuses usage without the facts that its price reads', () => {
    expect(() => boundOf(percentage('m', '2'), '100', '1')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'transactions' }))
  })
})
