import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { eur, paidBilling } from '../test/paid-billing.js'
import { failureIn, tokens } from '../test/sample-billing.js'

/** An invoice of 50.00 and a supplementary invoice of 1.50 for 600,000 tokens that came late; a credit note of 1.00 where it is asked for. */
async function corrected({ credited = false } = {}) {
  const all = await paidBilling({ storage: memory() })
  const { billing, invoice } = all
  await billing.events.ingest([tokens('late', '600000')])
  await billing.corrections.takeLate()
  if (credited) await billing.corrections.credit({ key: 'c', invoice: invoice.id, lines: [{ line: invoice.lines[0]?.id ?? '', amount: '1' }], reason: 'goodwill' })
  const { items: [supplementary = expect.fail('more is due'), creditNote] } = await billing.corrections.documents({ account: 'acme' })
  return { ...all, supplementary, creditNote }
}

describe('documents of corrections', () => {
  it('are listed by issue, kind, invoice and number, in pages', async () => {
    const { billing, invoice, supplementary, creditNote } = await corrected({ credited: true })
    const ids = async (...list: Parameters<typeof billing.corrections.documents>) => (await billing.corrections.documents(...list)).items.map(({ id }) => id)
    expect([supplementary.kind, creditNote?.kind]).toEqual(['supplementary_invoice', 'credit_note'])
    expect(await ids()).toEqual([supplementary.id, creditNote?.id])
    expect(await ids({ kind: 'credit_note' })).toEqual([creditNote?.id])
    expect(await ids({ number: supplementary.number, invoice: invoice.id })).toEqual([supplementary.id])
    expect(await ids({ account: 'globex' })).toEqual([])
    const first = await billing.corrections.documents({ kind: 'credit_note' }, { limit: 1 })
    expect(first.items.map(({ id }) => id)).toEqual([creditNote?.id])
    expect(await failureIn(() => billing.corrections.documents({ kind: 'note' as 'credit_note' }))).toMatchObject({ code: 'filter.invalid', field: 'kind' })
    expect((await billing.invoices.list({ account: 'acme' })).items.map(({ id }) => id)).toEqual([invoice.id])
  })

  it('are paid by their own name: a payment is for what the supplementary invoice asks, of what its invoice has open', async () => {
    const { billing, mock, collect, invoice, supplementary } = await corrected()
    const session = await billing.payments.start({ key: 's', account: 'acme', provider: 'mock', purpose: 'hosted_invoice', documents: [supplementary.id], returnUrl: 'https://example.com' })
    expect(session.session.amount).toEqual(eur('1.5'))
    mock.pay(session.session.providerSession ?? '')
    await collect()
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: invoice.id, amountMinor: '5000' }])
    await billing.payments.receive({ key: 'r', account: 'acme', provider: 'bank', payment: 'p', amount: eur('60'), documents: [{ item: invoice.id, amount: eur('10') }, { item: supplementary.id }] })
    expect(await billing.payments.trace({ provider: 'bank', payment: 'p' })).toMatchObject({ settled: [{ item: invoice.id, amount: eur('11.5') }, { to: 'unapplied' }] })
    await billing.payments.apply({ key: 'a', provider: 'bank', payment: 'p', documents: [{ item: supplementary.id }, { item: invoice.id }] })
    expect(await billing.invoices.status(invoice.id)).toMatchObject({ status: 'paid' })
    expect(await failureIn(() => billing.payments.start({ key: 's2', account: 'acme', provider: 'mock', documents: [supplementary.id], returnUrl: 'https://example.com' }))).toMatchObject({ code: 'payment.allocation_invalid', field: 'documents[0]' })
  })

  it('are refused where nothing is paid on them, or where they are named twice', async () => {
    const { billing, supplementary, creditNote } = await corrected({ credited: true })
    const receive = (items: readonly string[]) => billing.payments.receive({ key: 'r', account: 'acme', provider: 'bank', payment: 'p', amount: eur('1'), documents: items.map((item) => ({ item })) })
    expect(await failureIn(() => receive([creditNote?.id ?? '']))).toMatchObject({ code: 'payment.allocation_invalid', field: 'documents[0].item', message: expect.stringContaining('credit note') as unknown })
    expect(await failureIn(() => receive([supplementary.id, supplementary.id]))).toMatchObject({ code: 'payment.allocation_invalid', field: 'documents[1].item' })
  })
})
