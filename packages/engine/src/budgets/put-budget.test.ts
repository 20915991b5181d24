import { describe, expect, it } from 'vitest'
import { budgeted, budgetedAccount } from '../test/budgeted-billing.js'
import { acmeBilling, failureIn } from '../test/sample-billing.js'

describe('a budget is refused', () => {
  it.each<[what: string, budget: object, code: string, field: string]>([
    ['for nobody', { account: 'nobody' }, 'account.unknown', 'account'],
    ['without an id', { budget: '' }, 'text.empty', 'budget'],
    ['with a zone of its own', { zone: 'UTC' }, 'budget.invalid', 'zone'],
    ['that has ended already', { endedAt: '2026-10-01T00:00:00Z' }, 'budget.invalid', 'endedAt'],
    ['of nothing', { amount: '0' }, 'budget.invalid', 'amount'],
    ['of less than nothing', { amount: '-1' }, 'budget.invalid', 'amount'],
    ['of no number', { amount: 'NaN' }, 'decimal.malformed', 'amount'],
    ['in an unknown currency', { currency: 'EURO' }, 'money.currency_unknown', 'currency'],
    ['for an unknown period', { every: 'fortnight' }, 'period.invalid', 'every.unit'],
    ['with a threshold of zero', { thresholds: ['0', '80'] }, 'budget.threshold_invalid', 'thresholds[0]'],
    ['with a threshold below zero', { thresholds: ['-5'] }, 'budget.threshold_invalid', 'thresholds[0]'],
    ['with thresholds that fall', { thresholds: ['80', '50'] }, 'budget.threshold_invalid', 'thresholds[1]'],
    ['with a threshold twice', { thresholds: ['80', '80.0'] }, 'budget.threshold_invalid', 'thresholds[1]'],
    ['with a threshold above 1,000 %', { thresholds: ['1000.1'] }, 'budget.threshold_invalid', 'thresholds[0]'],
    ['without thresholds', { thresholds: [] }, 'budget.threshold_invalid', 'thresholds'],
    ['with 21 thresholds', { thresholds: Array.from({ length: 21 }, (_, index) => String(index + 1)) }, 'budget.threshold_invalid', 'thresholds'],
    ['with one text as thresholds', { thresholds: '80' }, 'budget.threshold_invalid', 'thresholds'],
    ['in an unknown mode', { mode: 'warn' }, 'budget.invalid', 'mode'],
    ['with a recipient twice', { recipients: ['a', 'a'] }, 'budget.invalid', 'recipients[1]'],
    ['with one text as recipients', { recipients: 'a' }, 'budget.invalid', 'recipients'],
    ['for a project that there is not', { project: 'x' }, 'budget.invalid', 'project'],
    ['with a misspelt field', { treshold: '80' }, 'budget.invalid', 'treshold'],
    ['beside another of its account, currency and period', { every: 'month' }, 'budget.contradicts', 'budget'],
  ])('%s', async (_, budget, code, field) => {
    const { billing } = await budgeted()
    const put = () => billing.budgets.put({ key: 'n', budget: 'n', account: 'acme', amount: '1', every: 'week', ...budget })
    expect(await failureIn(put)).toMatchObject({ code, field })
    expect((await billing.budgets.list()).items).toHaveLength(1)
  })

  it('where it changes what its events are about, and once it has ended', async () => {
    const { billing } = await budgeted()
    const again = (key: string, change: object = {}) => billing.budgets.put({ key, budget: 'b', account: 'acme', amount: '100', ...change })
    await budgetedAccount(billing, 'zeta')
    expect(await failureIn(() => again('1', { every: 'week' }))).toMatchObject({ code: 'budget.invalid', field: 'every' })
    expect(await failureIn(() => again('2', { currency: 'USD' }))).toMatchObject({ code: 'budget.invalid', field: 'currency' })
    expect(await failureIn(() => again('3', { account: 'zeta' }))).toMatchObject({ code: 'budget.invalid', field: 'account' })
    await billing.budgets.end({ key: 'e', budget: 'b' })
    expect(await failureIn(() => again('4'))).toMatchObject({ code: 'budget.ended', field: 'budget' })
    expect(await failureIn(() => billing.budgets.end({ key: 'f', budget: 'b' }))).toMatchObject({ code: 'budget.ended' })
    expect(await failureIn(() => billing.budgets.end({ key: 'g', budget: 'x' }))).toMatchObject({ code: 'budget.unknown' })
  })

  it('for a project where no meter keeps projects apart', async () => {
    const billing = acmeBilling()
    await (await billing).accounts.put({ key: 'a', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin', projects: [{ id: 'search' }] } })
    expect(await failureIn(async () => (await billing).budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '1', project: 'search' }))).toMatchObject({ code: 'budget.invalid', field: 'project' })
  })
})
