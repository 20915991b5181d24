import { memory } from '@farthing/adapters-memory'
import { sum, type Instant } from '@farthing/core'
import { defineCatalog, flat, graduated, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'
import { topicsOf } from '../test/invoiced-billing.js'
import type { CorrectionOptions } from './correction-options.js'

const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: graduated('calls', [{ upTo: '10', unit: '0' }, { unit: '0.01' }]) }) },
})
const used = (id: string, count: string) => ({ id, source: 'api', type: 'calls', subject: 'acme', time: '2026-10-06T00:00:00Z', data: { count } })

/** 1,010 calls of October, 0.01 each beyond 10, and 20.00 a month: an invoice of 30.00, due on 16 November. Each 1,000 calls more are 10.00. */
async function invoiced(corrections: CorrectionOptions = {}) {
  const storage = memory()
  let now: Instant = '2026-10-01T00:00:00.000000Z'
  const clock = { now: () => now }
  const billing = createBilling({ catalog, storage, clock, corrections, invoicing: { paymentTerms: { due: 'net', days: 14 } } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingestOrThrow([used('first', '1010')])
  now = '2026-11-02T00:00:00.000000Z'
  const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const take = async (...events: readonly object[]) => {
    await billing.events.ingestOrThrow(events)
    return (await billing.corrections.takeLate()).corrected.map(({ note, destinations }) => ({ number: note?.number, payable: note?.totals.payable, destinations }))
  }
  return {
    storage, billing, id, take,
    at: (instant: Instant) => void (now = instant),
    pay: (payment: string, amount: `${number}`) => billing.payments.receive({ key: payment, account: 'acme', provider: 'bank', payment, amount: { amount, currency: 'EUR' } }),
    /** As the status says it, and as the book does. */
    standing: async () => {
      const { status, open, credit } = (await billing.invoices.status(id)) ?? {}
      const item = (await billing.ledger.openItems('acme')).find((each) => each.item === id)
      return [status, open, credit, item?.amountMinor ?? '0']
    },
  }
}

const withdrawn = (id: string) => ({ ...used(id, '0'), revision: 1, data: null })

describe('an invoice with a supplementary invoice', () => {
  it('is open again, falls due, and is paid by what the book has open', async () => {
    const { storage, billing, id, take, pay, standing, at } = await invoiced()
    await pay('p1', '30')
    expect(await standing()).toEqual(['paid', '0', '0', '0'])
    expect(await take(used('late', '1000'))).toMatchObject([{ number: 'INV-000002', payable: '10' }])
    expect(await standing()).toEqual(['partially_paid', '10', '0', '1000'])
    at('2026-12-20T00:00:00.000000Z')
    expect(await billing.invoices.transition({ key: 'due', invoice: id, cause: 'fall_due' })).toMatchObject({ from: 'partially_paid', to: 'overdue', settled: '30', payable: '40' })
    await pay('p2', '10')
    expect(await standing()).toEqual(['paid', '0', '0', '0'])
    expect((await billing.invoices.status(id))?.history.map(({ cause, to, amount }) => [cause, to, amount])).toEqual([
      ['issue', 'issued', undefined], ['payment', 'paid', '30'], ['supplementary_invoice', 'partially_paid', '10'], ['fall_due', 'overdue', undefined], ['payment', 'paid', '10'],
    ])
    expect((await topicsOf(storage, 'acme')).filter((topic) => topic.startsWith('invoice.'))).toEqual(['invoice.created', 'invoice.issued', 'invoice.paid', 'invoice.partially_paid', 'invoice.overdue', 'invoice.paid'])
  })

  it('is credited for what is unpaid of it, and nothing is refunded', async () => {
    for (const destination of ['offset', 'refund', 'account_credit'] as const) {
      const { take, pay, standing } = await invoiced({ policy: { destination } })
      await pay('p1', '30')
      await take(used('late', '1000'))
      expect(await take(withdrawn('late'))).toEqual([{ number: 'CN-000001', payable: '10', destinations: { offset: '10', refund: '0', accountCredit: '0', unapplied: '0' } }])
      expect(await standing()).toEqual(['paid', '0', '0', '0'])
    }
  })
})

describe('a credit note over what was paid', () => {
  it('stands to the credit of the customer, and its refund opens nothing', async () => {
    const { storage, take, pay, standing, billing } = await invoiced()
    await pay('p1', '30')
    expect(await take(withdrawn('first'))).toMatchObject([{ destinations: { offset: '0', refund: '0', unapplied: '10' } }])
    expect(await standing()).toEqual(['paid', '0', '10', '-1000'])
    await take(used('more', '410'))
    expect(await standing()).toEqual(['paid', '0', '6', '-600'])
    const told = (await topicsOf(storage, 'acme')).filter((topic) => !topic.startsWith('usage.'))
    expect(told.slice(3)).toEqual(['payment.settled', 'invoice.paid', 'credit_note.issued', 'supplementary_invoice.issued'])
    await take(used('much', '1000'))
    expect(await standing()).toEqual(['partially_paid', '4', '0', '400'])
    await pay('p2', '4')
    expect(await billing.invoices.status((await billing.invoices.list()).items[0]?.id ?? '')).toMatchObject({ status: 'paid', payable: '44', settled: '44', paid: '34' })
  })

  it('is refunded as far as it is not to be refunded already', async () => {
    const { take, pay, standing } = await invoiced({ policy: { destination: 'refund' } })
    await pay('p1', '30')
    expect(await take(withdrawn('first'))).toMatchObject([{ destinations: { refund: '10' } }])
    expect(await take(used('more', '1010'))).toMatchObject([{ number: 'INV-000002', payable: '10' }])
    // 20.00 of 30.00 are billed by then and 10.00 are promised back: of the next 10.00 nothing was paid.
    expect(await take(withdrawn('more'))).toMatchObject([{ destinations: { offset: '10', refund: '0' } }])
    expect(await standing()).toEqual(['paid', '0', '10', '-1000'])
  })

  it('credits what was written off, and gives no money for it', async () => {
    const { billing, id, take } = await invoiced({ policy: { destination: 'account_credit' } })
    await billing.ledger.writeOff({ key: 'w', document: id, reason: 'insolvency' })
    expect(await take(withdrawn('first'))).toMatchObject([{ destinations: { offset: '10', accountCredit: '0' } }])
    expect((await billing.credits.balance({ account: 'acme' })).amounts).toEqual([])
  })
})

describe('a refund of what a credit note lowered', () => {
  /** 25.00 of the 30.00 that were paid are credited: 5.00 of 30.00 stay. */
  async function overpaid() {
    const all = await invoiced()
    await all.pay('p1', '30')
    const invoice = await all.billing.invoices.get(all.id)
    const lines = (invoice?.lines ?? []).map(({ id: line, amount }) => ({ line, amount: amount === '20' ? ('15' as const) : amount }))
    await all.billing.corrections.credit({ key: 'c', invoice: all.id, lines, reason: 'Agreed' })
    expect(await all.standing()).toEqual(['paid', '0', '25', '-2500'])
    return all
  }

  it.each([
    ['a part of it opens nothing', '20', ['paid', '0', '5', '-500']],
    ['more than it opens the rest', '26', ['partially_paid', '1', '0', '100']],
  ] as const)('%s', async (_, amount, after) => {
    const { billing, standing } = await overpaid()
    const { id } = await billing.refunds.request({ key: 'r', provider: 'bank', payment: 'p1', amount: { amount, currency: 'EUR' }, reason: 'Agreed', policy: 'goodwill', actor: 'ann', mode: 'account_credit' })
    await billing.refunds.approve({ key: 'a', refund: id, actor: 'bob' })
    await billing.refunds.send({ key: 's', refund: id })
    expect(await standing()).toEqual(after)
  })

  it('that is taken back is credit again, and a reversed payment leaves what the note does not cover', async () => {
    const { billing, standing } = await overpaid()
    const reverse = async (kind: string) => {
      const found = (await billing.ledger.list()).items.find((each) => each.kind === kind)
      return billing.ledger.reverse({ key: kind, transaction: found?.id ?? '', cause: 'Booked in error' })
    }
    const { id } = await billing.refunds.request({ key: 'r', provider: 'bank', payment: 'p1', amount: { amount: '20', currency: 'EUR' }, reason: 'Agreed', policy: 'goodwill', actor: 'ann', mode: 'account_credit' })
    await billing.refunds.approve({ key: 'a', refund: id, actor: 'bob' })
    await billing.refunds.send({ key: 's', refund: id })
    await reverse('refund_sent')
    expect(await standing()).toEqual(['paid', '0', '25', '-2500'])
    const other = await overpaid()
    const payment = (await other.billing.ledger.list()).items.find(({ kind }) => kind === 'payment_received')
    await other.billing.ledger.reverse({ key: 'p', transaction: payment?.id ?? '', cause: 'Booked twice' })
    expect(await other.standing()).toEqual(['partially_paid', '5', '0', '500'])
  })
})

describe('a corrected invoice', () => {
  it.each(['supplementary invoice', 'credit note'])('with a %s is not made void, and says how it is taken back', async (kind) => {
    const { billing, id, take, standing } = await invoiced()
    await (kind === 'credit note' ? take(withdrawn('first')) : take(used('late', '1000')))
    const number = kind === 'credit note' ? 'CN-000001' : 'INV-000002'
    const before = await standing()
    const failure = await failureIn(() => billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'wrong company' }))
    expect(failure).toMatchObject({ code: 'invoice.corrected', field: 'invoice', facts: { invoice: id, documents: [number] } })
    expect(await standing()).toEqual(before)
    await billing.corrections.cancel({ key: 'c', invoice: id, reason: 'wrong company' })
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect((await billing.ledger.balance({ role: 'revenue' })).map(({ amountMinor }) => amountMinor)).toEqual(['0'])
  })

  it('whose difference stands on the next invoice is not made void either', async () => {
    const { billing, id, take } = await invoiced({ policy: { charges: 'next_invoice' } })
    await take(used('late', '1000'))
    expect(await failureIn(() => billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'x' }))).toMatchObject({ code: 'invoice.corrected', facts: { documents: [] } })
  })

  it('that was looked at without a difference is made void', async () => {
    const { billing, id } = await invoiced()
    await billing.corrections.correct({ key: 'c', invoice: id, causes: [{ kind: 'usage_correction', reference: 'import', text: 'Maybe wrong' }] })
    expect(await billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'x' })).toMatchObject({ to: 'void' })
  })
})

