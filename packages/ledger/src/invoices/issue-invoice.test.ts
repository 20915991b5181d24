import { isFarthingError } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { sampleEvidence } from '../test/sample-evidence.js'
import { documentHashOf } from './document-hash.js'
import { invoiceIdOf } from './invoice-id.js'
import { issueInvoice } from './issue-invoice.js'

describe('issueInvoice', () => {
  const { invoice, ratings } = sampleEvidence()
  const issue = { number: 'INV-000001', series: 'INV', issuedAt: '2026-11-02T00:00:00.000000Z', ratings }

  it('keeps the content, and an id that does not depend on the issue', () => {
    const other = issueInvoice(invoice, { ...issue, number: 'DE-7', series: 'DE', issuedAt: '2026-11-05T10:00:00+01:00' })
    expect(other).toMatchObject({ contentHash: invoice.contentHash, id: invoice.id, number: 'DE-7', issuedAt: '2026-11-05T09:00:00.000000Z' })
    expect(other.documentHash).not.toBe(invoice.documentHash)
  })

  it('gives the same document when an issued one is passed as the draft', () => {
    expect(issueInvoice(invoice, issue)).toEqual(invoice)
  })

  it('has a document hash that covers number, series, issue time, evidence and what was known', () => {
    const { documentHash, ...document } = invoice
    const changes = [{ number: '2' }, { series: 'DE' }, { issuedAt: 'later' }, { evidenceHash: 'other' }, { knownAt: { cut: 'c2', at: 'later' } }, { contentHash: 'x' }]
    expect(documentHashOf(document)).toBe(documentHash)
    for (const change of changes) expect(documentHashOf({ ...document, ...change })).not.toBe(documentHash)
  })

  it.each([
    { field: 'number', change: { number: '' } },
    { field: 'number', change: { number: 'x'.repeat(65) } },
    { field: 'series', change: { series: 'a\u0000b' } },
    { field: 'issuedAt', change: { issuedAt: '2026-11-02' } },
  ])('refuses a malformed $field', ({ field, change }) => {
    expect(fieldOf(() => issueInvoice(invoice, { ...issue, ...change }))).toBe(field)
  })
})

describe('invoiceIdOf', () => {
  const { invoice } = sampleEvidence()

  it('is the same for what may be invoiced once, and another for anything else', () => {
    const changes = [{ tenant: 'other' }, { account: 'other' }, { currency: 'USD' }, { from: '2026-10-01T00:00:00.000000Z' }, { to: '2026-10-31T00:00:00.000000Z' }]
    const ids = [invoiceIdOf(invoice), ...changes.map((change) => invoiceIdOf({ ...invoice, ...change }))]
    expect(ids[0]).toBe(invoice.id)
    expect(new Set(ids).size).toBe(6)
  })
})

function fieldOf(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return error.field
  }
}
