import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { failureIn, october } from '../../test/sample-billing.js'
import { apiAccount, calls, invoicedBilling, topicsOf, type InvoicedOptions } from '../../test/invoiced-billing.js'

/** `acme` with an invoice of 20.00 and 300 calls: 50.00 EUR, issued on 2 November, due in 30 days. */
async function issued(options: InvoicedOptions = {}) {
  const storage = memory()
  const at = (now: string) => invoicedBilling({ storage, now, ...options })
  const billing = at('2026-11-02T00:00:00Z')
  await apiAccount(billing, 'acme', { terms: { due: 'net', days: 30 } })
  await calls(billing, 300)
  const invoice = await billing.invoices.issue({ key: 'i', ...october })
  const pay = (payment: string, amount: `${number}`, now = '2026-11-03T00:00:00Z') =>
    at(now).payments.receive({ key: payment, account: 'acme', provider: 'bank', payment, amount: { amount, currency: 'EUR' } })
  return { storage, at, billing, invoice, pay, document: invoice.id }
}

describe('the life of an invoice', () => {
  it('goes from issued over partially paid and overdue to paid, and is told in that order', async () => {
    const { storage, at, billing, invoice, pay, document } = await issued()
    expect(invoice).toMatchObject({ dueDate: '2026-12-02', totals: { payable: '50' } })
    expect(await billing.invoices.status(document)).toMatchObject({ status: 'issued', settled: '0', open: '50', revision: 1 })
    await pay('p1', '20')
    const overdue = at('2026-12-03T00:00:00Z')
    expect(await overdue.invoices.transition({ key: 't', invoice: document, cause: 'fall_due' })).toMatchObject({ from: 'partially_paid', to: 'overdue', settled: '20' })
    await pay('p2', '30', '2026-12-04T00:00:00Z')
    expect(await billing.invoices.status(document)).toMatchObject({ status: 'paid', settled: '50', open: '0', history: [{ cause: 'issue' }, { amount: '20' }, { cause: 'fall_due' }, { amount: '30' }] })
    expect(await topicsOf(storage, 'acme')).toEqual(['window.sealed', 'invoice.created', 'invoice.issued', 'payment.settled', 'invoice.partially_paid', 'invoice.overdue', 'payment.settled', 'invoice.paid'])
  })

  it('says in its messages whom it is about, for what and how much', async () => {
    const { storage, invoice, pay } = await issued()
    await pay('p', '50')
    const messages = (await storage.transaction('default', ({ outbox }) => outbox.read('acme'))).filter(({ topic }) => topic.startsWith('invoice.'))
    const period = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    expect(messages[0]).toMatchObject({ sequence: 2, topic: 'invoice.created', payload: { document: invoice.id, customer: 'acme', subscriptions: ['acme'], period, contentHash: invoice.contentHash } })
    expect(messages[1]).toMatchObject({ sequence: 3, topic: 'invoice.issued', at: invoice.issuedAt, payload: { number: 'INV-000001', dueDate: '2026-12-02', totals: { payable: '50' } } })
    expect(messages[2]).toMatchObject({ sequence: 5, topic: 'invoice.paid', payload: { move: { cause: 'payment', amount: '50', settled: '50' } } })
  })

  it('is paid at once where nothing is payable', async () => {
    const billing = invoicedBilling()
    await billing.subscriptions.start({ key: 'idle', account: 'idle', plan: 'resold', from: '2026-10-01' })
    const { id } = await billing.invoices.issue({ key: 'idle', account: 'idle', period: '2026-10' })
    expect(await billing.invoices.status(id)).toMatchObject({ status: 'paid', payable: '0', revision: 1 })
  })

  it('is uncollectible when what is open is given up', async () => {
    const { billing, storage, document, pay } = await issued()
    await pay('p', '20')
    await billing.ledger.writeOff({ key: 'w1', document, reason: 'goodwill', amount: { amount: '5', currency: 'EUR' } })
    expect(await billing.invoices.status(document)).toMatchObject({ status: 'partially_paid' })
    await billing.ledger.writeOff({ key: 'w2', document, reason: 'insolvency' })
    expect(await billing.invoices.status(document)).toMatchObject({ status: 'uncollectible', history: [{}, {}, { cause: 'write_off', reason: 'insolvency' }] })
    expect(await topicsOf(storage, 'acme')).toContain('invoice.uncollectible')
  })

  it('leaves nothing open when it is void, whatever was given up of it before', async () => {
    const { billing, document } = await issued()
    const part = await billing.ledger.writeOff({ key: 'w1', document, reason: 'goodwill', amount: { amount: '5', currency: 'EUR' } })
    await billing.ledger.reverse({ key: 'r1', transaction: part.id })
    await billing.ledger.writeOff({ key: 'w2', document, reason: 'goodwill', amount: { amount: '8', currency: 'EUR' } })
    await billing.invoices.transition({ key: 'v', invoice: document, cause: 'void', reason: 'by mistake' })
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect(await billing.ledger.balance({ role: 'write_offs', routing: 'goodwill' })).toMatchObject([{ amountMinor: '0' }])
  })

  it('gives the recorded step for the same key, and one step however many ask at once', async () => {
    const { at, document } = await issued()
    const due = at('2026-12-03T00:00:00Z')
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => due.invoices.transition({ key: 't', invoice: document, cause: 'fall_due' })))
    for (const other of others) expect(other).toEqual(first)
    expect((await due.invoices.status(document))?.history).toHaveLength(2)
    expect(await due.invoices.status('unknown')).toBeUndefined()
  })

  it.each<[what: string, move: object, now: string, code: string, field: string]>([
    ['an unknown invoice', { invoice: 'x' }, '2026-12-03T00:00:00Z', 'invoice.unknown', 'invoice'],
    ['falling due on the due date', {}, '2026-12-02T23:59:59.999999Z', 'invoice.transition', 'cause'],
    ['a payment by hand', { cause: 'payment' }, '2026-12-03T00:00:00Z', 'invoice.transition', 'cause'],
    ['voiding without a reason', { cause: 'void' }, '2026-12-03T00:00:00Z', 'invoice.transition', 'reason'],
  ])('refuses %s', async (_, move, now, code, field) => {
    const { at, document } = await issued()
    const failure = await failureIn(() => at(now).invoices.transition({ key: 't', invoice: document, cause: 'fall_due', ...move }))
    expect(failure).toMatchObject({ code, field })
    expect(await at(now).invoices.status(document)).toMatchObject({ revision: 1 })
  })

  it('refuses to fall due without a due date, and again once it has', async () => {
    const { at, document } = await issued()
    const due = at('2026-12-03T00:00:00Z')
    await due.invoices.transition({ key: 't', invoice: document, cause: 'fall_due' })
    expect(await failureIn(() => due.invoices.transition({ key: 't2', invoice: document, cause: 'fall_due' }))).toMatchObject({ code: 'invoice.transition' })
    await apiAccount(due, 'undated')
    const { id } = await due.invoices.issue({ key: 'u', account: 'undated', period: '2026-10' })
    expect(await failureIn(() => due.invoices.transition({ key: 't3', invoice: id, cause: 'fall_due' }))).toMatchObject({ code: 'invoice.transition', field: 'cause' })
  })
})