describe('a cancelled invoice', () => {
  it.each(['unpaid', 'paid'])('that was %s is credited, and later commands say by which note', async (before) => {
    const { storage, billing, id, pay, standing } = await invoiced()
    if (before === 'paid') await pay('p1', '30')
    await billing.corrections.cancel({ key: 'c', invoice: id, reason: 'Wrong customer' })
    expect(await standing()).toEqual(before === 'paid' ? ['credited', '0', '30', '-3000'] : ['credited', '0', '0', '0'])
    const topics = (await topicsOf(storage, 'acme')).filter((topic) => topic.startsWith('invoice.'))
    expect(topics).toEqual(['invoice.created', 'invoice.issued', ...(before === 'paid' ? ['invoice.paid'] : []), 'invoice.credited'])
    const line = (await billing.invoices.get(id))?.lines[0]?.id ?? ''
    for (const again of [
      () => billing.corrections.credit({ key: 'x', invoice: id, lines: [{ line, amount: '1' }], reason: 'Agreed' }),
      () => billing.corrections.cancel({ key: 'y', invoice: id, reason: 'Again' }),
      () => billing.corrections.correct({ key: 'z', invoice: id, causes: [{ kind: 'usage_correction', reference: 'import', text: 'Wrong' }] }),
    ]) expect(await failureIn(again)).toMatchObject({ code: 'correction.voided', message: expect.stringContaining('INV-000001, which CN-000001 has cancelled') as string, facts: { invoice: id, cancelledBy: 'CN-000001' } })
    expect(await failureIn(() => billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'x' }))).toMatchObject({ code: 'invoice.corrected' })
  })
})

