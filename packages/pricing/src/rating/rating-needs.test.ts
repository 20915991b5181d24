import { describe, expect, it, test } from 'vitest'
import { bucket, dynamic, flat, graduated, hourly, percentage, perUnit } from '../catalog/price-constructors.js'
import { plan, type PlanTerms } from '../catalog/plan.js'
import { publishPlan } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'
import type { SubscriptionChange } from '../catalog/changes/subscription-change.js'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { stage } from '../charges/pipeline/test/sample-program.js'
import { eventFactsNeeded } from './event-facts-needed.js'
import { readsCarry } from './reads-carry.js'
import { subscription } from './test/october.js'

type Components = Parameters<typeof plan>[1]

function contract(components: Components, terms: Partial<PlanTerms> = {}, changes: readonly SubscriptionChange[] = []): { readonly subscription: Subscription; readonly versions: readonly ReturnType<typeof publishPlan>[] } {
  const version = publishPlan('pro', plan({ currency: 'EUR', every: 'month', ...terms }, components) as Parameters<typeof publishPlan>[1])
  return { subscription: { ...subscription, planVersion: version.version, ...(changes.length === 0 ? {} : { changes }) }, versions: [version] }
}

const decision = { id: 'c1', at: '2026-10-15T00:00:00.000000Z', decidedAt: '2026-10-14T00:00:00.000000Z' }
const grants = { stages: [{ id: 'grants', use: 'quantity-grants@1', rules: [{ id: 'all', config: {} }] }] }

describe('eventFactsNeeded', () => {
  test.each<[string, Components, unknown]>([
    ['usage alone', { a: graduated('calls', [{ unit: '1' }]), b: percentage('payments', '2'), c: flat('1') }, []],
    ['a fee per transaction', { b: percentage('payments', '2', { fixed: '0.30' }), a: perUnit('calls', '1') }, [{ meter: 'payments', packs: ['ratedEvents'] }]],
    ['hours', { a: hourly('support', '60') }, [{ meter: 'support', packs: ['timeEntries'] }]],
    ['amounts', { a: dynamic('resale') }, [{ meter: 'resale', packs: ['ratedEvents'], amountPath: 'amount' }]],
    ['amounts elsewhere', { a: dynamic('resale', { amountPath: 'cost.total' }) }, [{ meter: 'resale', packs: ['ratedEvents'], amountPath: 'cost.total' }]],
  ])('%s', (_, components, needed) => {
    expect(eventFactsNeeded(contract(components))).toEqual(needed)
  })

  it('sees prices of phases and overrides, also of an add-on', () => {
    const fee = { model: 'percentage', rate: '2', fixed: '1' } as const
    const needed = [{ meter: 'payments', packs: ['ratedEvents'] }]
    const cards = { card: percentage('payments', '2') }
    expect(eventFactsNeeded(contract(cards, { phases: [{ name: 'trial', lasts: { periods: 1 }, prices: { card: fee } }] }))).toEqual(needed)
    for (const component of ['card', 'extra.card']) {
      expect(eventFactsNeeded(contract(cards, {}, [{ kind: 'override', ...decision, component, price: fee }]))).toEqual(needed)
    }
  })

  it('sees stages that declare such a pack, for all meters', () => {
    const counting = stage({ name: 'counting', facts: [{ pack: 'ratedEvents', versions: [1], fields: ['id'], required: true }] }, () => ({ effects: [] }))
    const programs = [{ stages: [{ id: 'x', use: 'counting@1', rules: [{ id: 'x', config: {} }] }] }]
    expect(eventFactsNeeded(contract({ b: perUnit('b', '1'), a: perUnit('a', '1') }), { stages: { ...builtInStages, 'counting@1': counting }, programs })).toEqual([
      { meter: 'a', packs: ['ratedEvents'] },
      { meter: 'b', packs: ['ratedEvents'] },
    ])
  })
})

describe('readsCarry', () => {
  test.each<[string, boolean, Components, Partial<PlanTerms>?]>([
    ['prices alone', false, { a: graduated('calls', [{ unit: '1' }]) }],
    ['a bucket without rollover', false, { a: bucket('calls', { included: '1', overage: '1' }) }],
    ['a bucket with rollover', true, { a: bucket('calls', { included: '1', overage: '1', rolloverLimit: '5' }) }],
    ['a program', true, { a: flat('1') }, { program: grants }],
    ['an empty program', false, { a: flat('1') }, { program: { stages: [] } }],
  ])('%s: %s', (_, reads, components, terms) => {
    expect(readsCarry(contract(components, terms))).toBe(reads)
  })
})
