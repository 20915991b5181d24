import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordClasses } from './record-class.js'
import { keptUntil, retentionDecision, retentionGates, type RetentionQuestion } from './retention-decision.js'
import { checkRetentionPolicy, defaultRetention } from './retention-policy.js'

const passed = { rated: true, invoices_final: true, dispute_window_closed: true, audit_reviewed: true, minimisation_reviewed: true }
const question: RetentionQuestion = { recordClass: 'usage_event', recordedAt: '2026-04-01T00:00:00Z', now: '2037-01-01T00:00:00Z', policy: defaultRetention, gates: passed }

describe('keptUntil', () => {
  it.each([
    ['P10Y', 'year_end', '2026-03-31T12:00:00.000000Z', '2037-01-01T00:00:00.000000Z'],
    ['P10Y', 'recorded', '2026-03-31T12:00:00.000000Z', '2036-03-31T12:00:00.000000Z'],
    ['P1Y', 'recorded', '2024-02-29T23:59:59.999999Z', '2025-02-28T23:59:59.999999Z'],
    ['P1M', 'recorded', '2026-01-31T00:00:00.000000Z', '2026-02-28T00:00:00.000000Z'],
    ['P1M2D', 'recorded', '2026-01-31T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z'],
    ['P0D', 'recorded', '2026-01-31T00:00:00.000000Z', '2026-01-31T00:00:00.000000Z'],
    ['P2W', 'year_end', '2026-12-31T23:59:59.999999Z', '2027-01-15T00:00:00.000000Z'],
    ['P100Y', 'year_end', '2026-01-01T00:00:00.000000Z', '2127-01-01T00:00:00.000000Z'],
    ['P36525D', 'recorded', '9700-01-01T00:00:00.000000Z', '9800-01-02T00:00:00.000000Z'],
    ['forever', 'recorded', '2026-01-01T00:00:00.000000Z', undefined],
    ['P1D', 'year_end', '9999-06-01T00:00:00.000000Z', undefined],
  ] as const)('%s from %s of %s is %s', (keep, from, recordedAt, until) => {
    expect(keptUntil({ keep, from }, recordedAt)).toBe(until)
  })
})

describe('retentionDecision', () => {
  it('calls raw usage a candidate when its time is over and every gate is passed', () => {
    expect(retentionDecision(question)).toEqual({ decision: 'compact_candidate' })
  })

  it.each(retentionGates)('keeps it while %s is not passed, or not answered', (gate) => {
    const { [gate]: _, ...others } = passed
    for (const gates of [{ ...passed, [gate]: false }, others]) {
      expect(retentionDecision({ ...question, gates })).toEqual({ decision: 'keep', reasons: [{ reason: gate }] })
    }
  })

  it('keeps what its time still keeps, to the microsecond, and gives all reasons at once', () => {
    const early = { ...question, now: '2036-12-31T23:59:59.999999Z', gates: { ...passed, rated: false }, legalHolds: ['case 7'] }
    const until = '2037-01-01T00:00:00.000000Z'
    expect(retentionDecision(early)).toEqual({ decision: 'keep', reasons: [{ reason: 'kept_until', until }, { reason: 'legal_hold', hold: 'case 7' }, { reason: 'rated' }] })
    const forGood = checkRetentionPolicy({ usage_event: { keep: 'forever', from: 'recorded' } })
    expect(retentionDecision({ ...question, policy: forGood })).toEqual({ decision: 'keep', reasons: [{ reason: 'kept_forever' }] })
  })

  it.each(recordClasses.filter((name) => name !== 'usage_event'))('never calls %s a candidate', (recordClass) => {
    const policy = checkRetentionPolicy({ [recordClass]: { keep: 'P0D', from: 'recorded' } })
    expect(retentionDecision({ ...question, recordClass, policy })).toEqual({ decision: 'keep', reasons: [{ reason: 'never_compacted' }] })
  })

  it('is a candidate only if everything holds, and stays one as time goes on', () => {
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }).map((date) => date.toISOString())
    const gates = fc.record(Object.fromEntries(retentionGates.map((gate) => [gate, fc.boolean()])), { requiredKeys: [] })
    fc.assert(fc.property(instant, instant, instant, gates, fc.array(fc.constant('hold'), { maxLength: 1 }), (recordedAt, now, later, given, legalHolds) => {
      const answer = retentionDecision({ ...question, recordedAt, now, gates: given, legalHolds })
      const isOver = now >= (keptUntil(defaultRetention.usage_event, recordedAt) ?? expect.fail('it ends'))
      const isCandidate = isOver && legalHolds.length === 0 && retentionGates.every((gate) => given[gate] === true)
      expect(answer.decision).toBe(isCandidate ? 'compact_candidate' : 'keep')
      if (isCandidate && later >= now) expect(retentionDecision({ ...question, recordedAt, now: later, gates: given, legalHolds }).decision).toBe('compact_candidate')
    }), { numRuns: 1_000 })
  })

  it.each([
    ['recordClass', 'retention.question_invalid', { recordClass: 'rumours' as 'audit' }],
    ['recordedAt', 'time.malformed', { recordedAt: 'yesterday' }],
    ['now', 'time.malformed', { now: 'now' }],
  ])('refuses %s that is none: %s', (field, code, given) => {
    expect(() => retentionDecision({ ...question, ...given })).toThrow(expect.objectContaining({ code, field }))
  })
})

describe('checkRetentionPolicy', () => {
  it('fills in the default', () => {
    expect(checkRetentionPolicy({})).toEqual(defaultRetention)
    expect(checkRetentionPolicy({ message: { keep: 'P1M', from: 'recorded' } }).message.keep).toBe('P1M')
  })

  it.each([
    ['retention.rumours', 'retention.policy_invalid', { rumours: { keep: 'P1Y', from: 'recorded' } }],
    ['retention.audit.from', 'retention.policy_invalid', { audit: { keep: 'P1Y', from: 'birth' } }],
    ['retention.audit.keep', 'time.duration_invalid', { audit: { keep: 'P1DT1H', from: 'recorded' } }],
    ['retention.audit.keep', 'retention.policy_invalid', { audit: { keep: 'P101Y', from: 'recorded' } }],
    ['retention.audit.keep', 'time.duration_invalid', { audit: { keep: 'ten years', from: 'recorded' } }],
  ])('refuses %s: %s', (field, code, policy) => {
    expect(() => checkRetentionPolicy(policy as object)).toThrow(expect.objectContaining({ code, field }))
  })
})
