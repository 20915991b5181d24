import type { Interval } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { amountsOf, charged, december, firstHalf, runStage, secondHalf } from '../test/run-stage.js'
import { manualAdjustments } from './manual-adjustments.js'

const outage = { amount: '-5', at: '2026-11-10T08:00:00Z', reason: 'Outage of 9 November', actor: 'support/kim' }
const drafts = [charged('calls', '20'), charged('disk', '7')]

describe('manual-adjustments', () => {
  it.each([
    ['a credit of its own', outage, [['calls', '20'], ['disk', '7'], ['x', '-5']]],
    ['a debit of its own', { ...outage, amount: '8' }, [['calls', '20'], ['disk', '7'], ['x', '8']]],
    ['a credit on a charge', { ...outage, charge: { component: 'calls' } }, [['calls', '15'], ['disk', '7']]],
    ['a debit on a charge', { ...outage, amount: '1.5', charge: { component: 'disk', dimensions: {} } }, [['calls', '20'], ['disk', '8.5']]],
  ] as const)('%s', (_, config, amounts) => {
    expect(amountsOf(runStage(manualAdjustments, drafts, { config }))).toEqual(amounts)
  })

  it('shows its reason unless told otherwise', () => {
    const labels = (config: object) => runStage(manualAdjustments, [], { config }).drafts.map(({ label }) => label)
    expect([labels(outage), labels({ ...outage, label: 'Goodwill' })]).toEqual([['Outage of 9 November'], ['Goodwill']])
  })

  it('is made by the run that bills its instant, and by no other', () => {
    const madeIn = (at: string, billed: Interval) => runStage(manualAdjustments, [], { config: { ...outage, at }, context: { billed } }).drafts.length
    expect([madeIn(outage.at, firstHalf), madeIn(outage.at, secondHalf), madeIn(firstHalf.from, firstHalf), madeIn(firstHalf.to, firstHalf), madeIn(outage.at, december)]).toEqual([1, 0, 1, 0, 0])
  })

  it('names one charge of several by its dimensions', () => {
    const groups = ['small', 'large'].map((model) => charged('calls', '20', { key: model, dimensions: { model } }))
    expect(amountsOf(runStage(manualAdjustments, groups, { config: { ...outage, charge: { component: 'calls', dimensions: { model: 'large' } } } }))).toEqual([['calls', '20'], ['calls', '15']])
    const run = () => runStage(manualAdjustments, groups, { config: { ...outage, charge: { component: 'calls' } } })
    expect(run).toThrow(expect.objectContaining({ code: 'stage.effect_refused', field: 'rules.x.config.charge', facts: { component: 'calls', charges: 2 } }))
  })

  it('refuses a charge that is not there, and a credit larger than its charge', () => {
    expect(() => runStage(manualAdjustments, drafts, { config: { ...outage, charge: { component: 'mail' } } })).toThrow(expect.objectContaining({ code: 'stage.effect_refused' }))
    expect(() => runStage(manualAdjustments, drafts, { config: { ...outage, amount: '-7.01', charge: { component: 'disk' } } })).toThrow(expect.objectContaining({ code: 'stage.over_discounted' }))
  })

  it.each([
    [{ reason: undefined }, 'text.malformed', 'reason'],
    [{ actor: '' }, 'text.empty', 'actor'],
    [{ at: 'today' }, 'time.malformed', 'at'],
    [{ amount: -5 }, 'decimal.malformed', 'amount'],
    [{ charge: { component: 'calls', dimensions: { model: 3 } } }, 'text.malformed', 'charge.dimensions.model'],
  ] as const)('%o is refused', (others, code, name) => {
    expect(() => runStage(manualAdjustments, [], { config: { ...outage, ...others } })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.${name}` }))
  })
})
