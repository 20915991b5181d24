import { describe, expect, it } from 'vitest'
import { prorateChange, type PeriodChange } from './prorate-change.js'

const at = (date: string) => `${date}T00:00:00.000000Z`
const april: Omit<PeriodChange, 'items'> = { period: { from: at('2026-04-01'), to: at('2026-05-01') }, at: at('2026-04-16'), basis: { by: 'day', zone: 'UTC' } }

describe('prorateChange', () => {
  it.each<[string, Partial<PeriodChange> & Pick<PeriodChange, 'items'>, readonly string[], string]>([
    ['upgrade', { items: [{ kind: 'credit', amount: '10' }, { kind: 'charge', amount: '20' }] }, ['-5', '10'], '5'],
    ['downgrade', { items: [{ kind: 'credit', amount: '100' }, { kind: 'charge', amount: '30' }] }, ['-50', '15'], '-35'],
    ['cancellation', { at: at('2026-04-21'), items: [{ kind: 'credit', amount: '10' }] }, ['-10/3'], '-10/3'],
    ['at the start', { at: at('2026-04-01'), items: [{ kind: 'charge', amount: '10' }] }, ['10'], '10'],
    ['at the end', { at: at('2026-05-01'), items: [{ kind: 'credit', amount: '10' }, { kind: 'charge', amount: '20' }] }, ['0', '0'], '0'],
    ['a set-up fee', { items: [{ kind: 'one_time', amount: '1000' }] }, ['1000'], '1000'],
    ['a yearly price', { items: [{ kind: 'charge', amount: '3650', nominalDays: 365 }] }, ['150'], '150'],
    ['a yearly price by time', { basis: { by: 'time' }, items: [{ kind: 'charge', amount: '3650', nominalDays: 365 }] }, ['150'], '150'],
  ])('%s', (_, change, dues, net) => {
    const prorated = prorateChange({ ...april, ...change })
    expect(prorated.lines.map(({ due }) => due)).toEqual(dues)
    expect(prorated.net).toBe(net)
  })

  it('keeps the item on its line, and the share', () => {
    const item = { kind: 'credit', key: 'base', amount: '49' } as const
    expect(prorateChange({ ...april, items: [item] }).lines).toEqual([{ ...item, share: '0.5', due: '-24.5' }])
  })

  it.each<[string, Partial<PeriodChange>, string]>([
    ['before the period', { at: at('2026-03-31') }, 'at'],
    ['after the period', { at: '2026-05-01T00:00:00.000001Z' }, 'at'],
    ['for a price of no days', { items: [{ kind: 'charge', amount: '1' }, { kind: 'charge', amount: '1', nominalDays: 0 }] }, 'items[1].nominalDays'],
  ])('refuses a change %s', (_, change, field) => {
    expect(() => prorateChange({ ...april, items: [], ...change })).toThrow(expect.objectContaining({ code: 'proration.invalid', field }))
  })
})
