import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { stage } from '../pipeline/test/sample-program.js'
import { stageTable } from '../pipeline/stage-table.js'
import { checkBindings, type BindingScope, type ProgramBinding } from './binding.js'
import { resolveProgram, type BindingQuestion } from './resolve-program.js'

const table = stageTable([stage({ name: 'discount' }, () => ({ effects: [] })), stage({ name: 'cap', kind: 'amount', step: 'cap' }, () => ({ effects: [] }))])
const asked: BindingQuestion = { tenant: 'seller', planType: 'usage', plan: 'pro', bundle: 'suite', at: '2026-10-01T00:00:00.000000Z' }
const rules = [{ id: 'ten', config: { amount: '10' } }]

function bound(id: string, scope: BindingScope = {}, others: Partial<ProgramBinding> = {}): ProgramBinding {
  return { id, scope, stages: [{ id, use: 'discount@1', rules }], ...others }
}

function winner(bindings: readonly ProgramBinding[], question: Partial<BindingQuestion> = {}): string | undefined {
  return resolveProgram({ bindings }, { ...asked, ...question }, table).binding
}

const ladder = [bound('all'), bound('tenant', { tenant: 'seller' }), bound('type', { planType: 'usage' }), bound('plan', { plan: 'pro' }), bound('bundle', { bundle: 'suite' })]