describe('the document of a correction', () => {
  it('is told in the transaction that makes it, found by its id, and has a file', async () => {
    const { storage, billing, id, take, pay } = await invoiced({ policy: { destination: 'refund' } })
    await take(used('late', '1000'))
    await pay('p1', '40')
    await take(withdrawn('late'))
    const messages = (await storage.transaction('default', ({ outbox }) => outbox.read('acme'))).filter(({ topic }) => /^(credit_note|supplementary_invoice)\./.test(topic))
    expect(messages).toMatchObject([
      { topic: 'supplementary_invoice.issued', payload: { number: 'INV-000002', invoice: { id, number: 'INV-000001' }, totals: { payable: '10' } } },
      { topic: 'credit_note.issued', payload: { number: 'CN-000001', invoice: { id }, totals: { payable: '10' }, destinations: { offset: '0', refund: '10' } } },
    ])
    const looks = await billing.corrections.ofInvoice(id)
    for (const [index, { note }] of looks.entries()) {
      expect(messages[index]?.payload).toMatchObject({ document: note?.id })
      expect(await billing.corrections.document(note?.id ?? '')).toEqual(note)
      const lines: string[] = []
      for await (const line of billing.corrections.csv(note?.id ?? '')) lines.push(line)
      expect([lines.length, lines.at(-1)]).toEqual([1 + 1 + 6, expect.stringContaining(',payable,')])
    }
    expect(await billing.corrections.document(id)).toBeUndefined()
    expect(await failureIn(async () => { for await (const line of billing.corrections.csv(id)) expect(line).toBe('') })).toMatchObject({ code: 'correction.unknown' })
  })
})
