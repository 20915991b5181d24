import { memory } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn } from '../test/sample-billing.js'

/** Two accounts with an invoice for October each; one has paid. */
async function october() {
  const storage = memory()
  const billing = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
  for (const account of ['acme', 'globex']) {
    await billing.subscriptions.start({ key: account, account, plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
    await billing.invoices.issue({ key: account, account, period: '2026-10' })
  }
  await billing.payments.receive({ key: 'p', account: 'globex', provider: 'bank', payment: 'p1', amount: { amount: '49', currency: 'EUR' } })
  return billing
}

it('finds what finance asks for, page by page', async () => {
  const billing = await october()
  // #region lists
  const open = await billing.invoices.list({ status: 'issued', period: '2026-10', currency: 'EUR' })
  const paid = await billing.payments.list({ provider: 'bank', status: 'settled', since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' })
  const first = await billing.accounts.list({ currency: 'EUR' }, { limit: 1 })
  const second = await billing.accounts.list({ currency: 'EUR' }, { limit: 1, ...(first.next !== undefined && { cursor: first.next }) })
  // #endregion lists
  expect(open.items.map(({ account }) => account)).toEqual(['acme'])
  expect(paid.items.map(({ account, amount }) => [account, amount.amount])).toEqual([['globex', '49']])
  expect([first, second].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(['acme', 'globex'])
  expect(second.next).toBeUndefined()
})

it('shows an account with all that follows from it, and the currencies of the tenant', async () => {
  const billing = await october()
  // #region account
  const account = await billing.accounts.billingAccount('acme')
  const owed = account?.balances.map(({ currency, receivableMinor }) => `${receivableMinor} ${currency}`)
  const { settings, exchange } = await billing.currencies.settings()
  // #endregion account
  expect(owed).toEqual(['4900 EUR'])
  expect([account?.state, account?.plans.map(({ plan }) => plan), settings, exchange]).toEqual(['current', ['pro'], undefined, undefined])
})

it('refuses a condition that would be lost', async () => {
  const billing = await october()
  // #region refused
  const refused = await billing.invoices.list({ acount: 'acme' } as object).catch((error: unknown) => error)
  // #endregion refused
  expect(refused).toMatchObject({ code: 'filter.invalid', field: 'acount' })
  expect(await failureIn(() => billing.invoices.list({ period: '2026-13' }))).toMatchObject({ code: 'time.impossible', field: 'period' })
})