describe('the narrowest scope wins', () => {
  test.each(ladder.map(({ id }, index) => [id, index + 1] as const))('%s', (id, count) => {
    expect(winner(ladder.slice(0, count))).toBe(id)
  })

  it('in any order, and with the same reasons', () => {
    const { passed } = resolveProgram({ bindings: ladder }, asked, table)
    expect(passed.map(({ because }) => because)).toEqual(Array.from({ length: 4 }, () => 'gives way to bundle'))
    fc.assert(
      fc.property(fc.shuffledSubarray(ladder, { minLength: 1 }), (some) => {
        const expected = ladder.findLast((each) => some.includes(each))?.id
        expect(winner(some)).toBe(expected)
        expect(resolveProgram({ bindings: some }, asked, table).passed).toHaveLength(some.length - 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('after the highest priority', () => {
    expect(winner([...ladder, bound('urgent', {}, { priority: 1 })])).toBe('urgent')
  })

  it('of two names together over one of them', () => {
    expect(winner([bound('plan', { plan: 'pro' }), bound('both', { plan: 'pro', tenant: 'seller' })])).toBe('both')
  })
})

describe('what does not fit is passed over, with its reason', () => {
  test.each<[ProgramBinding, string]>([
    [bound('x', { plan: 'free' }), 'is for plan free'],
    [bound('x', { tenant: 'other' }), 'is for tenant other'],
    [bound('x', {}, { from: '2026-10-01T00:00:00.000001Z' }), 'starts at 2026-10-01T00:00:00.000001Z'],
    [bound('x', {}, { to: '2026-10-01T00:00:00.000000Z' }), 'ended at 2026-10-01T00:00:00.000000Z'],
  ])('%j', (binding, because) => {
    expect(resolveProgram({ bindings: [binding] }, asked, table)).toEqual({ passed: [{ binding: 'x', because }], warnings: [] })
  })

  it('programs of accounts are another matter', () => {
    const both = [bound('each'), bound('all', {}, { kind: 'account' })]
    expect([winner(both), winner(both, { kind: 'account' })]).toEqual(['each', 'all'])
  })
})

describe('policies', () => {
  const bindings = [bound('b', {}, { stages: [{ id: 'd', use: 'discount@1', of: { categories: ['compute'] }, policy: 'launch' }] })]
  const shared = { name: 'launch', use: 'discount@1', rules }
  const own = { ...shared, tenant: 'seller', rules: [{ id: 'twenty', config: { amount: '20' } }] }
  const rulesWith = (policies: object[], question: Partial<BindingQuestion> = {}) =>
    resolveProgram(checkBindings({ bindings, policies }), { ...asked, ...question }, table).program?.stages.map(({ rules: filled }) => filled.map(({ id }) => id))

  it('fill a stage with the rules of the tenant, or else with those for all', () => {
    expect([rulesWith([shared]), rulesWith([shared, own]), rulesWith([shared, own], { tenant: 'other' })]).toEqual([[['ten']], [['twenty']], [['ten']]])
    expect(resolveProgram({ bindings, policies: [shared] }, asked, table).program?.stages).toEqual([{ id: 'd', use: 'discount@1', of: { categories: ['compute'] }, rules }])
  })

  it('follow each other in time, and leave the stage out with a warning where none is in force', () => {
    const until = { ...shared, to: '2026-10-01T00:00:00Z' }
    const then = { ...own, tenant: undefined, from: '2026-10-01T00:00:00Z' }
    expect([rulesWith([until, then]), rulesWith([until, then], { at: '2026-09-30T23:59:59Z' })]).toEqual([[['twenty']], [['ten']]])
    expect(resolveProgram(checkBindings({ bindings, policies: [until] }), asked, table)).toEqual({
      program: { stages: [] }, binding: 'b', passed: [],
      warnings: [{ code: 'policy_not_in_force', stage: 'd', because: 'the policy launch has no rules at 2026-10-01T00:00:00.000000Z' }],
    })
  })

  test.each<[string, object[], string]>([
    ['that do not exist', [{ ...shared, name: 'other' }], 'program.policy_unknown'],
    ['of another tenant', [{ ...own, tenant: 'other' }], 'program.policy_unknown'],
    ['that overlap', [shared, shared], 'program.binding_ambiguous'],
    ['for another stage', [{ ...shared, use: 'cap@1' }], 'program.invalid'],
    ['that the stage cannot read', [{ ...shared, rules: [{ id: 'a', config: { percent: '1' } }] }], 'catalog.malformed'],
  ])('refuses some %s', (_, policies, code) => {
    expect(() => rulesWith(policies)).toThrow(expect.objectContaining({ code }))
  })
})

describe('refuses', () => {
  test.each<[string, ProgramBinding[], string, string]>([
    ['two that fit alike', [bound('a', { plan: 'pro' }), bound('b', { plan: 'pro' })], 'program.binding_ambiguous', 'bindings.b'],
    ['an unknown stage', [bound('a', {}, { stages: [{ id: 'x', use: 'nothing@1', rules }] })], 'program.stage_unknown', 'bindings.a.stages[0].use'],
  ])('%s', (_, bindings, code, field) => {
    expect(() => resolveProgram({ bindings }, asked, table)).toThrow(expect.objectContaining({ code, field }))
  })

  test.each<[string, unknown, string, string]>([
    ['a misspelt scope', { bindings: [{ ...bound('a'), scope: { plam: 'pro' } }] }, 'catalog.malformed', 'bindings.bindings[0].scope.plam'],
    ['an id twice', { bindings: [bound('a'), bound('a')] }, 'program.invalid', 'bindings.bindings[1].id'],
    ['rules and a policy', { bindings: [bound('a', {}, { stages: [{ id: 'a', use: 'discount@1', rules, policy: 'p' } as never] })] }, 'program.invalid', 'bindings.bindings[0].stages[0]'],
    ['neither', { bindings: [bound('a', {}, { stages: [{ id: 'a', use: 'discount@1' } as never] })] }, 'program.invalid', 'bindings.bindings[0].stages[0]'],
    ['half a priority', { bindings: [bound('a', {}, { priority: 0.5 })] }, 'catalog.malformed', 'bindings.bindings[0].priority'],
    ['another kind', { bindings: [bound('a', {}, { kind: 'tenant' as never })] }, 'catalog.malformed', 'bindings.bindings[0].kind'],
    ['a policy without rules', { bindings: [], policies: [{ name: 'p', use: 'discount@1', rules: [] }] }, 'catalog.malformed', 'bindings.policies[0].rules'],
  ])('%s', (_, value, code, field) => {
    expect(() => checkBindings(value)).toThrow(expect.objectContaining({ code, field }))
  })
})
