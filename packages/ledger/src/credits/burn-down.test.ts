import { failureOf, instantOfEpochMs, epochMsOf, type FailureCode } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { burnDown, type BurnDownInput } from './burn-down.js'
import { openBurnDown } from './burn-state.js'
import type { AmountGrant } from './credit-grant.js'

const day = (date: number, hour = 0): string => instantOfEpochMs(epochMsOf('2026-10-01T00:00:00Z') + ((date - 1) * 24 + hour) * 3_600_000)

function grant(id: string, about: Partial<AmountGrant> = {}): AmountGrant {
  const terms = { id, account: 'acme', kind: 'promotional', priority: 1, createdAt: day(1), effectiveAt: day(1) } as const
  return { ...terms, currency: 'EUR', amount: '100', ...about }
}

function run(grants: readonly AmountGrant[], input: Partial<Omit<BurnDownInput, 'grants'>> = {}) {
  const result = burnDown({ grants, opening: openBurnDown(grants, { at: day(1) }), until: day(31), ...input })
  return { ...result, left: Object.fromEntries(result.balances.map(({ grant: id, remaining }) => [id, remaining])) }
}

const used = (date: number, quantity: `${number}`) => ({ at: day(date, 12), quantity })

describe('who pays', () => {
  const later = { expiresAt: day(20) } as const
  test.each<[rule: string, grants: readonly AmountGrant[], left: object]>([
    ['the lower priority', [grant('a', { priority: 2, ...later }), grant('b')], { a: '80', b: '0' }],
    ['then the earlier expiry', [grant('a', { expiresAt: day(21) }), grant('b', later)], { a: '80', b: '0' }],
    ['with no expiry last', [grant('a', { createdAt: day(0) }), grant('b', later)], { a: '80', b: '0' }],
    ['then what was granted first', [grant('a', { createdAt: day(2) }), grant('b')], { a: '80', b: '0' }],
    ['then the lesser id by bytes', [grant('a'), grant('Z')], { a: '80', Z: '0' }],
  ])('%s', (_, grants, left) => {
    const input = { usage: [used(2, '120')], until: day(10) }
    expect(run(grants, input).left).toEqual(left)
    expect(run([...grants].reverse(), input).left).toEqual(left)
  })
})

describe('what ends', () => {
  test('expires at its instant and not before, and what is left is breakage', () => {
    const expiring = grant('a', { expiresAt: day(10) })
    const usage = [used(2, '30'), { at: day(10), quantity: '5' } as const]
    const { balances, overage, movements } = run([expiring], { usage })
    expect(balances).toEqual([{ grant: 'a', granted: '100', consumed: '30', expired: '70', voided: '0', remaining: '0' }])
    expect(overage).toBe('5')
    expect(movements.at(-1)).toEqual({ grant: 'a', kind: 'expired', cause: 'expiry', at: day(10), amount: '70' })
  })

  test('is still shown at the close of the run that it ends with, and gone an instant on', () => {
    const expiring = grant('a', { expiresAt: day(10) })
    expect(run([expiring], { until: day(10) }).left).toEqual({ a: '100' })
    expect(run([expiring], { until: day(10), reach: 'turnover' }).left).toEqual({ a: '100' })
    expect(run([expiring], { until: day(10), reach: 'instant' }).left).toEqual({ a: '0' })
  })

  test('is voided before it expires, and never starts when it was voided before its start', () => {
    const both = [grant('a', { voidedAt: day(5), expiresAt: day(10) }), grant('b', { effectiveAt: day(7), voidedAt: day(6) })]
    expect(run(both, { usage: [used(2, '30')] }).balances).toMatchObject([
      { grant: 'a', granted: '100', consumed: '30', expired: '0', voided: '70' },
      { grant: 'b', granted: '0', voided: '0' },
    ])
  })
})

describe('what comes later', () => {
  test('pays what was used before it, unless that is lost', () => {
    const grants = [grant('a', { effectiveAt: day(5) })]
    const usage = [used(2, '30'), used(6, '80')]
    expect(run(grants, { usage })).toMatchObject({ left: { a: '0' }, overage: '10', uncovered: '0' })
    expect(run(grants, { usage, unpaid: 'lost' })).toMatchObject({ left: { a: '20' }, overage: '0', uncovered: '30' })
  })

  test('recurs with the whole amount on the grid, and what was left expires', () => {
    const weekly = grant('a', { recurrence: { unit: 'week', count: 1, zone: 'UTC', anchor: '2026-10-04' }, expiresAt: day(18) })
    const { balances, movements } = run([weekly], { usage: [used(2, '30'), used(5, '120')] })
    expect(balances).toMatchObject([{ granted: '300', consumed: '150', expired: '150', remaining: '0' }])
    expect(movements.map(({ cause, at, amount }) => [cause, at, amount])).toEqual([
      ['start', day(1), '100'],
      ['usage', day(2, 12), '30'],
      ['recurrence', day(4), '70'],
      ['recurrence', day(4), '100'],
      ['usage', day(5, 12), '100'],
      ['recurrence', day(11), '100'],
      ['overage', day(11), '20'],
      ['expiry', day(18), '80'],
    ])
  })

  test.each<[rule: string, rollover: AmountGrant['rollover'], overage: 'cleared' | 'carried', left: string, unpaid: string]>([
    ['everything, unless a rollover says otherwise', undefined, 'cleared', '70', '0'],
    ['no more than the maximum', { max: '50' }, 'cleared', '50', '0'],
    ['no less than the minimum', { min: '90', max: '95' }, 'carried', '90', '0'],
    ['nothing', { max: '0' }, 'cleared', '0', '0'],
  ])('a reset leaves %s', (_, rollover, overage, left, unpaid) => {
    const grants = [grant('a', rollover === undefined ? {} : { rollover })]
    expect(run(grants, { usage: [used(2, '30')], resets: [{ at: day(5), overage }] })).toMatchObject({ left: { a: left }, overage: unpaid })
  })

  test('a reset clears what nobody paid, or has the rolled-over balance pay it', () => {
    const grants = [grant('a', { rollover: { min: '50', max: '50' } })]
    const usage = [used(2, '110')]
    expect(run(grants, { usage, resets: [{ at: day(5) }] })).toMatchObject({ left: { a: '50' }, uncovered: '10' })
    expect(run(grants, { usage, resets: [{ at: day(5), overage: 'carried' }] })).toMatchObject({ left: { a: '40' }, uncovered: '0' })
  })
})

