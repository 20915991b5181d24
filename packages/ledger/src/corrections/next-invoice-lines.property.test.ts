import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { checkAdjustment } from '../invoices/adjustments/check-adjustment.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { adjustmentKey } from '../invoices/document-line.js'
import { july, sampleCharge, sampleInput } from '../test/sample-charge.js'
import { nextInvoiceLines } from './next-invoice-lines.js'
import { rerateInvoice } from './rerate-invoice.js'

const at = '2026-09-01T00:00:00.000000Z'
const request = { causes: [{ kind: 'late_event', reference: 'api/r1', text: 'r1 came in on 2 August', actor: 'ingest', at }], actor: 'ann', at, policy: { credits: 'next_invoice' } } as const

function correctionOf(amount: '10' | '9') {
  const draft = (calls: '10' | '9') => assembleInvoice(sampleInput([sampleCharge('calls', calls, { meter: 'calls' })]))
  const invoice = issueInvoice(draft('10'), { number: 'INV-1', series: 'INV', issuedAt: july.to, ratings: [] })
  return rerateInvoice({ ...request, invoice, corrections: [], target: draft(amount) }) ?? expect.fail('the amount differs')
}

/** One character up to so many times, behind another one. */
const text = (maxLength: number) => fc.tuple(fc.constantFrom('', 'b'), fc.constantFrom('a', 'é', '漢', '\u{1F600}', '/'), fc.integer({ min: 1, max: maxLength - 1 })).map(([first, unit, times]) => first + unit.repeat(times))

describe('lines of a correction for the next invoice', () => {
  const correction = correctionOf('9')
  const [only = expect.fail('it has a line')] = correction.delta.lines

  it('are adjustments that are taken, whatever the line and the invoice are called', () => {
    const id = fc.oneof(text(200), text(190).map(adjustmentKey))
    fc.assert(fc.property(id, id, text(600), text(32), (first, second, description, number) => {
      const lines = [first, `${second}-`].map((line) => ({ ...only, line, description }))
      const made = nextInvoiceLines({ ...correction, invoice: { ...correction.invoice, number }, delta: { ...correction.delta, lines } })
      for (const line of made) expect(checkAdjustment({ kind: 'amount', ...line, account: 'acme', currency: 'EUR', recordedAt: at, needsApproval: false })).toMatchObject({ label: expect.stringContaining(`, ${number} corrected`) as unknown })
      expect(new Set(made.map((line) => line.id)).size).toBe(first === `${second}-` ? 1 : 2)
    }), { numRuns: 1000 })
  })

  it('can be corrected themselves, and those again: the ids stay within their room', () => {
    let line = only.line
    for (const depth of [1, 2, 3, 4, 5]) {
      const [next = expect.fail(`line ${depth}`)] = nextInvoiceLines({ ...correction, delta: { ...correction.delta, lines: [{ ...only, line }] } })
      expect(checkAdjustment({ kind: 'amount', ...next, account: 'acme', currency: 'EUR', recordedAt: at, needsApproval: false }).id).toBe(next.id)
      line = adjustmentKey(next.id)
    }
  })
})
