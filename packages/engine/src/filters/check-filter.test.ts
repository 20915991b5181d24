import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { checkFilter, type FilterRules } from './check-filter.js'
import { scopeRules, timeRules } from './scope-rules.js'

interface SampleFilter {
  readonly account?: string
  readonly accounts?: readonly string[]
  readonly since?: string
  readonly until?: string
  readonly currency?: string
  readonly status?: 'open' | 'paid'
  readonly period?: string
  readonly within?: { readonly from: string; readonly to: string }
  readonly part?: number
  readonly due?: true
}

const rules: FilterRules<SampleFilter> = { ...scopeRules, ...timeRules, currency: 'currency', status: { open: true, paid: true }, period: 'period', within: 'interval', part: 'number', due: 'flag' }
const check = (filter: unknown) => checkFilter<SampleFilter>(filter as SampleFilter, rules)

describe('checkFilter', () => {
  it('gives conditions back, instants in their one form, and leaves out what is undefined', () => {
    expect(check(undefined)).toEqual({})
    expect(check({ account: undefined })).toEqual({})
    const all = { account: 'acme', accounts: ['acme', '__proto__'], currency: 'EUR', status: 'paid', period: '2026-10', part: 3, due: true }
    expect(check({ ...all, since: '2026-10-01T00:00:00Z', within: { from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' } })).toEqual({
      ...all,
      since: '2026-10-01T00:00:00.000000Z',
      within: { from: '2026-10-01T00:00:00.000000Z', to: '2026-10-02T00:00:00.000000Z' },
    })
    expect(check({ accounts: [] })).toEqual({ accounts: [] })
  })

  it.each<readonly [what: string, filter: unknown, code: string, field: string]>([
    ['a condition that the list does not know', { acount: 'acme' }, 'filter.invalid', 'acount'],
    ['an inherited name', { toString: 'acme' }, 'filter.invalid', 'toString'],
    ['a list', ['acme'], 'filter.invalid', 'filter'],
    ['a text', 'acme', 'filter.invalid', 'filter'],
    ['an account that is no text', { account: 7 }, 'text.malformed', 'account'],
    ['an empty account', { account: '' }, 'text.empty', 'account'],
    ['one account for several', { accounts: 'acme' }, 'filter.invalid', 'accounts'],
    ['an account among them that is no text', { accounts: ['acme', null] }, 'text.malformed', 'accounts[1]'],
    ['more accounts than a list takes', { accounts: Array.from({ length: 10_001 }, String) }, 'filter.invalid', 'accounts'],
    ['a status that there is not', { status: 'Open' }, 'filter.invalid', 'status'],
    ['an inherited status', { status: 'constructor' }, 'filter.invalid', 'status'],
    ['a currency that there is not', { currency: 'EURO' }, 'money.currency_unknown', 'currency'],
    ['a day for an instant', { since: '2026-10-01' }, 'time.malformed', 'since'],
    ['a time that ends before it begins', { since: '2026-10-02T00:00:00Z', until: '2026-10-01T00:00:00Z' }, 'filter.invalid', 'until'],
    ['a time that ends as it begins', { since: '2026-10-02T00:00:00Z', until: '2026-10-02T00:00:00Z' }, 'filter.invalid', 'until'],
    ['a month that there is not', { period: '2026-13' }, 'time.impossible', 'period'],
    ['a period in words', { period: 'october' }, 'time.malformed', 'period'],
    ['an interval without an end', { within: { from: '2026-10-01T00:00:00Z' } }, 'time.malformed', 'within.to'],
    ['an interval with more than two ends', { within: { from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z', at: 1 } }, 'filter.invalid', 'within.at'],
    ['an interval that ends first', { within: { from: '2026-10-02T00:00:00Z', to: '2026-10-01T00:00:00Z' } }, 'period.ends_before_start', 'within'],
    ['a part of a number', { part: 1.5 }, 'filter.invalid', 'part'],
    ['a flag that is down', { due: false }, 'filter.invalid', 'due'],
  ])('refuses %s', async (_, filter, code, field) => {
    expect(await failureIn(() => Promise.resolve().then(() => check(filter)))).toMatchObject({ code, field })
  })

  it('says which conditions there are', async () => {
    expect((await failureIn(() => Promise.resolve().then(() => checkFilter<object>({ day: 1 }, timeRules))))?.message).toContain('day is given, and this list goes by since, until')
  })
})
