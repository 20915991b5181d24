import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import type { SourcePolicies } from './source-policy.js'
import { acmeBilling, failureIn, october, sampleBilling, tokens } from '../test/sample-billing.js'

const now = '2026-10-20T00:00:00Z'
const sources = { api: { maxAge: 'P10D', maxAhead: 'PT5M' }, '*': { maxAge: 'P1D' }, legacy: {}, cron: { timeFromReceipt: true } } as const

describe('source policies', () => {
  const cases: readonly (readonly [name: string, event: object, outcome: string | undefined])[] = [
    ['exactly as old as allowed', { time: '2026-10-10T00:00:00Z' }, undefined],
    ['a microsecond too old', { time: '2026-10-09T23:59:59.999999Z' }, 'event.too_old'],
    ['exactly as far ahead as allowed', { time: '2026-10-20T00:05:00Z' }, undefined],
    ['a microsecond too far ahead', { time: '2026-10-20T00:05:00.000001Z' }, 'event.in_future'],
    ['an amendment that is too old', { time: '2026-10-01T00:00:00Z', revision: 1 }, 'event.too_old'],
    ['too old for other sources', { source: 'edge', time: '2026-10-18T23:59:59Z' }, 'event.too_old'],
    ['of a source with a policy that allows all', { source: 'legacy', time: '0001-01-01T00:00:00Z' }, undefined],
    ['far ahead, from a source that may', { source: 'legacy', time: '9999-12-31T00:00:00Z' }, undefined],
    ['of a source named like a property', { source: 'toString', time: '2026-10-01T00:00:00Z' }, 'event.too_old'],
    ['without a time, from a source that sends none', { source: 'cron', time: null }, undefined],
    ['without a time, from another source', { time: null }, 'event.invalid'],
  ]

  it.each(cases)('%s', async (_, about, code) => {
    const billing = await acmeBilling({ now, sources })
    const { counts, refused } = await billing.events.ingest([tokens('a', '1', about), tokens('good', '1')])
    expect(refused.map(({ index, identity, failure }) => [index, identity?.id, failure.code, failure.field])).toEqual(code === undefined ? [] : [[0, 'a', code, expect.any(String)]])
    expect(counts.rejected).toBe(code === undefined ? 0 : 1)
    expect(counts.accepted + counts.unattached).toBe(code === undefined ? 2 : 1)
  })

  it('lets what is kept stay a duplicate and a conflict, however late it comes again (I-NOTTL)', async () => {
    const storage = memory()
    const kept = tokens('a', '1', { time: '2026-10-11T00:00:00Z' })
    await (await acmeBilling({ storage, now, sources })).events.ingest([kept])
    const later = sampleBilling({ storage, now: '2036-01-01T00:00:00Z', sources })
    const batch = [kept, { ...kept, data: { count: '2', model: 'large' } }, { ...kept, id: 'b' }, { ...kept, revision: 1 }]
    const { receipts, refused } = await later.events.ingest(batch, { receipts: true })
    expect(receipts).toEqual(['duplicate', 'conflict', 'rejected', 'rejected'])
    expect(refused.map(({ index, failure }) => [index, failure.code])).toEqual([[1, 'event.conflict'], [2, 'event.too_old'], [3, 'event.too_old']])
    expect((await later.usage.current(october)).usage.map(({ quantity }) => quantity)).toEqual(['1'])
  })

  it('refuses a whole batch where that is asked for', async () => {
    const billing = await acmeBilling({ now, sources })
    const failure = await failureIn(() => billing.events.ingestOrThrow([tokens('a', '1'), tokens('b', '1', { time: '2026-01-01T00:00:00Z' })]))
    expect(failure).toMatchObject({ code: 'event.too_old', field: 'events[1].time', facts: { maxAge: 'P10D' } })
    expect((await billing.usage.current(october)).usage).toEqual([])
  })

  const malformed: readonly (readonly [name: string, policies: object, code: string, field: string])[] = [
    ['a misspelt part', { api: { maxage: 'P1D' } }, 'command.invalid', 'sources.api.maxage'],
    ['a duration of months', { api: { maxAge: 'P1M' } }, 'time.duration_invalid', 'sources.api.maxAge'],
    ['a number', { api: { maxAhead: 300 } }, 'time.duration_invalid', 'sources.api.maxAhead'],
    ['a text for a boolean', { api: { timeFromReceipt: 'no' } }, 'command.invalid', 'sources.api.timeFromReceipt'],
    ['an empty source', { '': {} }, 'text.empty', 'sources'],
    ['too many', Object.fromEntries(Array.from({ length: 10_001 }, (__, index) => [`s${index}`, {}])), 'command.invalid', 'sources'],
  ]

  it.each(malformed)('refuses %s when billing is made', async (_, policies, code, field) => {
    expect(await failureIn(async () => sampleBilling({ sources: policies as SourcePolicies }))).toMatchObject({ code, field })
  })
})