test('segments are cut where something starts, ends, recurs or is reset', () => {
  const grants = [grant('a', { expiresAt: day(10) }), grant('b', { effectiveAt: day(5) })]
  const { segments } = run(grants, { usage: [used(2, '1'), { at: day(5), quantity: '2' }, used(20, '3')], resets: [{ at: day(7) }] })
  expect(segments).toEqual([
    { from: day(1), to: day(5), used: '1' },
    { from: day(5), to: day(7), used: '2' },
    { from: day(7), to: day(10), used: '0' },
    { from: day(10), to: day(31), used: '3' },
  ])
})

test('thirds are exact', () => {
  expect(run([grant('a')], { usage: [{ at: day(2), quantity: '100/3' }, { at: day(3), quantity: '200/3' }] }).left).toEqual({ a: '0' })
})

describe('refuses', () => {
  const a = grant('a', { effectiveAt: day(3) })
  const opening = openBurnDown([a], { at: day(2) })
  test.each<[what: string, input: Partial<BurnDownInput>, code: FailureCode, field: string]>([
    ['negative usage', { usage: [used(2, '-1')] }, 'credit.usage_invalid', 'usage[0].quantity'],
    ['usage before the run', { usage: [used(1, '1')] }, 'credit.usage_invalid', 'usage[0].at'],
    ['usage at its end', { usage: [{ at: day(31), quantity: '1' }] }, 'credit.usage_invalid', 'usage[0].at'],
    ['a reset after it', { resets: [{ at: day(32) }] }, 'credit.usage_invalid', 'resets[0].at'],
    ['an end before the start', { until: day(1) }, 'period.ends_before_start', 'until'],
    ['a grant twice', { grants: [a, a] }, 'credit.grant_invalid', 'grants[1].id'],
    ['more grants than it takes', { grants: Array.from({ length: 10_001 }, (_, index) => grant(`g${index}`)) }, 'credit.too_many', 'grants'],
    ['a state that leaves a started grant out', { grants: [a, grant('b')] }, 'credit.opening_invalid', 'opening.balances'],
    ['a state with another grant', { grants: [] }, 'credit.opening_invalid', 'opening.balances'],
  ])('%s', (_, input, code, field) => {
    try {
      burnDown({ grants: [a], opening, until: day(31), ...input })
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code, field })
    }
  })
})

describe('an opening', () => {
  const grants = [grant('a'), grant('b', { effectiveAt: day(5) })]
  test('counts what is left as granted, and its overage is paid at once', () => {
    const opening = openBurnDown(grants, { at: day(2), remaining: [{ grant: 'a', amount: '40' }], overage: '10' })
    expect(run(grants, { opening, until: day(3) })).toMatchObject({ overage: '0', left: { a: '30', b: '0' }, balances: [{ granted: '40', consumed: '10' }, {}] })
  })

  test.each<[what: string, remaining: readonly { grant: string; amount: `${number}` }[] | undefined, field: string]>([
    ['leaves out a grant that has started', [], 'opening.remaining'],
    ['has not been there from the start', undefined, 'opening.remaining'],
    ['names one that has not', [{ grant: 'a', amount: '1' }, { grant: 'b', amount: '1' }], 'opening.remaining'],
    ['names a stranger', [{ grant: 'a', amount: '1' }, { grant: 'c', amount: '1' }], 'opening.remaining'],
    ['names one twice', [{ grant: 'a', amount: '1' }, { grant: 'a', amount: '1' }], 'opening.remaining[1].grant'],
    ['is below zero', [{ grant: 'a', amount: '-1' }], 'opening.remaining[0].amount'],
  ])('is refused when it %s', (_, remaining, field) => {
    try {
      openBurnDown(grants, { at: day(2), ...(remaining === undefined ? {} : { remaining }) })
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code: 'credit.opening_invalid', field })
    }
  })
})
