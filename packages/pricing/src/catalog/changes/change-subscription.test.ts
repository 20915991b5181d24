import { describe, expect, it } from 'vitest'
import { plan } from '../plan.js'
import { flat } from '../price-constructors.js'
import { publishPlan } from '../publish-plan.js'
import type { Subscription } from '../subscription.js'
import { termsAt } from '../terms/terms-at.js'
import { acme, day, versions } from '../test/november.js'
import { changeSubscription } from './change-subscription.js'
import type { SubscriptionChange } from './subscription-change.js'

const yearly = publishPlan('yearly', plan({ currency: 'EUR', every: 'year' }, { base: flat('600') }))
const dollars = publishPlan('dollars', plan({ currency: 'USD', every: 'month' }, { base: flat('60') }))
const program = { stages: [{ id: 'loyal', use: 'percent-discount@1', rules: [{ id: 'ten', config: { percent: '10' } }] }] }
const discounted = publishPlan('discounted', plan({ currency: 'EUR', every: 'month', program }, { fee: flat('15') }))
const dotted = publishPlan('dotted', plan({ currency: 'EUR', every: 'month' }, { base: flat('60'), 'disk.fee': flat('7') }))
const all = [...Object.values(versions), yearly, dollars, discounted, dotted]

/** A change that is decided when it starts. */
function change(id: string, at: string, what: object): SubscriptionChange {
  return { id, at, decidedAt: at, ...what } as never
}

function after(...changes: readonly SubscriptionChange[]): Subscription {
  return changes.reduce<Subscription>((subscription, each) => changeSubscription({ subscription, versions: all }, each), acme)
}

const toTeam = { kind: 'plan', plan: 'team', planVersion: versions.team.version }
const disk = { kind: 'add_on', addOn: 'disk', plan: 'storage', planVersion: versions.storage.version, quantity: '2' }
const cheaper = { kind: 'override', component: 'base', price: { model: 'flat', amount: '40' } }

describe('changeSubscription', () => {
  it('appends, in the order of decisions, and leaves the rest as it is', () => {
    const changes = [change('a', day(20), toTeam), change('b', day(10), disk), change('c', day(12), { ...cheaper, component: 'disk.fee' })]
    expect(after(...changes)).toEqual({ ...acme, changes })
  })

  it('ends the subscription by the last cancellation, and keeps the end that it replaces', () => {
    const later = after(change('a', day(25), { kind: 'cancel' }), change('b', day(20), { kind: 'cancel' }))
    expect(later.to).toBe(day(20))
    expect(later.changes?.[1]).toMatchObject({ instead: day(25) })
  })

  it('takes a cancellation back, to the end before it', () => {
    const planned = { ...change('a', day(25), { kind: 'cancel' }), decidedAt: day(5) }
    expect(after(planned, change('b', day(10), { kind: 'withdraw', change: 'a' }))).not.toHaveProperty('to')
    const sooner = { ...change('b', day(20), { kind: 'cancel' }), decidedAt: day(6) }
    expect(after(planned, sooner, change('c', day(10), { kind: 'withdraw', change: 'b' })).to).toBe(day(25))
  })

  it('frees the instant of a change that is withdrawn', () => {
    const planned = { ...change('a', day(25), toTeam), decidedAt: day(5) }
    expect(after(planned, change('b', day(10), { kind: 'withdraw', change: 'a' }), { ...planned, id: 'c' }).changes).toHaveLength(3)
  })

  it('lets an override take the place of one that starts with it, and of nothing else', () => {
    const dearer = { ...cheaper, price: { model: 'flat', amount: '80' } }
    const priceAfter = (...changes: readonly SubscriptionChange[]) => {
      const term = termsAt({ subscription: after(change('a', day(10), cheaper), ...changes), versions: all }, day(15))?.components.get('base')
      return [term?.component.price.model === 'flat' && term.component.price.amount, term?.source.override]
    }
    const replacing = (id: string, replaces: string) => ({ ...change(id, day(10), { ...dearer, replaces }), decidedAt: day(14) })
    expect(priceAfter(replacing('b', 'a'))).toEqual(['80', 'b'])
    expect(priceAfter(replacing('b', 'a'), { ...replacing('c', 'b'), price: { model: 'flat', amount: '90' } } as SubscriptionChange)).toEqual(['90', 'c'])
    const planned = { ...replacing('b', 'a'), decidedAt: day(5) }
    expect(priceAfter(planned, { ...change('c', day(10), { kind: 'withdraw', change: 'b' }), decidedAt: day(6) })).toEqual(['40', 'a'])
  })
})

