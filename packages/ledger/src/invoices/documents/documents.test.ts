import { describe, expect, it } from 'vitest'
import { fullInvoice } from '../../test/full-invoice.js'
import { refusalOf } from '../../test/refusal-of.js'
import { sampleCorrections } from '../../test/sample-corrections.js'
import { sampleEvidence } from '../../test/sample-evidence.js'
import { assertInvoiceAddsUp } from '../../testing/invoice-laws.js'
import { moveInvoice } from '../lifecycle/move-invoice.js'
import { deliveryStep, externalReferencesOf, type DeliveryStep, type DocumentDelivery } from './document-delivery.js'
import { documentText } from './document-text.js'
import { invoiceCsv } from './invoice-csv.js'
import { invoiceCreated, invoiceMoved } from './invoice-message.js'
import { noteCsv } from './note-csv.js'
import { noteIssued } from './note-message.js'

const invoice = fullInvoice()

describe('a document as data', () => {
  it('adds up', () => {
    assertInvoiceAddsUp(invoice)
    expect(invoice.totals).toEqual({ exact: '62.35', subtotal: '82.35', discounts: '20.24', net: '62.11', tax: '9.89', gross: '72', credits: '20', rounding: '0', payable: '52' })
  })

  it('is one text, whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(invoice).reverse()) as typeof invoice
    expect(documentText(turned)).toBe(documentText(invoice))
    expect(JSON.parse(documentText(invoice))).toEqual(invoice)
  })

  it('is CSV with a line for each row and total', () => {
    const quoted = { ...invoice, lines: invoice.lines.map((line) => ({ ...line, description: 'Large, "new"' })) }
    const lines = [...invoiceCsv(quoted)]
    const columns = (lines[0] ?? '').trimEnd().split(',').length
    expect(lines).toHaveLength(1 + 4 + 8)
    expect(lines.every((line) => line.endsWith('\r\n'))).toBe(true)
    expect(lines[1]).toBe(`${invoice.id},INV-2026-0001,acme,EUR,base,1,charge,recurring,"Large, ""new""",acme,pro,platform,,${invoice.from},${invoice.to},1,1,49,0,49\r\n`)
    expect(lines[3]).toContain(',2,tier,usage,"Large, ""new"": Tier 2",acme,pro,api,tokens,')
    expect(lines.at(-1)).toBe(`${invoice.id},INV-2026-0001,acme,EUR,,,total,,payable,,,,,${invoice.from},${invoice.to},,,,,52\r\n`)
    expect(lines.at(-1)?.split(',')).toHaveLength(columns)
    expect([...invoiceCsv(sampleEvidence().invoice)][1]).toContain('INV-000001,acme,EUR,')
  })
})

describe('the document of a correction', () => {
  const [note] = (sampleCorrections['corrections-simple']?.().corrections ?? []).flatMap((each) => each.note ?? [])
  if (note === undefined) throw new Error('the sample has a document')

  it('is CSV with a line for each of its lines and totals', () => {
    const lines = [...noteCsv(note)]
    const columns = (lines[0] ?? '').split(',').length
    expect(lines).toHaveLength(1 + note.lines.length + 6)
    expect(lines[1]).toContain(`${note.id},CN-000001,${note.kind},acme,EUR,${note.invoice.id},${note.invoice.number},${note.lines[0]?.line},line,`)
    expect(lines[1]).toMatch(/,late_event,.*,1,3\.25,2\.25,0,2\.25\r\n$/)
    expect(lines.at(-1)).toMatch(/,total,payable,.*,2\.25\r\n$/)
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([columns]))
  })

  it('is told once, with its invoice, its totals and where it goes', () => {
    const destinations = { offset: '1', refund: '2', accountCredit: '0', unapplied: '0' } as const
    const message = noteIssued(note, destinations)
    expect(message).toMatchObject({ type: `${note.kind}.issued`, subject: 'acme', time: note.issuedAt, data: { document: note.id, number: 'CN-000001', invoice: note.invoice, totals: note.totals, destinations } })
    expect(noteIssued(note)).toMatchObject({ id: message.id })
    expect(noteIssued(note).data).not.toHaveProperty('destinations')
    expect(noteIssued({ ...note, id: 'b'.repeat(64) }).id).not.toBe(message.id)
  })
})

