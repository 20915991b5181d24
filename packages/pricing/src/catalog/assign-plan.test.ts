import { describe, expect, it } from 'vitest'
import { assignPlan, assignPlanManually, planAssignedAt, type PlanAssignment } from './assign-plan.js'

const rules = [{ name: 'startups', plan: 'launch', when: { segment: ['startup'] } }, { name: 'everybody', plan: 'pro' }] as const
const on = (month: number) => `2026-${String(month).padStart(2, '0')}-01T00:00:00.000000Z`
type Plans = 'launch' | 'pro'
const decide = (history: readonly PlanAssignment<Plans>[], month: number, segment: string) =>
  assignPlan<Plans>(rules, history, { attributes: { segment }, at: on(month), decidedAt: on(month) })

describe('assignPlan', () => {
  const first = decide([], 1, 'startup')

  it('keeps who decided, when and why', () => {
    expect(first.assigned).toEqual({ plan: 'launch', rule: 'startups', from: on(1), decidedAt: on(1), because: 'startups fits' })
    expect(first.history).toEqual([first.assigned])
  })

  it('appends where the plan changes, and nothing where it stays', () => {
    expect(decide(first.history, 2, 'startup')).toMatchObject({ history: first.history, selection: { selected: { plan: 'launch' } } })
    expect(decide(first.history, 2, 'startup')).not.toHaveProperty('assigned')
    const grown = decide(first.history, 3, 'scale-up')
    expect(grown.history.map(({ plan, because }) => [plan, because])).toEqual([['launch', 'startups fits'], ['pro', 'everybody fits, and none before it']])
  })

  it('appends nothing where no rule fits', () => {
    const none = assignPlan([{ name: 'startups', plan: 'launch', when: { segment: ['startup'] } }], first.history as never, { attributes: {}, at: on(5), decidedAt: on(5) })
    expect(none).toMatchObject({ history: first.history, selection: { passed: [{ because: 'segment is not known' }] } })
  })

  it('leaves what was assigned by hand, until it is done again', () => {
    const byHand = assignPlanManually(first.history, { plan: 'pro', from: on(4), decidedAt: on(4), because: 'asked for it' })
    expect(decide(byHand, 5, 'startup').history).toEqual(byHand)
    expect(assignPlanManually(byHand, { plan: 'launch', from: on(6), decidedAt: on(6), because: 'asked again' }).map(({ rule }) => rule)).toEqual(['startups', 'manual', 'manual'])
  })

  it('tells what held when', () => {
    const { history } = decide(first.history, 3, 'scale-up')
    expect([1, 2, 3, 12].map((month) => planAssignedAt(history, on(month))?.plan)).toEqual(['launch', 'launch', 'pro', 'pro'])
    expect(planAssignedAt(history, '2025-12-31T23:59:59.999999Z')).toBeUndefined()
  })

  it('never goes back in time, and asks for a reason', () => {
    expect(() => decide(first.history, 1, 'scale-up')).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'at' }))
    const decision = { plan: 'pro', from: on(1), decidedAt: on(1), because: 'asked' } as const
    expect(() => assignPlanManually(first.history, decision)).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'at' }))
    expect(() => assignPlanManually([], { ...decision, because: '' })).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'because' }))
  })
})
