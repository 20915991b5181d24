import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { dynamic, flat, graduated, hourly, matrix, percentage, perUnit } from '../../catalog/price-constructors.js'
import { quotePlan } from './quote-plan.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const pro = plan(monthly, { base: flat('31'), calls: graduated('calls', [{ upTo: '100', unit: '0' }, { unit: '1' }]) })
const amounts = (quote: ReturnType<typeof quotePlan>) => quote.breakdown.map(({ amount }) => amount)

describe('quotePlan', () => {
  it('prices a whole billing period unless told otherwise', () => {
    expect(quotePlan({ plan: pro, usage: { calls: '150' } })).toMatchObject({ total: '81', currency: 'EUR' })
  })

  it.each([
    ['a part of a period', { from: '2026-10-15T00:00:00Z', to: '2026-10-22T00:00:00Z' }, ['7', '50']],
    ['a part of a calendar month', { from: '2026-11-15T00:00:00Z', to: '2026-11-22T00:00:00Z', anchor: '2026-01-01' }, ['217/30', '50']],
    ['a month that a clock change makes longer', { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z', zone: 'Europe/Berlin' }, ['31', '50']],
    ['a month and the first ten days of the next', { from: '2026-10-01T00:00:00Z', to: '2026-11-11T00:00:00Z' }, ['31', '31/3', '550/41', '0']],
  ] as const)('prices %s', (_, over, expected) => {
    expect(amounts(quotePlan({ plan: pro, usage: { calls: '150' }, over }))).toEqual(expected)
  })

  it('prices groups apart where components do, and joins them where they do not', () => {
    const regional = plan(monthly, {
      calls: matrix('calls', [{ when: { region: 'eu' }, unit: '2' }], { by: ['region'], otherwise: '5' }),
      surcharge: perUnit('calls', '0.1'),
    })
    const calls = [{ quantity: '1', dimensions: { region: 'eu', model: 'a' } }, { quantity: '2', dimensions: { region: 'eu', model: 'b' } }, { quantity: '4' }] as const
    const { charges } = quotePlan({ plan: regional, usage: { calls } })
    expect(charges.map(({ component, quantity, amount }) => [component, quantity, amount])).toEqual([['calls', '3', '6'], ['calls', '4', '20'], ['surcharge', '7', '0.7']])
  })

  it('runs the program of the plan', () => {
    const program = { stages: [{ id: 'sale', use: 'percent-discount@1', rules: [{ id: 'autumn', config: { percent: '10' } }] }] }
    const { breakdown, total } = quotePlan({ plan: plan({ ...monthly, program }, { base: flat('31') }), usage: {} })
    expect(breakdown).toEqual([{ label: 'Flat Fee', calculation: 'Base - 3.10', amount: '27.9' }])
    expect(total).toBe('27.9')
  })

  it.each([
    ['transactions', { cards: percentage('cards', '2', { fixed: '0.3' }) }, { cards: { quantity: '150', transactions: ['100', '50'] } }, '3.6'],
    ['transactions in their order', { cards: percentage('cards', '2', { freeAmount: '100' }) }, { cards: { quantity: '150', transactions: ['90', '60'] } }, '1'],
    ['transactions by group', { cards: percentage('cards', '2', { freeAmount: '100', by: ['card'] }) }, {
      cards: [{ quantity: '150', transactions: ['90', '60'], dimensions: { card: 'visa' } }, { quantity: '150', transactions: ['150'], dimensions: { card: 'other' } }],
    }, '2'],
    ['an amount', { resale: dynamic('resale', { multiplier: '1.2' }) }, { resale: { quantity: '3', amount: '10' } }, '12'],
    ['time entries', { work: hourly('work', '60', { rates: { senior: '90' } }) }, { work: { quantity: '80', entries: [{ minutes: '20', userType: 'senior' }, { minutes: '60' }] } }, '90'],
  ] as const)('prices %s', (_, components, usage, total) => {
    expect(quotePlan({ plan: plan(monthly, components), usage }).total).toBe(total)
  })

  it('takes facts beside usage', () => {
    const cards = plan(monthly, { cards: percentage('cards', '2', { fixed: '0.3' }) })
    const ratedEvents = ['100', '50'].map((quantity, index) => ({ meter: 'cards', dimensions: {}, occurredAt: '2001-01-02T00:00:00.000000Z', source: 'shop', id: `${index}`, quantity }))
    expect(quotePlan({ plan: cards, usage: { cards: '150' }, facts: { ratedEvents } }).total).toBe('3.6')
  })

  it('needs no more than a name for what was not used', () => {
    expect(quotePlan({ plan: pro, usage: {} }).total).toBe('31')
    expect(quotePlan({ plan: pro, usage: { pages: '9' } }).total).toBe('31')
  })

  it.each([
    ['what a period before handed on', { usage: { calls: { quantity: '1', carry: {} } } }, 'rating.fact_missing', 'usage.calls.carry'],
    ['transactions over several periods', { usage: { calls: { quantity: '1', transactions: ['1'] } }, over: { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z' } }, 'rating.fact_invalid', 'usage.calls'],
    ['a time that ends before it starts', { usage: {}, over: { from: '2026-10-02T00:00:00Z', to: '2026-10-01T00:00:00Z' } }, 'period.ends_before_start', 'over'],
    ['a time that is none', { usage: {}, over: { from: 'today', to: '2026-10-01T00:00:00Z' } }, 'time.malformed', 'over.from'],
  ] as const)('refuses %s', (_, question, code, field) => {
    expect(() => quotePlan({ plan: pro, ...question })).toThrow(expect.objectContaining({ code, field }))
  })
})