describe('what others are told', () => {
  const at = '2026-08-02T09:00:00.000000Z'
  const issue = moveInvoice(invoice, [], { cause: 'issue', at, actor: 'ann' })
  const paid = moveInvoice(invoice, [issue], { cause: 'payment', amount: '52', at, actor: 'bank', reference: 'p1' })

  it('says customer, subscriptions, period and totals', () => {
    expect(invoiceCreated(invoice, at)).toMatchObject({
      specversion: '1.0', type: 'invoice.created', subject: 'acme', time: at,
      data: { document: invoice.id, customer: 'acme', subscriptions: ['acme'], period: { from: invoice.from, to: invoice.to }, currency: 'EUR', totals: { payable: '52' } },
    })
    expect(invoiceCreated(invoice, at).data).not.toHaveProperty('number')
    expect(invoiceMoved(invoice, issue)).toMatchObject({ type: 'invoice.issued', data: { number: 'INV-2026-0001', dueDate: '2026-09-01', move: { cause: 'issue', settled: '0' } } })
    expect(invoiceMoved(invoice, paid)).toMatchObject({ type: 'invoice.paid', data: { move: { cause: 'payment', amount: '52', settled: '52', reference: 'p1' } } })
  })

  it('has one id for each thing that happened', () => {
    const messages = [invoiceCreated(invoice, at), invoiceCreated({ ...invoice, contentHash: 'other' }, at), invoiceMoved(invoice, issue), invoiceMoved(invoice, paid)]
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4)
    expect(invoiceCreated(invoice, '2026-08-03T00:00:00.000000Z').id).toBe(messages[0]?.id)
    expect(() => invoiceMoved({ ...invoice, id: 'other' }, issue)).toThrow('about its own document')
  })
})

describe('where a document went', () => {
  const step = (state: DeliveryStep['state'], more: Partial<DeliveryStep> = {}): DeliveryStep => ({
    document: invoice.id, kind: 'invoice', provider: 'quickbooks', state, at: '2026-08-02T10:00:00.000000Z',
    ...(state === 'delivered' ? { id: '17' } : {}), ...(state === 'failed' ? { because: 'no such customer' } : {}), ...more,
  })
  const historyOf = (...steps: readonly DeliveryStep[]) => steps.reduce<readonly DocumentDelivery[]>((history, each) => [...history, deliveryStep(history, each)], [])

  it('is a history for each kind and provider', () => {
    const history = historyOf(step('pending'), step('delivered', { provider: 'peppol', id: 'm-1' }), step('failed'), step('pending'), step('delivered'), step('pending'), step('delivered'))
    expect(history.map(({ revision }) => revision)).toEqual([1, 1, 2, 3, 4, 5, 6])
    expect(externalReferencesOf(history)).toEqual([{ kind: 'invoice', provider: 'peppol', id: 'm-1' }, { kind: 'invoice', provider: 'quickbooks', id: '17' }])
  })

  it.each([
    ['a failure of nothing', [], step('failed'), 'state'],
    ['a delivery after a failure that nobody tried again', [step('pending'), step('failed')], step('delivered'), 'state'],
    ['another name there', [step('delivered'), step('pending')], step('delivered', { id: '18' }), 'id'],
    ['a name before it is there', [], step('pending', { id: '17' }), 'id'],
    ['a failure without a reason', [step('pending')], { document: invoice.id, kind: 'invoice', provider: 'quickbooks', state: 'failed', at: '2026-08-02T10:00:00Z' } as const, 'because'],
    ['a step back in time', [step('pending')], step('delivered', { at: '2026-08-01T00:00:00Z' }), 'at'],
  ])('refuses %s', (_, before, next, field) => {
    expect(refusalOf(() => deliveryStep(historyOf(...before), next))).toEqual({ code: 'invoice.delivery', field })
  })
})
