import { aggregateUsage, timeWeighted } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { bucket, flat, perUnit } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import { acme, changed, day, november, versions } from '../../catalog/test/november.js'
import { contractSegments } from './contract-segments.js'
import { rateSegments } from './rate-segments.js'
import { inputOf, linesOf, used } from './test/rate-november.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const toStorage = { kind: 'add_on', at: day(16), addOn: 'disk', plan: 'storage', planVersion: versions.storage.version, quantity: '1' }

describe('the program of a plan', () => {
  const program = { stages: [
    { id: 'loyal', use: 'percent-discount@1', of: { components: ['base'] }, rules: [{ id: 'ten', config: { percent: '10' } }] },
    { id: 'floor', use: 'minimum-commitment@1', rules: [{ id: 'hundred', config: { amount: '100' } }] },
  ] }
  const committed = publishPlan('committed', plan({ ...monthly, program }, { base: flat('60', { billing: 'advance', label: 'Base' }) }))
  const input = (subscription: typeof acme) => inputOf({ ...subscription, plan: 'committed', planVersion: committed.version }, [], { versions: [committed, ...Object.values(versions)] })

  it('sees what was added in mid-period: one minimum for all of it', () => {
    expect(linesOf(input(changed(toStorage)))).toEqual([
      ['Base', '11-01 to 12-01', '54'],
      ['disk.fee', '11-16 to 12-01', '7.5'],
      ['disk.gigabytes', '11-16 to 12-01', '0'],
      ['Minimum commitment', '11-01 to 12-01', '38.5'],
    ])
  })

  it('discounts what comes back of a fee as it did the fee', () => {
    const cancelled = { ...changed({ kind: 'cancel', at: day(16) }), to: day(16) }
    expect(linesOf(input(cancelled)).slice(0, 2)).toEqual([['Base', '11-01 to 12-01', '54'], ['Base, unused', '11-16 to 12-01', '-27']])
  })
})

describe('a set-up fee', () => {
  const onboarding = { stages: [{ id: 'setup', use: 'setup-fee@1', rules: [{ id: 'once', config: { amount: '99', label: 'Set-up' } }] }] }
  const [small, big] = [['small', '10'], ['big', '20']].map(([name = '', fee]) => publishPlan(name, plan({ ...monthly, program: onboarding }, { base: flat(fee as '10') })))
  const given = { versions: [small, big].flatMap((each) => each ?? []) }
  const setUps = (subscription: typeof acme) => linesOf(inputOf({ ...subscription, plan: 'small', planVersion: small?.version ?? '', from: november.from }, [], given)).filter(([label]) => label === 'Set-up')

  it('is due once, whatever pauses', () => {
    expect(setUps(changed({ kind: 'pause', at: day(11), to: day(21) }))).toEqual([['Set-up', '11-01 to 11-11', '99']])
  })

  it('is due again for another plan', () => {
    expect(setUps(changed({ kind: 'plan', at: day(16), plan: 'big', planVersion: big?.version }))).toEqual([['Set-up', '11-01 to 11-16', '99'], ['Set-up', '11-16 to 12-01', '99']])
  })
})

describe('what a period hands on', () => {
  it('goes from segment to segment: ten minutes that were not used before the pause', () => {
    const minutes = publishPlan('minutes', plan(monthly, { calls: bucket('calls', { included: '100', fee: '0', overage: '1', rolloverLimit: '50' }) }))
    const { changes = [] } = changed({ kind: 'pause', at: day(11), to: day(21) })
    const subscription = { ...acme, plan: 'minutes', planVersion: minutes.version, changes }
    const { charges, ratings } = rateSegments(inputOf(subscription, [used('calls', '90', 3), used('calls', '105', 25)], { versions: [minutes] }))
    expect(charges.map(({ quantity, amount }) => [quantity, amount])).toEqual([['90', '0'], ['105', '0']])
    expect(ratings[1]?.carryIn).not.toEqual({})
  })
})

describe('a level', () => {
  it('holds on over a plan change: ten seats all November, half of it on each plan', () => {
    const seats = publishPlan('seats', plan(monthly, { seats: perUnit('seats', '6') }))
    const dearer = publishPlan('dearer', plan(monthly, { seats: perUnit('seats', '12') }))
    const event = { id: '1', source: 'app', type: 'seats', subject: 'acme', time: november.from, data: { change: '10' }, revision: 0 }
    const { buckets } = aggregateUsage([event], {
      meters: { seats: timeWeighted({ event: 'seats', value: 'change', reports: 'change', per: 'period' }) },
      subscriptions: [{ id: 'acme', account: 'acme', subjects: ['acme'], from: acme.from }],
    })
    const { changes = [] } = changed({ kind: 'plan', at: day(16), plan: 'dearer', planVersion: dearer.version })
    const subscription = { ...acme, plan: 'seats', planVersion: seats.version, changes }
    const { charges } = rateSegments(inputOf(subscription, buckets, { versions: [seats, dearer] }))
    expect(charges.map(({ quantity, amount }) => [quantity, amount])).toEqual([['5', '30'], ['5', '60']])
  })
})

describe('the wholesale side', () => {
  const wholesale = publishPlan('partner', plan(monthly, { base: flat('20', { label: 'Partner' }) }))
  const resold = { ...acme, wholesale: { account: 'reseller', plan: 'partner', planVersion: wholesale.version } }
  const source = { tenant: 'seller', subscription: resold, versions: [...Object.values(versions), wholesale] }

  it('is a contract of its own, which the reseller pays', () => {
    const [retail, other] = (['retail', 'wholesale'] as const).map((side) => contractSegments({ ...source, side }, november)[0]?.contract)
    expect(retail).toMatchObject({ side: 'retail', subscription: { account: 'acme', plan: 'pro' } })
    expect(other).toMatchObject({ side: 'wholesale', subscription: { account: 'reseller', plan: 'partner' }, planVersion: { plan: 'partner' } })
    expect(other?.subscription).not.toHaveProperty('wholesale')
  })

  it('changes by itself', () => {
    const { changes = [] } = changed({ kind: 'override', at: day(16), decidedAt: acme.from, side: 'wholesale', component: 'base', price: { model: 'flat', amount: '10' } })
    const input = { ...inputOf({ ...resold, changes }), versions: source.versions }
    expect(linesOf({ ...input, side: 'wholesale' })).toEqual([['Partner', '11-01 to 11-16', '10'], ['Partner', '11-16 to 12-01', '5']])
    expect(linesOf(input)[0]).toEqual(['Base', '11-01 to 12-01', '60'])
  })

  it('is none where there is none', () => {
    expect(contractSegments({ ...source, subscription: acme, side: 'wholesale' }, november)).toEqual([])
  })
})

describe('a contract whose versions are not all given', () => {
  it('is refused before any charge', () => {
    const toTeam = { kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version }
    expect(() => rateSegments(inputOf(changed(toTeam), [], { versions: [versions.pro] }))).toThrow(expect.objectContaining({ code: 'plan.version_unpublished', field: 'planVersion' }))
  })
})
