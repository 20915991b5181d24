import { describe, expect, it, test } from 'vitest'
import { sha256 } from '@farthing/core'
import { amountSteps } from './manifest.js'
import { checkProgram, programHash, type Program } from './program.js'
import { stageTable } from './stage-table.js'
import { stage, use } from './test/sample-program.js'

const nothing = () => ({ effects: [] })
const free = stage({ name: 'free', kind: 'quantity' }, nothing)
const tiers = stage({ name: 'tiers', kind: 'price' }, nothing)
const steps = amountSteps.map((step) => stage({ name: step, kind: 'amount', step }, nothing))
const newer = stage({ name: 'free', version: 3, kind: 'quantity' }, nothing)
const table = stageTable([free, newer, tiers, ...steps])

function program(...stages: readonly object[]): unknown {
  return { stages }
}

describe('checkProgram', () => {
  it('accepts quantity stages, producers and amount stages in the order of their steps, and gives its result again', () => {
    const all = program(use('free@1'), use('free@3', { id: 'more' }), use('tiers@1'), ...amountSteps.map((step) => use(`${step}@1`)), use('manual@1', { id: 'again' }))
    const checked = checkProgram(all, table)
    expect(checked).toEqual(all)
    expect(checkProgram(checked, table)).toEqual(checked)
    expect(checkProgram(program(), table)).toEqual({ stages: [] })
  })

  it('lets the stage read its configuration', () => {
    expect(() => checkProgram(program(use('free@1', { rules: [{ id: 'r', config: { amont: '1' } }] })), table)).toThrow(
      expect.objectContaining({ code: 'catalog.malformed', field: 'program.stages[0].rules[0].config.amont' }),
    )
    expect(checkProgram(program({ id: 'f', use: 'free@1', rules: [{ id: 'r' }] }), table).stages[0]?.rules).toEqual([{ id: 'r', config: {} }])
  })

  test.each<[string, unknown, string, string]>([
    ['what is no record', [], 'catalog.malformed', 'program'],
    ['a misspelt field', { stages: [], stage: [] }, 'catalog.malformed', 'program.stage'],
    ['a stage that does not exist', program(use('freee@1')), 'program.stage_unknown', 'program.stages[0].use'],
    ['a stage of every record', program(use('toString')), 'program.stage_unknown', 'program.stages[0].use'],
    ['a stage without a version', program(use('free')), 'program.stage_unknown', 'program.stages[0].use'],
    ['an unknown version', program(use('free@2')), 'program.stage_unknown', 'program.stages[0].use'],
    ['a producer after an amount stage', program(use('cap@1'), use('tiers@1')), 'program.invalid', 'program.stages[1]'],
    ['a quantity stage after a producer', program(use('tiers@1'), use('free@1')), 'program.invalid', 'program.stages[1]'],
    ['a discount after a minimum', program(use('minimum@1'), use('discount@1')), 'program.invalid', 'program.stages[1]'],
    ['an id twice', program(use('free@1'), use('tiers@1'), use('free@1')), 'program.invalid', 'program.stages[2].id'],
    ['a rule twice', program(use('free@1', { rules: [{ id: 'a', config: {} }, { id: 'a', config: {} }] })), 'program.invalid', 'program.stages[0].rules[1].id'],
    ['no rules', program(use('free@1', { rules: [] })), 'catalog.malformed', 'program.stages[0].rules'],
    ['a selector of nothing', program(use('free@1', { of: { meters: [] } })), 'catalog.malformed', 'program.stages[0].of.meters'],
    ['a misspelt selector', program(use('free@1', { of: { meter: ['a'] } as object })), 'catalog.malformed', 'program.stages[0].of.meter'],
    ['an empty id', program(use('free@1', { id: '' })), 'text.empty', 'program.stages[0].id'],
    ['too many stages', program(...Array.from({ length: 101 }, (_, index) => use('free@1', { id: `${index}` }))), 'catalog.malformed', 'program.stages'],
  ])('refuses %s', (_, value, code, field) => {
    expect(() => checkProgram(value, table)).toThrow(expect.objectContaining({ code, field }))
  })

  it('names the versions that exist', () => {
    expect(() => checkProgram(program(use('free@2')), table)).toThrow(expect.objectContaining({ facts: { use: 'free@2', known: ['free@1', 'free@3'] } }))
  })
})

describe('programHash', () => {
  const written: Program = { stages: [use('free@1', { of: { components: ['tokens'] } }), use('tiers@1')] }

  it('is pinned: it stands in rating keys', () => {
    expect(programHash(written, table)).toBe('a2fdefab30edfb92c0f32e1fa64d9104b75a7677ea164a8e948e24221659b33e')
  })

  it.each([
    ['another configuration', { stages: [use('free@1', { of: { components: ['tokens'] }, rules: [{ id: 'rule', config: { amount: '1' } }] }), use('tiers@1')] }, table],
    ['another version', { stages: [use('free@3', { of: { components: ['tokens'] } }), use('tiers@1')] }, table],
    ['another selector', { stages: [use('free@1'), use('tiers@1')] }, table],
    ['another order', { stages: written.stages.toReversed() }, table],
    ['what a stage declares', written, { ...table, 'tiers@1': stage({ name: 'tiers', kind: 'price', limits: { charges: 1, effects: 1 } }, nothing) }],
  ])('changes with %s', (_, other, stages) => {
    expect(programHash(other, stages)).not.toBe(programHash(written, table))
  })

  it('uses the digest that it is given', () => {
    expect(programHash(written, table, (bytes) => sha256(bytes).reverse())).not.toBe(programHash(written, table))
  })
})
