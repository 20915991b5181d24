import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { perUnit } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import { acme, changed, day, november, versions } from '../../catalog/test/november.js'
import { rate } from '../rate.js'
import { rateSegments } from './rate-segments.js'
import { inputOf, linesOf, used } from './test/rate-november.js'

const toTeam = { kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version }
const toStorage = { kind: 'add_on', at: day(16), addOn: 'disk', plan: 'storage', planVersion: versions.storage.version, quantity: '1' }

describe('one segment', () => {
  it('is what rate makes of the contract, byte for byte', () => {
    const input = inputOf(acme, [used('calls', '1500', 3)])
    const contract = { tenant: 'seller', side: 'retail', subscription: acme, planVersion: versions.pro } as const
    const { charges, ratings } = rateSegments(input)
    expect(charges).toStrictEqual(rate({ ...input, contract, facts: input.facts }).charges)
    expect(ratings.map((rating) => rating.contract)).toStrictEqual([contract])
  })
})

describe('a plan change on the 16th', () => {
  it('credits what is left of the old fee, charges the new one for it, and cuts usage', () => {
    const usage = [used('calls', '1500', 3), used('calls', '1500', 16)]
    expect(linesOf(inputOf(changed(toTeam), usage))).toEqual([
      ['Base', '11-01 to 12-01', '60'],
      ['Base, unused', '11-16 to 12-01', '-30'],
      ['calls', '11-01 to 11-16', '5'],
      ['Base', '11-16 to 12-01', '60'],
      ['calls', '11-16 to 12-01', '7.5'],
    ])
  })

  it('down, costs less than was billed in advance', () => {
    const team = { ...acme, plan: 'team', planVersion: versions.team.version }
    const down = { ...changed({ ...toTeam, ...{ plan: 'pro', planVersion: versions.pro.version } }), plan: team.plan, planVersion: team.planVersion }
    expect(linesOf(inputOf(down)).filter(([label]) => label.startsWith('Base'))).toEqual([
      ['Base', '11-01 to 12-01', '120'],
      ['Base, unused', '11-16 to 12-01', '-60'],
      ['Base', '11-16 to 12-01', '30'],
    ])
  })

  it('needs no credit when it was decided before the period began', () => {
    expect(linesOf(inputOf(changed({ ...toTeam, decidedAt: '2026-10-20T00:00:00Z' }))).filter(([label]) => label.startsWith('Base'))).toEqual([
      ['Base', '11-01 to 11-16', '30'],
      ['Base', '11-16 to 12-01', '60'],
    ])
  })

  it('at a period boundary cuts nothing', () => {
    const { charges } = rateSegments(inputOf(changed({ ...toTeam, at: november.from })))
    expect(charges.map(({ plan, amount }) => [plan, amount])).toEqual([['team', '120'], ['team', '0']])
  })
})

describe('a cancellation on the 21st', () => {
  it('credits a third of the fee', () => {
    const cancelled = { ...changed({ kind: 'cancel', at: day(21) }), to: day(21) }
    expect(linesOf(inputOf(cancelled, [used('calls', '1100', 3)]))).toEqual([
      ['Base', '11-01 to 12-01', '60'],
      ['Base, unused', '11-21 to 12-01', '-20'],
      ['calls', '11-01 to 11-21', '1'],
    ])
  })

  it('that was known before has its share alone, as has the end of a term', () => {
    expect(linesOf(inputOf({ ...acme, to: day(21) }))[0]).toEqual(['Base', '11-01 to 11-21', '40'])
  })
})

describe('an add-on on the 16th', () => {
  it('costs its share and leaves the tiers of the plan whole', () => {
    const usage = [used('calls', '900', 3), used('calls', '900', 20), used('gigabytes', '50', 20)]
    expect(linesOf(inputOf(changed(toStorage), usage))).toEqual([
      ['Base', '11-01 to 12-01', '60'],
      ['calls', '11-01 to 12-01', '8'],
      ['disk.fee', '11-16 to 12-01', '7.5'],
      ['disk.gigabytes', '11-16 to 12-01', '5'],
    ])
  })

  it('multiplies its fees by its quantity, which changes on the 26th, and prices usage once', () => {
    const three = { ...toStorage, quantity: '3' }
    const five = { ...three, at: day(26), quantity: '5' }
    expect(linesOf(inputOf(changed(three, five), [used('gigabytes', '50', 20), used('gigabytes', '50', 28)])).slice(2)).toEqual([
      ['disk.fee × 3', '11-16 to 11-26', '15'],
      ['disk.fee × 5', '11-26 to 12-01', '12.5'],
      ['disk.gigabytes', '11-16 to 12-01', '10'],
    ])
  })

  it('ends by a quantity of 0, and at its own end', () => {
    const none = { ...toStorage, at: day(26), quantity: '0' }
    for (const input of [inputOf(changed(toStorage, none)), inputOf(changed({ ...toStorage, to: day(26) }))]) {
      expect(linesOf(input)[2]).toEqual(['disk.fee', '11-16 to 11-26', '5'])
    }
  })

  it('has usage before it named as unrated', () => {
    const early = used('gigabytes', '50', 3)
    expect(rateSegments(inputOf(changed(toStorage), [early])).unrated).toEqual([early])
  })
})