describe('a change that does not fit', () => {
  const invalid = 'subscription.change_invalid'
  const cases: readonly (readonly [string, readonly SubscriptionChange[], string, string])[] = [
    ['before the start', [change('a', '2026-09-30T00:00:00Z', toTeam)], invalid, 'at'],
    ['after the end', [change('a', day(10), { kind: 'cancel' }), change('b', day(10), toTeam)], invalid, 'at'],
    ['another currency', [change('a', day(10), { ...toTeam, plan: 'dollars', planVersion: dollars.version })], invalid, 'plan'],
    ['another billing period', [change('a', day(10), { ...toTeam, plan: 'yearly', planVersion: yearly.version })], invalid, 'plan'],
    ['an add-on in another currency', [change('a', day(10), { ...disk, plan: 'dollars', planVersion: dollars.version })], invalid, 'plan'],
    ['an add-on with a program', [change('a', day(10), { ...disk, plan: 'discounted', planVersion: discounted.version })], invalid, 'plan'],
    ['a version that is not published', [change('a', day(10), { ...toTeam, planVersion: 'f'.repeat(64) })], 'plan.version_unpublished', 'planVersion'],
    ['the plan that it has', [change('a', day(10), { ...toTeam, plan: 'pro', planVersion: versions.pro.version })], invalid, 'planVersion'],
    ['an add-on with a component that the plan has', [change('a', day(10), { ...toTeam, plan: 'dotted', planVersion: dotted.version }), change('b', day(11), disk)], invalid, 'addOn'],
    ['a plan with a component that an add-on has', [change('a', day(10), disk), change('b', day(11), { ...toTeam, plan: 'dotted', planVersion: dotted.version })], invalid, 'plan'],
    ['two add-ons with one component', [change('a', day(10), { ...disk, addOn: 'x', plan: 'dotted', planVersion: dotted.version }), change('b', day(11), { ...disk, addOn: 'x.disk' })], invalid, 'addOn'],
    ['an id twice', [change('a', day(10), toTeam), change('a', day(11), disk)], 'subscription.change_conflict', 'changes[1].id'],
    ['two overrides at once', [change('a', day(10), cheaper), change('b', day(10), cheaper)], 'subscription.change_conflict', 'changes[1].at'],
    ['an override in place of one that starts otherwise', [change('a', day(10), cheaper), change('b', day(11), { ...cheaper, replaces: 'a' })], invalid, 'changes[1].replaces'],
    ['an override in place of one of another component', [change('a', day(10), disk), change('b', day(10), { ...cheaper, component: 'disk.fee' }), change('c', day(10), { ...cheaper, replaces: 'b' })], invalid, 'changes[2].replaces'],
    ['an override in place of one that was replaced', [change('a', day(10), cheaper), change('b', day(10), { ...cheaper, replaces: 'a' }), change('c', day(10), { ...cheaper, replaces: 'a' })], invalid, 'changes[2].replaces'],
    ['two plans at once', [change('a', day(10), toTeam), { ...change('b', day(10), { ...toTeam, plan: 'pro', planVersion: versions.pro.version }) }], 'subscription.change_conflict', 'changes[1].at'],
    ['an override of what there is not', [change('a', day(10), { ...cheaper, component: 'disk.fee' })], invalid, 'component'],
    ['an override by a price that reads a meter', [change('a', day(10), { ...cheaper, price: { model: 'per_unit', unit: '1' } })], 'catalog.invalid', 'components.base.meter'],
    ['the end of an override that there is not', [change('a', day(10), { kind: 'override', component: 'base' })], invalid, 'component'],
    ['the end of an add-on that there is not', [change('a', day(10), { ...disk, quantity: '0' })], invalid, 'addOn'],
    ['a negative quantity', [change('a', day(10), { ...disk, quantity: '-1' })], invalid, 'quantity'],
    ['a pause in a pause', [change('a', day(10), { kind: 'pause' }), change('b', day(12), { kind: 'pause' })], invalid, 'at'],
    ['resuming what runs', [change('a', day(10), { kind: 'resume' })], invalid, 'at'],
    ['a pause that ends before it starts', [change('a', day(10), { kind: 'pause', to: day(9) })], invalid, 'to'],
    ['withdrawing what holds', [change('a', day(10), toTeam), change('b', day(10), { kind: 'withdraw', change: 'a' })], invalid, 'change'],
    ['withdrawing what there is not', [change('a', day(10), { kind: 'withdraw', change: 'x' })], invalid, 'change'],
    ['a wholesale plan where there is no wholesale side', [change('a', day(10), { ...toTeam, side: 'wholesale' })], invalid, 'side'],
    ['a misspelt field', [change('a', day(10), { ...toTeam, phase: 'skipped' })], 'catalog.malformed', 'phase'],
    ['an unknown kind', [change('a', day(10), { kind: 'upgrade' })], 'catalog.malformed', 'kind'],
  ]

  it.each(cases)('%s is refused', (_, changes, code, field) => {
    expect(() => after(...changes)).toThrow(expect.objectContaining({ code, field }))
  })
})
