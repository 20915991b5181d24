import { memory } from '@farthing/adapters-memory'
import { count, type Account } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan, priceBook } from '@farthing/pricing'
import { verifyInvoice } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn, october } from '../test/sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), jobs: count({ event: 'job' }) },
  plans: {
    api: plan(month, { base: flat('20'), calls: perUnit('calls', '0.1', { label: 'Calls' }) }),
    basic: plan(month, { base: flat('5') }),
    support: plan(month, { support: flat('9') }),
  },
  priceBooks: {
    partner: priceBook({ currency: 'EUR' }, { calls: perUnit('calls', '0.08', { label: 'Cheap' }), support: flat('7') }),
    resale: priceBook({ currency: 'EUR' }, { calls: perUnit('calls', '0.05') }),
    dollars: priceBook({ currency: 'USD' }, { calls: perUnit('calls', '0.08') }),
    jobs: priceBook({ currency: 'EUR' }, { calls: perUnit('jobs', '0.08') }),
  },
})

function billingOf(storage = memory()) {
  return createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
}

const account = (id: string, about: Partial<Account> = {}): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about })

describe('what an account names', () => {
  it('is there: accounts, and price books of the catalogue', async () => {
    const { accounts } = billingOf()
    await accounts.put({ key: 'group', account: account('group') })
    const named = account('acme', { parent: 'group', invoiceRecipient: 'acme', creditRiskOwner: 'group', priceBooks: { retail: 'partner', wholesale: 'resale' } })
    expect(await accounts.put({ key: 'acme', account: named })).toEqual(named)
  })

  it.each<readonly [string, Partial<Account>, string, string]>([
    ['an unknown parent', { parent: 'nobody' }, 'account.unknown', 'account.parent'],
    ['an unknown recipient', { invoiceRecipient: 'nobody' }, 'account.unknown', 'account.invoiceRecipient'],
    ['an unknown owner of its risk', { creditRiskOwner: 'nobody' }, 'account.unknown', 'account.creditRiskOwner'],
    ['an unknown price book', { priceBooks: { retail: 'toString' } }, 'account.invalid', 'account.priceBooks.retail'],
  ])('%s is refused, and nothing is kept', async (_, about, code, field) => {
    const { accounts } = billingOf()
    expect(await failureIn(() => accounts.put({ key: 'acme', account: account('acme', about) }))).toMatchObject({ code, field })
    expect(await accounts.get('acme')).toBeUndefined()
  })

  it('leads upwards: no circle of parents, also not when two halves of one come at once, and at most 100 above each other', async () => {
    const { accounts } = billingOf()
    for (const id of ['a', 'b', 'c']) await accounts.put({ key: id, account: account(id) })
    await accounts.put({ key: '1', account: account('a', { parent: 'b' }) })
    await accounts.put({ key: '2', account: account('b', { parent: 'c' }) })
    expect(await failureIn(() => accounts.put({ key: '3', account: account('c', { parent: 'a' }) }))).toMatchObject({ code: 'account.invalid', field: 'account.parent' })
    await accounts.put({ key: '4', account: account('b') })
    const halves = [account('b', { parent: 'c' }), account('c', { parent: 'a' })].map((half) => accounts.put({ key: `half ${half.id}`, account: half }))
    expect((await Promise.allSettled(halves)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (let depth = 0; depth < 100; depth += 1) await accounts.put({ key: `d${depth}`, account: account(`d${depth}`, depth === 0 ? {} : { parent: `d${depth - 1}` }) })
    await accounts.put({ key: 'deep', account: account('deep', { parent: 'd99' }) })
    expect(await failureIn(() => accounts.put({ key: 'deeper', account: account('deeper', { parent: 'deep' }) }))).toMatchObject({ code: 'account.invalid' })
  })
})

describe('the price book of an account', () => {
  it('takes the place of the prices of its plans, for what it buys itself and for what it resells', async () => {
    const billing = billingOf()
    await billing.accounts.put({ key: 'north', account: account('north', { kind: 'reseller', priceBooks: { wholesale: 'resale' } }) })
    await billing.accounts.put({ key: 'acme', account: account('acme', { priceBooks: { retail: 'partner' } }) })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', wholesale: { account: 'north', plan: 'api' } })
    await billing.subscriptions.addOn({ key: 'support', subscription: 'acme', plan: 'support', at: '2026-10-01' })
    await billing.events.ingest(Array.from({ length: 10 }, (_, index) => call(`${index}`)))
    const [retail, wholesale] = [await billing.invoices.issue({ key: 'r', ...october }), await billing.invoices.issue({ key: 'w', account: 'north', side: 'wholesale', period: '2026-10' })]
    expect(retail.lines.map(({ component, description, amount }) => `${component}, ${description}: ${amount}`)).toEqual(['base, base: 20', 'support.support, support.support: 7', 'calls, Calls: 0.8'])
    expect(wholesale.lines.map(({ component, amount }) => `${component}: ${amount}`)).toEqual(['base: 20', 'calls: 0.5'])
    const evidence = await Promise.all([retail, wholesale].map(({ id }) => billing.invoices.evidence(id)))
    expect(evidence.map((each) => each && verifyInvoice(each).verdict)).toEqual(['verified', 'verified'])
  })

  it('is that of the moment when a plan is bought: another one later changes nothing until the next change of plan', async () => {
    const billing = billingOf()
    await billing.accounts.put({ key: 'acme', account: account('acme') })
    const listed = await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01' })
    await billing.accounts.put({ key: 'partner', account: account('acme', { priceBooks: { retail: 'partner' } }) })
    await billing.events.ingest([call('1')])
    expect((await billing.invoices.preview(october)).lines.map(({ amount }) => amount)).toEqual(['20', '0.1'])
    await billing.subscriptions.change({ key: 'renewed', subscription: 'acme', plan: 'api', at: '2026-10-01' })
    expect((await billing.invoices.preview(october)).lines.map(({ amount }) => amount)).toEqual(['20', '0.08'])
    expect((await billing.subscriptions.start({ key: 'b', account: 'acme', plan: 'basic', from: '2026-10-01' })).planVersion).not.toBe(listed.planVersion)
  })

  it.each([
    ['in another currency', 'dollars'],
    ['on another meter', 'jobs'],
  ])('%s is refused when it is needed', async (_, book) => {
    const billing = billingOf()
    await billing.accounts.put({ key: 'acme', account: account('acme', { priceBooks: { retail: book } }) })
    expect(await failureIn(() => billing.subscriptions.start({ key: 'a', account: 'acme', plan: 'api', from: '2026-10-01' }))).toMatchObject({ code: 'subscription.invalid', field: 'plan' })
    await billing.subscriptions.start({ key: 'b', account: 'acme', plan: 'basic', from: '2026-10-01' })
  })
})