describe('an invoice that is made void', () => {
  const reason = 'issued to the wrong company'

  it('is taken back in the book, gives its credit and adjustments back, and its period is invoiced anew', async () => {
    const storage = memory()
    const billing = invoicedBilling({ storage })
    await apiAccount(billing, 'acme')
    await calls(billing, 300)
    await billing.credits.grant({ key: 'g1', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '10', effectiveAt: '2026-10-01T00:00:00Z' })
    await billing.credits.grant({ key: 'g2', account: 'acme', kind: 'paid', currency: 'EUR', amount: '15', effectiveAt: '2026-10-01T00:00:00Z' })
    await billing.adjustments.record({ key: 'a', kind: 'amount', account: 'acme', currency: 'EUR', amount: '-5', label: 'Sorry', reason: 'outage', effectiveAt: '2026-10-20T00:00:00Z' })
    const first = await billing.invoices.issue({ key: 'i', ...october })
    expect(first.totals).toMatchObject({ subtotal: '45', discounts: '10', credits: '15', payable: '20' })
    expect(await billing.invoices.transition({ key: 'v', invoice: first.id, cause: 'void', reason })).toMatchObject({ to: 'void', reason })
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect(await billing.ledger.balance({ role: 'revenue' })).toMatchObject([{ amountMinor: '0' }])
    expect(await billing.credits.get('g1')).toMatchObject({ balance: { remaining: '10' } })
    expect(await billing.credits.get('g2')).toMatchObject({ balance: { remaining: '15' } })
    const second = await billing.invoices.issue({ key: 'i2', ...october })
    expect(second).toMatchObject({ number: 'INV-000002', sequence: 1, totals: first.totals })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i3', ...october }))).toMatchObject({ code: 'invoice.exists', facts: { invoice: second.id } })
    expect(await billing.invoices.status(first.id)).toMatchObject({ status: 'void' })
    expect(await topicsOf(storage, 'acme')).toContain('invoice.void')
  })

  it('is refused once something is settled', async () => {
    const { billing, pay, document } = await issued()
    await pay('p', '1')
    expect(await failureIn(() => billing.invoices.transition({ key: 'v', invoice: document, cause: 'void', reason }))).toMatchObject({ code: 'invoice.transition' })
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ amountMinor: '4900' }])
  })
})

describe('where an invoice was sent', () => {
  it('is a history for each provider, with the name that it has there', async () => {
    const { billing, document } = await issued()
    const step = { invoice: document, kind: 'invoice', provider: 'books' } as const
    await billing.invoices.recordDelivery({ key: '1', ...step, state: 'pending' })
    await billing.invoices.recordDelivery({ key: '2', ...step, state: 'failed', because: 'no answer' })
    await billing.invoices.recordDelivery({ key: '3', ...step, state: 'pending' })
    const last = await billing.invoices.recordDelivery({ key: '4', ...step, state: 'delivered', id: 'B-7' })
    expect(await billing.invoices.recordDelivery({ key: '4', ...step, state: 'delivered', id: 'B-7' })).toEqual(last)
    expect((await billing.invoices.deliveries(document)).map(({ state }) => state)).toEqual(['pending', 'failed', 'pending', 'delivered'])
    expect(await billing.invoices.references(document)).toEqual([{ kind: 'invoice', provider: 'books', id: 'B-7' }])
    expect(await failureIn(() => billing.invoices.recordDelivery({ key: '5', ...step, state: 'failed', because: 'x' }))).toMatchObject({ code: 'invoice.delivery', field: 'state' })
    expect(await failureIn(() => billing.invoices.recordDelivery({ key: '6', ...step, invoice: 'x', state: 'pending' }))).toMatchObject({ code: 'invoice.unknown' })
  })

  it('includes a file: its lines and totals', async () => {
    const { billing, document } = await issued()
    const lines: string[] = []
    for await (const line of billing.invoices.csv(document)) lines.push(line)
    expect(lines[0]).toContain('document,number,account')
    expect(lines.at(-1)).toContain(',payable,')
    expect(lines.at(-1)).toContain(',50\r\n')
  })
})
