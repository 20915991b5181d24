import { canonicalJson, type Json } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { amountOf } from './charge-draft.js'
import type { FactNeed, StageScope } from './manifest.js'
import type { StageEffect, StageInput } from './stage.js'
import { context, draft, priced, run, stage, use } from './test/sample-program.js'

/** Takes 1 off each charge that it is handed, and says whom it saw. */
function discount(name: string, seen: Json[] = [], scope: StageScope = 'charge') {
  return stage({ name, scope }, ({ charges, rule, config }) => {
    seen.push([rule, config, charges.map((charge) => [charge.key, amountOf(charge)])])
    return { effects: charges.map(({ key }): StageEffect => ({ kind: 'adjust', charge: key, amount: '-1', label: name })) }
  })
}

describe('order', () => {
  it('runs stage by stage and rule by rule, each on what those before it left', () => {
    const seen: Json[] = []
    const [first, second] = [discount('first', seen), discount('second', seen)]
    const stages = [use('first@1', { rules: [{ id: 'a', config: { amount: '1' } }, { id: 'b', config: {} }] }), use('second@1')]
    const { drafts } = run([first, second], [priced('tokens')], { program: { stages } })
    expect(seen).toEqual([['a', { amount: '1' }, [['tokens', '20']]], ['b', {}, [['tokens', '19']]], ['rule', {}, [['tokens', '18']]]])
    expect(drafts[0]?.adjustments.map(({ stage: by, rule, amount }) => [by, rule, amount])).toEqual([['first', 'a', '-1'], ['first', 'b', '-1'], ['second', 'rule', '-1']])
    expect(drafts[0]?.stages.map(({ id, use: name }) => [id, name])).toEqual([['first', 'first@1'], ['second', 'second@1']])
  })

  it('keeps drafts in the order given and puts added ones after them', () => {
    const fee = stage({ name: 'fee', kind: 'price', scope: 'subscription' }, () => ({ effects: [{ kind: 'add', label: 'Fee', parts: [{ label: 'Fee', quantity: '1', unit: '5', flat: '0', amount: '5' }] }] }))
    const { drafts } = run([fee], [priced('z'), priced('a')])
    expect(drafts.map(({ key }) => key)).toEqual(['z', 'a', '["fee",{"rule":"rule"}]'])
    expect(drafts[2]).toMatchObject({ component: 'fee', dimensions: { rule: 'rule' }, label: 'Fee', model: 'fee@1', measured: '1', quantity: '1', billing: 'arrears', ...context.billed })
  })

  it('does not depend on the order of drafts', () => {
    const all = ['b', 'a', 'c'].flatMap((component) => ['x', 'y'].map((group) => priced(component, { key: `${component}/${group}`, dimensions: { group } })))
    const stages = (['charge', 'component', 'subscription'] as const).map((scope) => discount(`by-${scope}`, [], scope))
    const sorted = (drafts: typeof all) => canonicalJson(run(stages, drafts).drafts.toSorted((a, b) => (a.key < b.key ? -1 : 1)) as unknown as Json)
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(sorted(shuffled)).toBe(sorted(all))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('scopes', () => {
  const drafts = [priced('b', { key: 'b/y' }), priced('a', { key: 'a/1' }), priced('b', { key: 'b/x', category: 'compute' })]

  test.each<[StageScope, string[][]]>([
    ['charge', [['a/1'], ['b/x'], ['b/y']]],
    ['component', [['a/1'], ['b/x', 'b/y']]],
    ['subscription', [['a/1', 'b/x', 'b/y']]],
  ])('%s', (scope, expected) => {
    const handed: string[][] = []
    run([stage({ scope }, ({ charges }) => (handed.push(charges.map(({ key }) => key)), { effects: [] }))], drafts)
    expect(handed).toEqual(expected)
  })

  it('hand a stage what its selector names, and the whole of nothing to a stage of the subscription', () => {
    const counts: number[] = []
    const counting = (scope: StageScope) => stage({ name: scope, scope }, ({ charges }) => (counts.push(charges.length), { effects: [] }))
    const of = { categories: ['compute'] }
    const none = { components: ['none'] }
    run([counting('charge'), counting('subscription')], drafts, { program: { stages: [use('charge@1', { of }), use('charge@1', { id: 'none', of: none }), use('subscription@1', { id: 'all', of: none })] } })
    expect(counts).toEqual([1, 0])
  })
})

describe('carry', () => {
  const counter = stage({ name: 'counter' }, ({ carry }) => ({ effects: [], carry: { runs: Number(carry.runs ?? 0) + 1 } }))

  it('is handed to the run of the same rule and charge in the next period', () => {
    const first = run([counter], [priced('a'), priced('b')]).carryOut
    expect(first).toEqual({ counter: { '["rule",["a",{}]]': { runs: 1 }, '["rule",["b",{}]]': { runs: 1 } } })
    expect(run([counter], [priced('a')], { carryIn: first }).carryOut).toEqual({ counter: { '["rule",["a",{}]]': { runs: 2 }, '["rule",["b",{}]]': { runs: 1 } } })
  })

  it('goes on from piece to piece where a component runs twice in a period', () => {
    const pieces = ['1', '2', '3'].map((piece) => priced('a', { key: `a/${piece}` }))
    expect(run([counter], pieces).carryOut).toEqual({ counter: { '["rule",["a",{}]]': { runs: 3 } } })
  })

  it('stays as it is where a stage hands nothing on', () => {
    const carryIn = { counter: { '["rule",["a",{}]]': { runs: 7 } } }
    expect(run([stage({ name: 'counter' }, () => ({ effects: [] }))], [priced('a')], { carryIn }).carryOut).toEqual(carryIn)
  })
})

describe('facts', () => {
  const event = { source: 's', id: '1', occurredAt: context.period.from, meter: 'tokens_meter', dimensions: {}, quantity: '1' }
  const need = { pack: 'ratedEvents', versions: [1], fields: ['meter', 'quantity'], filters: ['meter'], required: false } as const
  const read = (seen: unknown[], facts: readonly FactNeed[] = [need]) => stage({ facts }, (input) => (seen.push(input.facts), { effects: [] }))

  it('are handed over with their declared fields only, narrowed to the meter of the charge', () => {
    const seen: unknown[] = []
    run([read(seen)], [priced('tokens'), priced('other')], { facts: { ratedEvents: [event], balances: [] } })
    expect(seen).toEqual([{ ratedEvents: [] }, { ratedEvents: [{ meter: 'tokens_meter', quantity: '1' }] }])
  })

  it('come from the input, whatever else stands beside the options', () => {
    const seen: unknown[] = []
    run([read(seen)], [priced('tokens')], { facts: { ratedEvents: [event] } }, { facts: {} } as object)
    expect(seen).toEqual([{ ratedEvents: [{ meter: 'tokens_meter', quantity: '1' }] }])
  })

  it('are absent where a pack is optional and not given', () => {
    const seen: unknown[] = []
    run([read(seen)], [priced('tokens')])
    expect(seen).toEqual([{}])
  })

  test.each<[string, readonly FactNeed[], string]>([
    ['a required pack that is not given', [{ ...need, pack: 'balances', required: true }], 'rating.fact_missing'],
    ['a version that the stage cannot read', [{ ...need, versions: [2, 3] }], 'rating.fact_version'],
  ])('fail for %s', (_, facts, code) => {
    expect(() => run([read([], facts)], [priced('tokens')], { facts: { ratedEvents: [event] } })).toThrow(expect.objectContaining({ code }))
  })

  it('fail when a stage reads a pack that it does not declare', () => {
    const curious = stage({ name: 'curious', facts: [need] }, (input: StageInput) => ({ effects: (input.facts.balances as readonly unknown[]).map(() => ({ kind: 'group', charge: '', group: { key: '', label: '' } })) }))
    expect(() => run([curious], [priced('tokens')], { facts: { ratedEvents: [event], balances: [] } })).toThrow(expect.objectContaining({ code: 'stage.fact_undeclared', field: 'program.curious' }))
  })
})

describe('limits', () => {
  const limits = { charges: 2, effects: 1 }

  it('are met at the limit', () => {
    expect(() => run([stage({ scope: 'subscription', limits }, () => ({ effects: [{ kind: 'group', charge: 'a', group: { key: 'g', label: 'G' } }] }))], [priced('a'), priced('b')])).not.toThrow()
  })

  it.each([
    ['charges', 3, []],
    ['effects', 2, [{ kind: 'group', charge: 'a', group: { key: 'g', label: 'G' } }, { kind: 'group', charge: 'a', group: { key: 'g', label: 'G' } }]],
  ] as const)('refuse more %s', (what, count, effects) => {
    const drafts = ['a', 'b', 'c'].slice(0, what === 'charges' ? 3 : 1).map((key) => priced(key))
    expect(() => run([stage({ scope: 'subscription', limits }, () => ({ effects }))], drafts)).toThrow(
      expect.objectContaining({ code: 'stage.limit_exceeded', field: 'program.sample', facts: { what, count, limit: limits[what] } }),
    )
  })
})

describe('execution records', () => {
  const warned = stage({ name: 'warned' }, ({ charges }) => ({ effects: [], warnings: charges.map(({ key }) => ({ code: 'look', because: 'is odd', charge: key })) }))

  it('hold hashes, warnings and the duration of the given timer, one for each run', () => {
    let now = 0
    const timer = () => (now += 1.5)
    const { executions, warnings } = run([warned], [draft('a'), draft('b')], {}, { timer })
    expect(executions.map(({ stage: ref, rule, scope, warnings: said, durationMs }) => [ref.id, rule, scope, said.length, durationMs])).toEqual([
      ['warned', 'rule', ['a', {}], 1, 1.5],
      ['warned', 'rule', ['b', {}], 1, 1.5],
    ])
    expect(executions[0]?.input).not.toBe(executions[1]?.input)
    expect(warnings).toEqual(['a', 'b'].map((charge) => ({ code: 'look', because: 'is odd', charge, stage: 'warned', rule: 'rule' })))
  })

  it('change with what a stage saw and said, and not with time', () => {
    const record = (drafts: Parameters<typeof run>[1], timer: () => number, stages = [warned]) => run(stages, drafts, {}, { timer }).executions.map(({ input, output }) => [input, output])
    const [[input, output] = []] = record([draft('a')], () => 0)
    expect(record([draft('a')], () => 99)).toEqual([[input, output]])
    expect(record([draft('a', { measured: '11' })], () => 0)).toEqual([[expect.not.stringMatching(input ?? ''), output]])
  })

  it('are not made without a timer', () => {
    expect(run([warned], [draft('a')]).executions).toEqual([])
  })

  it('refuse what is no plain data', () => {
    const dated = stage({}, () => ({ effects: [], carry: { at: new Date(0) as never } }))
    expect(() => run([dated], [draft('a')], {}, { timer: () => 0 })).toThrow(expect.objectContaining({ code: 'json.unsupported' }))
  })
})
