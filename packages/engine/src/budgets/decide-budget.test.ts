import { describe, expect, it } from 'vitest'
import { budgeted, budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'
import { failureIn, readOnly } from '../test/sample-billing.js'

describe('a decision', () => {
  const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })

  it.each<[what: string, amount: `${number}`, mode: 'notify_only' | 'block', outcome: string, threshold: string | undefined]>([
    ['9.99 more reaches no threshold', '9.99', 'block', 'allow', undefined],
    ['10 more reaches 50 %', '10', 'block', 'warn', '50'],
    ['60 more spends all of it', '60', 'block', 'warn', '100'],
    ['a cent more than all would be too much', '60.01', 'notify_only', 'would_block', '100'],
    ['a cent more than all is too much', '60.01', 'block', 'block', '100'],
  ])('after 40 of 100: %s', async (_, amount, mode, outcome, threshold) => {
    const { billing, storage, policy } = await budgeted({ mode })
    await use(billing, 40)
    const decision = await budgetedBilling({ storage: readOnly(storage) }).budgets.decide({ account: 'acme', amount: eur(amount) })
    expect(decision).toMatchObject({ outcome, proposed: eur(amount), reasons: [{ policy: policy.id, mode, outcome, spend: '40', amount: eur('100') }] })
    expect(decision.reasons[0]?.threshold?.percent).toBe(threshold)
  })

  it('is the strictest of all that count: those of the project, of the ones above, and of the account', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'projects', projects: [{ id: 'search' }, { id: 'index', parent: 'search' }, { id: 'ads' }] })
    for (const [id, project, mode] of [['all', undefined, 'notify_only'], ['s', 'search', 'block'], ['a', 'ads', 'block']] as const) {
      await billing.budgets.put({ key: id, budget: id, account: 'acme', ...(project === undefined ? {} : { project }), amount: id === 'a' ? '1' : '100', mode })
    }
    const decide = async (project?: string) => billing.budgets.decide({ account: 'acme', amount: eur('101'), ...(project === undefined ? {} : { project }) })
    expect((await decide('index')).reasons.map(({ policy, outcome }) => [policy, outcome])).toEqual([['all', 'would_block'], ['s', 'block']])
    expect((await decide('index')).outcome).toBe('block')
    expect(await decide()).toMatchObject({ outcome: 'would_block', reasons: [{ policy: 'all' }] })
    expect(await billing.budgets.decide({ account: 'acme', amount: { amount: '1000', currency: 'USD' } })).toMatchObject({ outcome: 'allow', reasons: [] })
    expect(await failureIn(() => decide('nowhere'))).toMatchObject({ code: 'budget.invalid', field: 'project' })
  })

  it('is kept with its reasons when it is asked for, once for its key', async () => {
    const { billing } = await budgeted({ mode: 'block' })
    const asked = { key: 'launch-7', account: 'acme', amount: eur('101'), purpose: 'launch gpu-7', actor: 'ann' } as const
    const kept = await billing.budgets.keepDecision(asked)
    expect(kept).toMatchObject({ id: 'launch-7', actor: 'ann', outcome: 'block', purpose: 'launch gpu-7', reasons: [{ because: '0.00 EUR of 100.00 EUR are spent, and with 101.00 EUR it is 101.00 EUR, more than the budget' }] })
    await use(billing, 40)
    expect(await billing.budgets.keepDecision(asked)).toEqual(kept)
    expect((await billing.budgets.decisions({ account: 'acme', outcome: 'block' })).items).toEqual([kept])
    expect((await billing.budgets.decisions({ outcome: 'allow' })).items).toEqual([])
    expect(await failureIn(() => billing.budgets.keepDecision({ ...asked, amount: eur('1') }))).toMatchObject({ code: 'command.conflict' })
  })

  it.each<[what: string, amount: object, code: string, field: string]>([
    ['nothing', eur('0'), 'budget.proposal_invalid', 'amount'],
    ['less than nothing', eur('-1'), 'budget.proposal_invalid', 'amount'],
    ['no number', { amount: 'NaN', currency: 'EUR' }, 'decimal.malformed', 'amount.amount'],
    ['an unknown currency', { amount: '1', currency: 'EURO' }, 'money.currency_unknown', 'amount.currency'],
  ])('about %s is refused', async (_, amount, code, field) => {
    const { billing } = await budgeted()
    expect(await failureIn(() => billing.budgets.decide({ account: 'acme', amount } as never))).toMatchObject({ code, field })
  })
})
