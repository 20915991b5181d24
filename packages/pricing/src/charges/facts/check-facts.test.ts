import type { JsonObject } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { factPackNames } from '../pipeline/fact-pack.js'
import type { Facts } from '../pipeline/facts.js'
import { priced, run, stage } from '../pipeline/test/sample-program.js'
import { checkFacts } from './check-facts.js'
import { factPacks } from './fact-packs.js'
import { sampleFacts } from '../../testing/fixtures/sample-facts.js'

const event = { source: 'shop', id: 'a', occurredAt: '2026-10-14T09:00:00.000000Z', meter: 'payments', dimensions: {}, quantity: '1' }

describe('the table of packs', () => {
  it.each(factPackNames)('%s: identity and filters are fields, and the fixture has every field', (name) => {
    const pack = factPacks[name]
    const fields = Object.keys(pack.fields)
    expect(pack.name).toBe(name)
    expect(fields).toEqual(expect.arrayContaining([...pack.identity, ...pack.filters]))
    expect(sampleFacts[name].flatMap((record) => Object.keys(record))).toEqual(expect.arrayContaining(fields))
  })
})

describe('a stage', () => {
  it.each(factPackNames)('reads every field of %s, and no other pack', (name) => {
    const seen: unknown[] = []
    const reading = stage({ facts: [{ pack: name, versions: [factPacks[name].version], fields: Object.keys(factPacks[name].fields), required: true }] }, ({ facts }) => (seen.push(facts), { effects: [] }))
    run([reading], [priced('a')], { facts: sampleFacts })
    expect(seen).toEqual([{ [name]: sampleFacts[name] }])
    expect(() => run([reading], [priced('a')])).toThrow(expect.objectContaining({ code: 'rating.fact_missing' }))
  })
})

describe('checkFacts', () => {
  it.each(factPackNames)('accepts the fixture of %s, and gives it again', (name) => {
    const checked = checkFacts({ [name]: sampleFacts[name] })
    expect(checked).toEqual({ [name]: sampleFacts[name] })
    expect(checkFacts(checked)).toEqual(checked)
  })

  it.each(factPackNames)('misses every required field of %s', (name) => {
    for (const [field, { required }] of Object.entries(factPacks[name].fields)) {
      const [{ [field]: _, ...without } = {}] = sampleFacts[name]
      const check = () => checkFacts({ [name]: [without] })
      if (required) expect(check).toThrow(expect.objectContaining({ code: 'rating.fact_invalid', field: `facts.${name}[0].${field}` }))
      else expect(check).not.toThrow()
    }
  })

  it('brings figures, instants and the order into canonical form', () => {
    const later = { ...event, id: 'b', occurredAt: '2026-10-14T09:00:01Z', quantity: '1.50' }
    const sameTime = { ...event, source: 'app', id: 'z' }
    expect(checkFacts({ ratedEvents: [later, event, sameTime] }).ratedEvents).toEqual([sameTime, event, { ...later, occurredAt: '2026-10-14T09:00:01.000000Z', quantity: '1.5' }])
  })

  it('does not see the order of records', () => {
    const records = Array.from({ length: 6 }, (_, index) => ({ ...event, id: `${index % 3}`, source: `s${index}` }))
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 6 }), (shuffled) => {
        expect(checkFacts({ ratedEvents: shuffled })).toEqual(checkFacts({ ratedEvents: records }))
      }),
      { numRuns: 1000 },
    )
  })

  test.each<[string, Facts | { readonly [pack: string]: unknown }, string, string]>([
    ['an unknown pack', { weather: [] }, 'rating.fact_invalid', 'facts.weather'],
    ['a pack that is no list', { ratedEvents: {} }, 'rating.fact_invalid', 'facts.ratedEvents'],
    ['a record that is none', { ratedEvents: ['a'] }, 'rating.fact_invalid', 'facts.ratedEvents[0]'],
    ['an unknown field', { ratedEvents: [{ ...event, price: '1' }] }, 'rating.fact_invalid', 'facts.ratedEvents[0].price'],
    ['a number for a figure', { ratedEvents: [{ ...event, quantity: 1 }] }, 'rating.fact_invalid', 'facts.ratedEvents[0].quantity'],
    ['a figure that is none', { ratedEvents: [event, { ...event, id: 'b', quantity: '1e3' }] }, 'decimal.malformed', 'facts.ratedEvents[1].quantity'],
    ['a fraction for an amount', { ratedEvents: [{ ...event, amount: '1/3' }] }, 'decimal.malformed', 'facts.ratedEvents[0].amount'],
    ['a local time', { ratedEvents: [{ ...event, occurredAt: '2026-10-14T09:00:00' }] }, 'time.zone_missing', 'facts.ratedEvents[0].occurredAt'],
    ['dimensions that are text', { ratedEvents: [{ ...event, dimensions: 'eu' }] }, 'rating.fact_invalid', 'facts.ratedEvents[0].dimensions'],
    ['a dimension that is a number', { ratedEvents: [{ ...event, dimensions: { region: 1 } }] }, 'text.malformed', 'facts.ratedEvents[0].dimensions.region'],
    ['one event twice', { ratedEvents: [event, { ...event, quantity: '2' }] }, 'rating.fact_invalid', 'facts.ratedEvents[1]'],
  ])('refuses %s', (_, facts, code, field) => {
    expect(() => checkFacts(facts as Facts)).toThrow(expect.objectContaining({ code, field }))
  })

  it('takes one event on two meters as two records, and keeps awkward names', () => {
    const dimensions = JSON.parse('{"__proto__":"eu"}') as JsonObject
    const checked = checkFacts({ ratedEvents: [{ ...event, dimensions }, { ...event, meter: 'fees' }] }).ratedEvents
    expect(JSON.stringify(checked?.[1]?.dimensions)).toBe('{"__proto__":"eu"}')
    expect(checked).toHaveLength(2)
  })
})
