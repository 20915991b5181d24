import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { flat, perUnit } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import { acme, changed, day, november, versions } from '../../catalog/test/november.js'
import { contractSegments } from './contract-segments.js'
import { inputOf, linesOf, used } from './test/rate-november.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: november.from }
const december = { from: november.to, to: '2027-01-01T00:00:00.000000Z' }
const ramp = publishPlan('ramp', plan({ currency: 'EUR', every: 'month', type: 'self-service', phases: [
  { name: 'trial', lasts: { unit: 'day', count: 41 }, factor: '0' },
  { name: 'half', lasts: { periods: 1 }, factor: '0.5', prices: { calls: { model: 'per_unit', unit: '0.008' } } },
] }, { base: flat('60', { billing: 'advance', label: 'Base' }), calls: perUnit('calls', '0.01') }))
const onRamp = { ...acme, plan: 'ramp', planVersion: ramp.version }
const rated = (subscription: typeof onRamp, period = november) =>
  linesOf(inputOf(subscription, period === november ? [used('calls', '1000', 5), used('calls', '1000', 20)] : [], { versions: [ramp, ...Object.values(versions)], period }))

describe('phases', () => {
  it('are free in the trial, half in the ramp, and whole after it', () => {
    expect(rated(onRamp, october).map(([, , amount]) => amount)).toEqual(['0', '0'])
    expect(rated(onRamp)).toEqual([
      ['Base', '11-01 to 11-11', '0'],
      ['Base', '11-11 to 12-01', '20'],
      ['calls', '11-01 to 11-11', '0'],
      ['calls', '11-11 to 12-01', '8'],
    ])
    expect(rated(onRamp, december)).toEqual([['Base', '12-01 to 01-01', '60'], ['calls', '12-01 to 01-01', '0']])
  })

  it('give way to an override, which no factor touches', () => {
    const override = { kind: 'override', at: october.from, component: 'base', price: { model: 'flat', amount: '30' } }
    expect(rated({ ...changed(override), ...{ plan: 'ramp', planVersion: ramp.version } })[0]).toEqual(['Base', '11-01 to 12-01', '30'])
  })

  it('begin with the plan that is changed to, unless they are skipped', () => {
    const toRamp = { kind: 'plan', at: day(16), plan: 'ramp', planVersion: ramp.version, decidedAt: october.from }
    expect(rated(changed(toRamp)).find(([, days]) => days === '11-16 to 12-01')).toEqual(['Base', '11-16 to 12-01', '0'])
    expect(rated(changed({ ...toRamp, phases: 'skipped' })).find(([, days]) => days === '11-16 to 12-01')).toEqual(['Base', '11-16 to 12-01', '30'])
  })

  it('are composed into a version of their own where they hold throughout, which names its sources', () => {
    const [segment] = contractSegments({ tenant: 'seller', subscription: onRamp, versions: [ramp] }, october)
    expect(segment?.contract.planVersion.content.components['base']?.price).toEqual({ model: 'flat', amount: '0' })
    expect(segment?.contract.planVersion.version).not.toBe(ramp.version)
    expect(segment?.contract).not.toHaveProperty('pieces')
    expect(segment?.composedOf).toEqual([{ plan: 'ramp', planVersion: ramp.version, phase: 'trial' }])
    const [after] = contractSegments({ tenant: 'seller', subscription: onRamp, versions: [ramp] }, december)
    expect(after?.contract.planVersion).toBe(ramp)
  })
})

describe('phases that are refused', () => {
  const terms = { currency: 'EUR', every: 'month' } as const
  const trial = { name: 'trial', lasts: { periods: 1 } }
  it.each([
    ['a price of no component', [{ ...trial, prices: { bse: { model: 'flat', amount: '1' } } }], 'catalog.invalid', 'phases[0].prices.bse'],
    ['a price that reads a meter', [{ ...trial, prices: { base: { model: 'per_unit', unit: '1' } } }], 'catalog.invalid', 'phases[0].prices.base.meter'],
    ['a name twice', [trial, trial], 'catalog.invalid', 'phases[1].name'],
    ['a factor above 1', [{ ...trial, factor: '1.1' }], 'catalog.invalid', 'phases[0].factor'],
    ['a factor of ten digits', [{ ...trial, factor: '0.3333333333' }], 'catalog.invalid', 'phases[0].factor'],
    ['no length', [{ ...trial, lasts: { periods: 0 } }], 'catalog.invalid', 'phases[0].lasts.periods'],
    ['a length in hours', [{ ...trial, lasts: { unit: 'hour', count: 1 } }], 'catalog.malformed', 'phases[0].lasts.unit'],
    ['two lengths', [{ ...trial, lasts: { periods: 1, unit: 'day', count: 1 } }], 'catalog.malformed', 'phases[0].lasts.unit'],
    ['no phase', [], 'catalog.malformed', 'phases'],
  ])('%s', (_, phases, code, field) => {
    expect(() => plan({ ...terms, phases } as never, { base: flat('60') })).toThrow(expect.objectContaining({ code, field }))
  })
})
