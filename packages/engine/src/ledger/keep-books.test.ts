import { memory } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { call, october, sampleBilling, tokens } from '../test/sample-billing.js'

it('books are kept from the open period to the closed one', async () => {
  const storage = memory()
  const during = sampleBilling({ storage, now: '2026-10-15T00:00:00Z' })
  await during.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await during.events.ingest([tokens('r1', '1400000'), call('c1')])
  {
    const billing = during
    // #region accrue
    const run = await billing.rating.run({ key: 'acme/15', account: 'acme', period: '2026-10' })
    await billing.accruals.accrue({ key: 'acme/15', run: run.id })
    expect(await billing.ledger.balances('acme')).toMatchObject([{ currency: 'EUR', accruedMinor: '100', availableMinor: '-100' }])
    // #endregion accrue
  }
  const billing = sampleBilling({ storage, now: '2026-11-02T00:00:00Z' })
  const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
  await billing.payments.receive({ key: 'p1', account: 'acme', provider: 'bank', payment: 'p1', amount: { amount: '80', currency: 'EUR' } })

  // #region hold
  const hold = await billing.holds.place({ key: 'image/1', account: 'acme', amount: { amount: '20', currency: 'EUR' }, expiresAt: '2026-11-02T01:00:00Z' })
  // … the work is done, and costs less than was held:
  await billing.holds.post({ key: 'image/1', hold: hold.id, amount: { amount: '12.50', currency: 'EUR' }, reason: 'image' })
  // #endregion hold

  // #region anchors
  const [line] = invoice.lines
  const rated = await billing.ratedUsage.get(line?.id ?? '')
  expect(rated?.documents).toMatchObject([{ document: invoice.id, number: 'INV-000001', settlements: [{}] }])
  const { items: charges } = await billing.ratedUsage.list({ account: 'acme', document: invoice.id }) // and back: from what a posting refers to
  expect(charges.map(({ charge }) => charge.component)).toContain('tokens')
  // #endregion anchors

  // #region seal
  const { head } = await billing.ledger.seal()
  // Keep the head where whoever runs the database cannot write. Later:
  expect(await billing.ledger.verify({ anchors: [head] })).toMatchObject({ verified: true })
  // #endregion seal

  // #region reconcile
  const { mismatches, checked } = await billing.reconciliation.run()
  expect(mismatches).toEqual([])
  expect(checked).toMatchObject({ charges: 2, lines: 2, settlements: 1 })
  // #endregion reconcile

  const clock = sampleBilling({ storage, now: '2026-12-01T00:00:00Z' })
  {
    const billing = clock
    // #region close
    await billing.ledger.close({ key: '2026-11', period: '2026-11' })
    const mistake = (await billing.ledger.list()).items.find(({ kind }) => kind === 'adjustment')
    const reversal = await billing.ledger.reverse({ key: 'mistake/1', transaction: mistake?.id ?? '' })
    expect(reversal).toMatchObject({ accountingDate: '2026-12-01', corrects: mistake?.id, cause: 'reverses adjustment of 2026-11-02' })
    // #endregion close
  }

  // #region export
  const journal: string[] = []
  for await (const part of billing.ledger.export({ format: 'hledger' })) journal.push(part) // or write each to a file
  expect(await billing.ledger.revenue('month')).toContainEqual({ period: '2026-12', product: 'image', currency: 'EUR', amountMinor: '-1250' })
  // #endregion export
  expect(journal.join('')).toContain('assets:cash:EUR:provider=bank  80.00 EUR == 80.00 EUR')
})
