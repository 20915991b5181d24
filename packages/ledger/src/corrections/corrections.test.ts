import { addAll, type Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { taxAnswer, vat19 } from '../test/sample-tax.js'
import { july, sampleCharge, sampleInput } from '../test/sample-charge.js'
import { refusalOf } from '../test/refusal-of.js'
import type { Correction } from './correction.js'
import { correctionNote } from './correction-note.js'
import { correctionState } from './correction-state.js'
import { creditInvoice } from './credit-invoice.js'
import { explainNote } from './explain-note.js'
import { issueCorrectionNote } from './issue-correction-note.js'
import { nextInvoiceLines } from './next-invoice-lines.js'
import { rerateInvoice } from './rerate-invoice.js'
import { voidInvoice } from './void-invoice.js'

const at = '2026-09-01T00:00:00.000000Z'
const request = { causes: [{ kind: 'late_event', reference: 'api/r1', text: 'r1 came in on 2 August', actor: 'ingest', at }], actor: 'ann', at } as const

interface Amounts {
  readonly [component: string]: Decimal
}

/** July as it would be invoiced with these amounts, 19 % on top. */
function draftOf(amounts: Amounts, more: Parameters<typeof sampleInput>[2] = {}, terms: InvoiceTerms = {}) {
  const charges = Object.entries(amounts).map(([component, amount]) => sampleCharge(component, amount, { meter: component }))
  const party = (id: string) => ({ id, jurisdiction: 'DE', registrations: [] })
  const taxed = { ...terms, tax: { prices: 'exclusive', taxPoint: july.to, taxPointRule: 'document', seller: party('default'), customer: party('acme') } } as const
  const asked = taxRequestOf(sampleInput(charges, taxed, more))
  return assembleInvoice(sampleInput(charges, { ...taxed, taxAnswer: taxAnswer(asked!, [vat19]) }, more))
}

function issued(amounts: Amounts, terms: InvoiceTerms = {}): IssuedInvoice {
  return issueInvoice(draftOf(amounts, {}, terms), { number: 'INV-1', series: 'INV', issuedAt: july.to, ratings: [] })
}

function noteOf(invoice: IssuedInvoice, correction: Correction | undefined) {
  return correction === undefined ? undefined : correctionNote({ invoice, correction, knownAt: { cut: '2', at } })
}

describe('what is due less what is billed', () => {
  it('is one credit of 991 where a volume price falls at the next unit', () => {
    const invoice = issued({ calls: '10000' })
    const correction = rerateInvoice({ ...request, invoice, corrections: [], target: draftOf({ calls: '9009' }) })
    expect(correction).toMatchObject({ outcome: 'credit_note', totals: { net: '-991', tax: '-188.29', gross: '-1179.29' } })
    expect(noteOf(invoice, correction)).toMatchObject({
      kind: 'credit_note', invoice: { number: 'INV-1' }, reason: { code: 'late_event', text: 'r1 came in on 2 August' },
      lines: [{ line: 'calls', ...july, billed: '10000', due: '9009', net: '991', tax: '188.29', gross: '1179.29' }],
      taxes: [{ tax: 'vat', base: '991', amount: '188.29' }],
      totals: { net: '991', tax: '188.29', gross: '1179.29', payable: '1179.29' },
    })
  })

  it('has lines of both signs, and one document', () => {
    const invoice = issued({ fee: '100', calls: '50' })
    const correction = rerateInvoice({ ...request, invoice, corrections: [], target: draftOf({ calls: '90', late: '5', fee: '70' }) })
    expect(noteOf(invoice, correction)).toMatchObject({ kind: 'supplementary_invoice', lines: [{ line: 'calls', net: '40' }, { line: 'fee', net: '-30' }, { line: 'late', billed: '0', net: '5' }], totals: { net: '15' } })
  })

  it('is a record without a document where everything sums to zero', () => {
    const invoice = issued({ fee: '100', calls: '50' })
    const correction = rerateInvoice({ ...request, invoice, corrections: [], target: draftOf({ fee: '90', calls: '60' }) })
    expect(correction).toMatchObject({ outcome: 'no_document', totals: { gross: '0' } })
    expect(noteOf(invoice, correction)).toBeUndefined()
    expect(rerateInvoice({ ...request, invoice, corrections: [correction!], target: draftOf({ fee: '90', calls: '60' }) })).toBeUndefined()
  })

  it('is written off below the minimum, once', () => {
    const invoice = issued({ calls: '100' })
    const policy = { minimum: '1' } as const
    const small = rerateInvoice({ ...request, policy, invoice, corrections: [], target: draftOf({ calls: '100.5' }) })
    expect(small).toMatchObject({ outcome: 'written_off', totals: { gross: '0.6' } })
    expect(rerateInvoice({ ...request, policy, invoice, corrections: [small!], target: draftOf({ calls: '100.5' }) })).toBeUndefined()
    expect(rerateInvoice({ ...request, policy, invoice, corrections: [small!], target: draftOf({ calls: '102' }) })).toMatchObject({ outcome: 'supplementary_invoice', totals: { net: '1.5' } })
  })

  it.each([
    [{ calls: '90' }, {}, 'credit_note'],
    [{ calls: '110' }, {}, 'supplementary_invoice'],
    [{ calls: '90' }, { credits: 'next_invoice' }, 'next_invoice'],
    [{ calls: '110' }, { charges: 'next_invoice' }, 'next_invoice'],
  ] as const)('%o under %o is a %s', (amounts, policy, outcome) => {
    const invoice = issued({ calls: '100' })
    const correction = rerateInvoice({ ...request, policy, invoice, corrections: [], target: draftOf(amounts) })
    expect(correction?.outcome).toBe(outcome)
    expect(noteOf(invoice, correction)?.kind).toBe(outcome === 'next_invoice' ? undefined : outcome)
  })

  it('stands on the next invoice as lines of its own', () => {
    const invoice = issued({ calls: '100', fee: '10' })
    const correction = rerateInvoice({ ...request, policy: { credits: 'next_invoice' }, invoice, corrections: [], target: draftOf({ calls: '90', fee: '10' }) })!
    expect(nextInvoiceLines(correction)).toEqual([{ id: `${correction.id}/calls`, label: 'calls, INV-1 corrected', amount: '-10', reason: 'r1 came in on 2 August', actor: 'ann', effectiveAt: july.to, discountable: false }])
    expect(nextInvoiceLines({ ...correction, outcome: 'credit_note' })).toEqual([])
  })

  it('names the causes that act on a line', () => {
    const [first] = request.causes
    const causes = [{ ...first, meter: 'calls' }, { ...first, kind: 'tax_input', reference: 'DE/saas', text: 'Another rate' }] as const
    const correction = rerateInvoice({ ...request, causes, invoice: issued({ fee: '10', calls: '5' }), corrections: [], target: draftOf({ fee: '11', calls: '6' }) })
    expect(correction?.delta.lines.map(({ line, causes: own }) => [line, own])).toEqual([['calls', [0, 1]], ['fee', [1]]])
  })
})

describe('the document of a correction as text', () => {
  const invoice = issued({ fee: '100', calls: '10000' })

  it('says what was billed, what is due, and why', () => {
    const correction = rerateInvoice({ ...request, invoice, corrections: [], target: draftOf({ fee: '100', calls: '9009' }) })
    const draft = noteOf(invoice, correction)!
    const expected = [
      'for INV-1 of acme, from 2026-07-01 until 2026-08-01 (UTC), in EUR', 'r1 came in on 2 August', '  calls: billed 10,000.00, due 9,009.00: 991.00 credited',
      'vat DE, 19 % on 991.00: 188.29', '991.00 + 188.29 = 1,179.29 EUR',
    ].join('\n')
    expect(explainNote(draft)).toBe(`Draft of a credit note ${expected}`)
    expect(explainNote(issueCorrectionNote(draft, { correction: correction!, number: 'CN-1', series: 'CN', issuedAt: at }))).toBe(`Credit note CN-1 ${expected}`)
    const paid = { ...draft, totals: { ...draft.totals, rounding: '-0.04', restored: '100', payable: '1079.25' } } as const
    expect(explainNote(paid).split('\n').at(-1)).toBe('991.00 + 188.29 − 0.04 − 100.00 back to paid credit = 1,079.25 EUR')
  })

  it('names the cause of a line where it is another', () => {
    const [first] = request.causes
    const causes = [{ ...first, meter: 'calls' }, { ...first, kind: 'price_version', meter: 'fee', reference: 'v2', text: 'The fee is 120' }] as const
    const correction = rerateInvoice({ ...request, causes, invoice, corrections: [], target: draftOf({ fee: '120', calls: '10010' }) })
    expect(explainNote(noteOf(invoice, correction)!).split('\n').slice(0, 4)).toEqual([
      'Draft of a supplementary invoice for INV-1 of acme, from 2026-07-01 until 2026-08-01 (UTC), in EUR', 'r1 came in on 2 August, and 1 more',
      '  calls: billed 10,000.00, due 10,010.00: 10.00 charged (r1 came in on 2 August)', '  fee: billed 100.00, due 120.00: 20.00 charged (The fee is 120)',
    ])
  })
})

describe('credit by hand', () => {
  it('takes what the tax on the rest goes down by: three credits of a third of 20 % on 100', () => {
    const invoice = issued({ a: '33.33', b: '33.33', c: '33.33' })
    let corrections: readonly Correction[] = []
    for (const line of ['b', 'a', 'c']) corrections = [...corrections, creditInvoice({ ...request, invoice, corrections, lines: [{ line, amount: '33.33' }] })!]
    expect(corrections.map(({ totals }) => totals.tax)).toEqual(['-6.33', '-6.34', '-6.33'])
    expect([invoice.totals.tax, addAll(corrections.map(({ totals }) => totals.tax))]).toEqual(['19', '-19'])
  })

  it('takes the tax of its own amounts where the policy says so, and no more than is left', () => {
    const invoice = issued({ a: '33.33', b: '33.33', c: '33.33' })
    const policy = { creditTax: 'perDocument' } as const
    let corrections: readonly Correction[] = []
    for (const line of ['b', 'a', 'c']) corrections = [...corrections, creditInvoice({ ...request, policy, invoice, corrections, lines: [{ line, amount: '33.33' }] })!]
    expect(corrections.map(({ totals }) => totals.tax)).toEqual(['-6.33', '-6.33', '-6.33'])
  })

  it('gives back the share of discounts: half of a line of 399 with 250 off', () => {
    const invoice = issued({ seats: '399' }, { discounts: [{ key: 'coupon', label: 'Coupon', amount: '250' }] })
    const correction = creditInvoice({ ...request, invoice, corrections: [], lines: [{ line: 'seats', amount: '199.5', reason: { code: 'goodwill', text: 'Down for two weeks' } }] })
    expect(noteOf(invoice, correction)).toMatchObject({ lines: [{ billed: '399', due: '199.5', net: '74.5', reason: { code: 'goodwill' } }], totals: { net: '74.5', tax: '14.15', gross: '88.65' } })
    expect(correction?.delta.lines[0]?.discounts).toEqual([{ key: 'coupon', kind: 'discount', amount: '-125' }])
  })

  it('stays given up when the period is rated again', () => {
    const invoice = issued({ calls: '100' })
    const credit = creditInvoice({ ...request, invoice, corrections: [], lines: [{ line: 'calls', amount: '10' }] })!
    const again = (corrections: readonly Correction[], calls: Decimal) => rerateInvoice({ ...request, invoice, corrections, target: draftOf({ calls }) })
    expect(again([credit], '100')).toBeUndefined()
    const less = again([credit], '4')!
    expect(less.totals.net).toBe('-90')
    expect(again([credit, less], '100')?.totals.net).toBe('90')
  })

  it.each([
    ['above what is left', [{ line: 'calls', amount: '100.01' }], 'correction.over_credited', 'lines[0].amount'],
    ['of a line that is not there', [{ line: 'other', amount: '1' }], 'correction.line_unknown', 'lines[0].line'],
    ['of a line twice', [{ line: 'calls', amount: '1' }, { line: 'calls', amount: '1' }], 'correction.invalid', 'lines[1].line'],
    ['of nothing', [{ line: 'calls', amount: '0' }], 'correction.invalid', 'lines[0].amount'],
    ['of no line', [], 'correction.invalid', 'lines'],
    ['of half a cent', [{ line: 'calls', amount: '0.005' }], 'money.not_minor_units', 'amount'],
  ] as const)('is refused %s', (_, lines, code, field) => {
    const invoice = issued({ calls: '100' })
    expect(refusalOf(() => creditInvoice({ ...request, invoice, corrections: [], lines }))).toMatchObject({ code, field })
  })

  it('is refused where the line of a cap leaves less of the tax than that', () => {
    const invoice = issued({ calls: '100', cap: '-60' })
    expect(refusalOf(() => creditInvoice({ ...request, invoice, corrections: [], lines: [{ line: 'calls', amount: '50' }] }))).toMatchObject({ code: 'correction.over_credited', field: 'taxes.vat' })
  })
})

describe('a void', () => {
  it('takes back each recorded figure, whatever anybody would compute now (C-ASRECORDED)', () => {
    const honest = issued({ calls: '100' })
    const tax = { ...honest.tax!, lines: honest.tax!.lines.map((line) => ({ ...line, portions: line.portions.map((portion) => ({ ...portion, taxes: portion.taxes.map((share) => ({ ...share, amount: '18.97' as const })) })) })) }
    const invoice = { ...honest, tax }
    const voided = voidInvoice({ ...request, invoice, corrections: [] })
    expect(voided).toMatchObject({ kind: 'void', outcome: 'credit_note', totals: { net: '-100', tax: '-18.97' } })
    expect(refusalOf(() => rerateInvoice({ ...request, invoice, corrections: [voided!], target: honest }))).toEqual({ code: 'correction.voided', field: 'invoice' })
    expect(refusalOf(() => creditInvoice({ ...request, invoice, corrections: [voided!], lines: [{ line: 'calls', amount: '1' }] }))).toEqual({ code: 'correction.voided', field: 'invoice' })
    expect(refusalOf(() => voidInvoice({ ...request, invoice, corrections: [voided!] }))).toEqual({ code: 'correction.voided', field: 'invoice' })
  })

  it('leaves what later invoices bill to those', () => {
    const invoice = issued({ calls: '100' })
    const moved = rerateInvoice({ ...request, policy: { charges: 'next_invoice' }, invoice, corrections: [], target: draftOf({ calls: '110' }) })!
    expect(voidInvoice({ ...request, invoice, corrections: [moved] })?.totals.net).toBe('-100')
  })
})

describe('the chain of corrections', () => {
  const invoice = issued({ calls: '100' })
  const first = creditInvoice({ ...request, invoice, corrections: [], lines: [{ line: 'calls', amount: '10' }] })!
  const second = creditInvoice({ ...request, invoice, corrections: [first], lines: [{ line: 'calls', amount: '10' }] })!
  const other = issueInvoice(draftOf({ calls: '100' }, { account: 'beta' }), { number: 'INV-2', series: 'INV', issuedAt: july.to, ratings: [] })

  it.each([
    ['of another invoice', other, [first], 'corrections[0].invoice.id'],
    ['out of order', invoice, [second, first], 'corrections[0].revision'],
    ['with one left out', invoice, [second], 'corrections[0].revision'],
    ['with one changed', invoice, [{ ...first, hash: 'other' }, second], 'corrections[1].previous'],
  ] as const)('is refused %s (C-CHAIN)', (_, about, corrections, field) => {
    expect(refusalOf(() => correctionState(about, corrections))).toEqual({ code: 'correction.chain_broken', field })
  })

  it('numbers each place once, and names what comes before', () => {
    expect([first.revision, second.revision, first.previous, second.previous]).toEqual([1, 2, invoice.documentHash, first.hash])
    expect(first.id).not.toBe(second.id)
    const note = issueCorrectionNote(noteOf(invoice, first)!, { correction: first, number: 'CN-1', series: 'CN', issuedAt: at })
    expect(note).toMatchObject({ number: 'CN-1', correction: first.id, evidenceHash: first.hash })
    expect(note.documentHash).not.toBe(issueCorrectionNote(noteOf(invoice, first)!, { correction: first, number: 'CN-2', series: 'CN', issuedAt: at }).documentHash)
  })

  it('refuses a draft', () => {
    const { id: _, number: __, documentHash: ___, ...draft } = invoice
    expect(refusalOf(() => correctionState(draft as IssuedInvoice, []))).toEqual({ code: 'correction.not_issued', field: 'invoice' })
  })
})

describe('a target of something else', () => {
  const invoice = issued({ calls: '100' })
  it.each([
    ['another tenant', { tenant: 'other' }, 'target.tenant'],
    ['another account', { account: 'beta' }, 'target.account'],
    ['another currency', { currency: 'USD' }, 'target.currency'],
    ['another zone', { zone: 'Europe/Berlin' }, 'target.zone'],
    ['another sequence', { sequence: 1 }, 'target.sequence'],
  ])('is refused: %s', (_, more, field) => {
    const target = { ...draftOf({ calls: '90' }), ...more }
    expect(refusalOf(() => rerateInvoice({ ...request, invoice, corrections: [], target }))).toEqual({ code: 'correction.mismatch', field })
  })

  it('is refused: prices of another kind', () => {
    const draft = draftOf({ calls: '90' })
    expect(refusalOf(() => rerateInvoice({ ...request, invoice, corrections: [], target: { ...draft, tax: { ...draft.tax!, prices: 'inclusive' } } }))).toEqual({ code: 'correction.mismatch', field: 'target.tax.prices' })
  })

  it.each([
    ['no cause', { causes: [] }, 'causes'],
    ['a minimum below zero', { policy: { minimum: '-1' } }, 'policy.minimum'],
    ['a policy that is none', { policy: { charges: 'sometime' } }, 'policy.charges'],
  ])('is refused: %s', (_, more, field) => {
    expect(refusalOf(() => rerateInvoice({ ...request, ...more, invoice, corrections: [], target: draftOf({ calls: '90' }) } as Parameters<typeof rerateInvoice>[0]))).toEqual({ code: 'correction.invalid', field })
  })
})