describe('an override on the 16th', () => {
  const cheaper = { kind: 'override', at: day(16), component: 'base', price: { model: 'flat', amount: '40' } }

  it('replaces one price; the fee that was due in advance is credited', () => {
    expect(linesOf(inputOf(changed(cheaper), [used('calls', '900', 3), used('calls', '900', 20)]))).toEqual([
      ['Base', '11-01 to 12-01', '60'],
      ['Base', '11-16 to 12-01', '20'],
      ['Base, unused', '11-16 to 12-01', '-30'],
      ['calls', '11-01 to 12-01', '8'],
    ])
  })

  it('never stacks: the next one holds alone, and after its end the plan does', () => {
    const second = { ...cheaper, at: day(21), to: day(26), price: { model: 'flat', amount: '90' }, decidedAt: cheaper.at }
    const first = { ...cheaper, at: day(11), decidedAt: '2026-10-20T00:00:00Z' }
    const planned = { ...second, decidedAt: '2026-10-20T00:00:00Z' }
    expect(linesOf(inputOf(changed(first, planned))).filter(([label]) => label === 'Base')).toEqual([
      ['Base', '11-01 to 11-11', '20'],
      ['Base', '11-11 to 11-21', '40/3'],
      ['Base', '11-21 to 11-26', '15'],
      ['Base', '11-26 to 12-01', '10'],
    ])
  })
})

describe('a pause from the 11th to the 21st', () => {
  const pause = { kind: 'pause', at: day(11), to: day(21) }

  it('has nothing due and usage free', () => {
    const paused = used('calls', '500', 15)
    const { charges, unrated } = rateSegments(inputOf(changed(pause), [used('calls', '1100', 3), paused, used('calls', '1100', 25)]))
    expect(unrated).toEqual([paused])
    expect(charges.map(({ label, component, from, to, amount }) => [label ?? component, `${from.slice(5, 10)} to ${to.slice(5, 10)}`, amount])).toEqual([
      ['Base', '11-01 to 12-01', '60'],
      ['Base, unused', '11-11 to 12-01', '-40'],
      ['calls', '11-01 to 11-11', '1'],
      ['Base', '11-21 to 12-01', '20'],
      ['calls', '11-21 to 12-01', '1'],
    ])
  })

  it('that bills usage suspends fees alone, and tiers go on', () => {
    const input = inputOf(changed({ ...pause, usage: 'billed', decidedAt: '2026-10-20T00:00:00Z' }), [used('calls', '600', 3), used('calls', '600', 15)])
    expect(linesOf(input)).toEqual([
      ['Base', '11-01 to 11-11', '20'],
      ['Base', '11-21 to 12-01', '20'],
      ['calls', '11-01 to 12-01', '2'],
    ])
  })

  it('of the whole period leaves no charge', () => {
    expect(linesOf(inputOf(changed({ kind: 'pause', at: '2026-10-15T00:00:00Z' })))).toEqual([])
  })

  it('ends by resuming', () => {
    expect(linesOf(inputOf(changed({ kind: 'pause', at: '2026-10-15T00:00:00Z' }, { kind: 'resume', at: day(21) })))[0]).toEqual(['Base', '11-21 to 12-01', '20'])
  })
})

it('prices a component whose price becomes one of another model by each for its time', () => {
  const calls = publishPlan('calls', plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1'), other: perUnit('scans', '2') }))
  const free = { kind: 'override', at: day(16), component: 'calls', price: { model: 'graduated', tiers: [{ upTo: '10', unit: '0' }, { unit: '5' }] } }
  const subscription = { ...changed(free), plan: 'calls', planVersion: calls.version }
  const usage = [used('calls', '8', 3), used('calls', '12', 20), used('scans', '3', 20)]
  expect(linesOf(inputOf(subscription, usage, { versions: [calls] }))).toEqual([
    ['calls', '11-01 to 11-16', '8'],
    ['calls', '11-16 to 12-01', '10'],
    ['other', '11-01 to 12-01', '6'],
  ])
})
