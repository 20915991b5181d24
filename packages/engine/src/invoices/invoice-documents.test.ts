import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '0.1') }) },
})

it('documents of an account from the first to the last', async () => {
  const storage = memory()
  const send = (calls: number, time: string) => at(time).events.ingest(Array.from({ length: calls }, (_, index) => call(`${time}/${index}`, { time })))
  // #region usage
  const at = (now: string) =>
    createBilling({
      catalog, storage, clock: fixedClock(now),
      numbering: { invoices: { format: 'INV-{year}-{number:4}', restart: 'year', maxLength: 21 }, creditNotes: { format: 'CN-{year}-{number:4}', restart: 'year' } },
      invoicing: { grace: 'P1D', paymentTerms: { due: 'net', days: 30 } },
    })
  await at('2026-10-01T00:00:00Z').subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01' })

  // A progressive invoice, within the period:
  await send(850, '2026-10-09T00:00:00Z')
  const first = await at('2026-10-10T00:00:00Z').invoices.issueProgress({ key: 'acme/2026-10/1', account: 'acme', period: '2026-10', threshold: '100' })
  expect(first).toMatchObject({ number: 'INV-2026-0001', totals: { payable: '105' } })

  // The last one takes off what that billed:
  await send(50, '2026-10-20T00:00:00Z')
  const billing = at('2026-11-02T00:00:00Z')
  const last = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
  expect(last).toMatchObject({ number: 'INV-2026-0002', sequence: 1, dueDate: '2026-12-02', totals: { payable: '5' } })

  // Payments move it on, and so does its due date:
  await billing.payments.receive({ key: 'p1', account: 'acme', provider: 'bank', payment: 'TX-1', amount: { amount: '108', currency: 'EUR' } })
  const late = await at('2026-12-03T00:00:00Z').invoices.transition({ key: 't1', invoice: last.id, cause: 'fall_due' })
  expect(late).toMatchObject({ from: 'partially_paid', to: 'overdue', settled: '3' })

  // Others read what happened, in its order, from where they stopped:
  const messages = await at('2026-12-03T00:00:00Z').outbox.read('acme', { after: 2 })
  expect(messages.map(({ sequence, topic }) => `${sequence} ${topic}`)).toEqual([
    '3 window.sealed', '4 invoice.created', '5 invoice.issued', '6 payment.settled', '7 invoice.paid', '8 invoice.partially_paid', '9 invoice.overdue',
  ])
  // #endregion usage
})
