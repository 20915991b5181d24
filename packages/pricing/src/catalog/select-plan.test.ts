import { describe, expect, it } from 'vitest'
import { selectPlan, type PlanAttributes, type PlanRule } from './select-plan.js'

const rules: readonly PlanRule[] = [
  { name: 'launch offer', plan: 'launch', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', when: { segment: ['startup'] } },
  { name: 'germany', plan: 'pro-eur', when: { country: ['DE', 'AT'] } },
  { name: 'everybody', plan: 'pro' },
]
const select = (attributes: PlanAttributes, at = '2026-10-01T00:00:00Z') => selectPlan(rules, { attributes, at })

describe('selectPlan', () => {
  it.each<[string, PlanAttributes, string, string, readonly string[]]>([
    ['the first rule that fits', { segment: 'startup', country: 'DE' }, '2026-10-01T00:00:00Z', 'launch', []],
    ['another before its start', { segment: 'startup', country: 'AT' }, '2026-09-30T23:59:59.999999Z', 'pro-eur', ['starts at 2026-10-01T00:00:00Z']],
    ['another at its end', { segment: 'startup', country: 'FR' }, '2026-11-01T00:00:00Z', 'pro', ['ended at 2026-11-01T00:00:00Z', 'country is FR, not DE or AT']],
    ['another where nothing is known', {}, '2026-10-01T00:00:00Z', 'pro', ['segment is not known', 'country is not known']],
  ])('selects %s', (_, attributes, at, plan, because) => {
    const { selected, passed } = select(attributes, at)
    expect(selected?.plan).toBe(plan)
    expect(passed.map((reason) => reason.because)).toEqual(because)
  })

  it('selects nothing where no rule fits, and says why', () => {
    expect(selectPlan([{ name: 'germany', plan: 'pro', when: { toString: ['x'] } }], { attributes: {}, at: '2026-10-01T00:00:00Z' })).toEqual({
      passed: [{ rule: 'germany', because: 'toString is not known' }],
    })
  })

  it('refuses more than 1,000 rules', () => {
    const many = Array.from({ length: 1_001 }, () => ({ name: 'all', plan: 'pro' }))
    expect(() => selectPlan(many, { attributes: {}, at: '2026-10-01T00:00:00Z' })).toThrow(expect.objectContaining({ code: 'catalog.malformed' }))
  })
})
