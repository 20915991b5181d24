import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { taxAnswer, taxLine, taxRequest, vat19, vat7 } from '../test/sample-tax.js'
import { averageTaxPercent } from './average-tax-percent.js'
import { computeTax } from './compute-tax.js'
import type { TaxRoundingPolicy } from './tax-rounding-policy.js'
import type { TaxTermsContent } from './tax-answer.js'
import { taxTerms } from './tax-key.js'
import type { TaxRequest } from './tax-request.js'

const gst: TaxTermsContent = { ...vat19, tax: 'gst', jurisdiction: 'CA', percent: '5' }
const qst: TaxTermsContent = { ...vat19, tax: 'qst', jurisdiction: 'CA-QC', percent: '9.975' }
const free: TaxTermsContent = { ...vat19, treatment: 'exempt', categoryCode: 'E', percent: '0', reason: { code: 'VATEX-EU-132', text: 'Exempt' } }

interface Card {
  readonly name: string
  readonly amounts: readonly Decimal[]
  readonly taxes: readonly TaxTermsContent[]
  readonly changes?: Partial<TaxRequest>
  readonly policy?: Partial<TaxRoundingPolicy>
  /** Tax of each line. */
  readonly lines: readonly Decimal[]
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
  /** By tax: on what, and how much. */
  readonly subtotals: Readonly<Record<string, readonly [base: Decimal, amount: Decimal]>>
}

const inclusive = { prices: 'inclusive' } as const

const cards: readonly Card[] = [
  { name: '19 % on one line', amounts: ['100'], taxes: [vat19], lines: ['19'], net: '100', tax: '19', gross: '119', subtotals: { vat: ['100', '19'] } },
  { name: '19 % inside', amounts: ['119'], taxes: [vat19], changes: inclusive, lines: ['19'], net: '100', tax: '19', gross: '119', subtotals: { vat: ['100', '19'] } },
  { name: '19 % inside an awkward amount', amounts: ['9.99'], taxes: [vat19], changes: inclusive, lines: ['1.6'], net: '8.39', tax: '1.6', gross: '9.99', subtotals: { vat: ['8.39', '1.6'] } },
  { name: 'one tax on the sum of lines', amounts: ['68.33', '68.33'], taxes: [{ ...vat19, percent: '20' }], lines: ['13.67', '13.66'], net: '136.66', tax: '27.33', gross: '163.99', subtotals: { vat: ['136.66', '27.33'] } },
  { name: 'the same, line by line', amounts: ['68.33', '68.33'], taxes: [{ ...vat19, percent: '20' }], policy: { taxScope: 'perLine' }, lines: ['13.67', '13.67'], net: '136.66', tax: '27.34', gross: '164', subtotals: { vat: ['136.66', '27.34'] } },
  { name: 'two taxes on the sum, each rounded', amounts: ['0.5'], taxes: [gst, qst], lines: ['0.07'], net: '0.5', tax: '0.07', gross: '0.57', subtotals: { gst: ['0.5', '0.02'], qst: ['0.5', '0.05'] } },
  { name: 'two taxes, their sum rounded once', amounts: ['0.5'], taxes: [gst, qst], policy: { taxScope: 'perDocument', taxMode: 'up' }, lines: ['0.08'], net: '0.5', tax: '0.08', gross: '0.58', subtotals: { gst: ['0.5', '0.03'], qst: ['0.5', '0.05'] } },
  { name: 'a tax on a tax', amounts: ['100'], taxes: [gst, { ...qst, compound: true }], lines: ['15.47'], net: '100', tax: '15.47', gross: '115.47', subtotals: { gst: ['100', '5'], qst: ['105', '10.47'] } },
  { name: 'a tax on a tax, inside', amounts: ['115.47'], taxes: [gst, { ...qst, compound: true }], changes: inclusive, lines: ['15.47'], net: '100', tax: '15.47', gross: '115.47', subtotals: { gst: ['100', '5'], qst: ['105', '10.47'] } },
  { name: 'charge and credit lines', amounts: ['49.99', '-10.01'], taxes: [vat19], lines: ['9.5', '-1.9'], net: '39.98', tax: '7.6', gross: '47.58', subtotals: { vat: ['39.98', '7.6'] } },
  { name: 'a document of credits', amounts: ['-68.33', '-68.33'], taxes: [{ ...vat19, percent: '20' }], lines: ['-13.67', '-13.66'], net: '-136.66', tax: '-27.33', gross: '-163.99', subtotals: { vat: ['-136.66', '-27.33'] } },
  { name: 'a mode of its own', amounts: ['0.53'], taxes: [vat19], policy: { taxMode: 'down' }, lines: ['0.1'], net: '0.53', tax: '0.1', gross: '0.63', subtotals: { vat: ['0.53', '0.1'] } },
  { name: 'yen, cut', amounts: ['999'], taxes: [{ ...vat19, tax: 'jct', jurisdiction: 'JP', percent: '10' }], changes: { currency: 'JPY' }, policy: { taxMode: 'down' }, lines: ['99'], net: '999', tax: '99', gross: '1098', subtotals: { jct: ['999', '99'] } },
  { name: 'dinars, in thousandths', amounts: ['1.111'], taxes: [{ ...vat19, percent: '10' }], changes: { currency: 'BHD' }, lines: ['0.111'], net: '1.111', tax: '0.111', gross: '1.222', subtotals: { vat: ['1.111', '0.111'] } },
  { name: 'nothing due', amounts: ['100', '50'], taxes: [free], lines: ['0', '0'], net: '150', tax: '0', gross: '150', subtotals: { vat: ['150', '0'] } },
  { name: 'no lines', amounts: [], taxes: [vat19], lines: [], net: '0', tax: '0', gross: '0', subtotals: {} },
]

describe('computeTax', () => {
  it.each(cards)('$name', ({ amounts, taxes, changes = {}, policy = {}, lines, net, tax, gross, subtotals }) => {
    const request = taxRequest(amounts.map((amount, index) => taxLine(`l${index}`, amount)), changes)
    const computed = computeTax(request, taxAnswer(request, taxes), { mode: 'half-even', ...policy })
    expect(computed.lines.map((line) => line.tax)).toEqual(lines)
    expect(computed.totals).toMatchObject({ net, tax, gross })
    expect(Object.fromEntries(computed.taxes.map((one) => [one.tax, [one.base, one.amount]]))).toEqual(subtotals)
  })

  it('keeps rates apart, in the order in which they are shown, each with its lines', () => {
    const request = taxRequest([taxLine('book', '10'), taxLine('api', '20'), taxLine('pen', '30')])
    const [standard, reduced] = [taxTerms(vat19), taxTerms(vat7)]
    const { portions, ...answer } = taxAnswer(request, [vat7, vat19])
    const split = portions.map((portion) => ({ ...portion, taxes: [portion.line === 'book' ? reduced.key : standard.key] }))
    const computed = computeTax(request, { ...answer, portions: split.reverse() }, { mode: 'half-even' })
    expect(computed.taxes).toEqual([
      { ...standard, lines: ['api', 'pen'], base: '50', exact: '9.5', amount: '9.5' },
      { ...reduced, lines: ['book'], base: '10', exact: '0.7', amount: '0.7' },
    ])
    expect(standard.basisPoints).toBe('1900')
    expect(computed.totals).toEqual({ net: '60', tax: '10.2', gross: '70.2', exactTax: '10.2' })
    expect(averageTaxPercent(computed)).toBe('17')
  })

  it('shows taxes by jurisdiction, then name, code and rate, the highest first', () => {
    const shown = [
      { ...vat19, jurisdiction: 'AT', tax: 'vat' },
      { ...vat19, jurisdiction: 'DE', tax: 'eco', percent: '9' },
      { ...vat19, categoryCode: 'L' },
      { ...vat19, percent: '19' },
      { ...vat19, percent: '9' },
    ] as const
    const request = taxRequest([taxLine('a', '100')])
    for (const taxes of [shown, [...shown].reverse()]) {
      const { taxes: computed } = computeTax(request, taxAnswer(request, taxes), { mode: 'half-even' })
      expect(computed.map(({ key }) => key)).toEqual(shown.map((one) => taxTerms(one).key))
    }
  })

  it('says 997.5 basis points for 9.975 %, and keeps exact taxes beside the rounded ones', () => {
    const request = taxRequest([taxLine('a', '7999999.99')], { currency: 'CAD' })
    const { taxes, totals } = computeTax(request, taxAnswer(request, [gst, { ...qst, compound: true }]), { mode: 'half-up' })
    expect(taxes.map(({ basisPoints, exact }) => [basisPoints, exact])).toEqual([['500', '399999.9995'], ['997.5', '837899.998952625']])
    expect(totals).toMatchObject({ exactTax: '1237899.998452625', tax: '1237900' })
  })

  it('taxes the portions of a line apart', () => {
    const request = taxRequest([taxLine('a', '310')])
    const [standard, reduced] = [taxTerms(vat19), taxTerms(vat7)]
    const half = '2026-10-16T00:00:00.000000Z'
    const [portion] = taxAnswer(request, [vat19]).portions
    const portions = [
      { ...portion!, to: half, amount: '150', taxes: [standard.key] } as const,
      { ...portion!, from: half, amount: '160', taxes: [reduced.key] } as const,
    ]
    const { lines } = computeTax(request, taxAnswer(request, [vat19, vat7], { portions }), { mode: 'half-even' })
    expect(lines).toMatchObject([{ line: 'a', net: '310', tax: '39.7', gross: '349.7', portions: [{ to: half, tax: '28.5' }, { from: half, tax: '11.2' }] }])
  })

  it('gives portions of a line that are taxed alike shares of one rounded tax', () => {
    const request = taxRequest([taxLine('a', '0.06')])
    const [portion] = taxAnswer(request, [vat19]).portions
    const portions = [portion!, portion!, portion!].map((one) => ({ ...one, amount: '0.02' }) as const)
    const { lines } = computeTax(request, taxAnswer(request, [vat19], { portions }), { mode: 'half-up', taxScope: 'perLine' })
    expect(lines[0]?.portions.map(({ tax }) => tax)).toEqual(['0.01', '0', '0'])
  })

  it('is canonical, however an answer writes instants, amounts and basis points', () => {
    const request = taxRequest([taxLine('a', '100')])
    const answer = taxAnswer(request, [vat19])
    const [portion] = answer.portions
    const [tax] = answer.taxes
    const loose = {
      ...answer,
      taxes: [{ ...tax!, basisPoints: '1900.0' } as const],
      portions: [{ ...portion!, amount: '100.00', from: '2026-10-01T02:00:00+02:00', to: '2026-11-01T00:00:00Z', taxPoint: '2026-11-01T00:00:00Z' } as const],
    }
    expect(computeTax(request, loose, { mode: 'half-even' })).toEqual(computeTax(request, answer, { mode: 'half-even' }))
  })

  it('takes no answer that does not fit its request', () => {
    const answer = taxAnswer(taxRequest([taxLine('a', '100')]), [vat19])
    const call = () => computeTax(taxRequest([taxLine('a', '100.01')]), answer, { mode: 'half-even' })
    expect(refusalOf(call)).toEqual({ code: 'tax.answer_mismatch', field: 'request' })
  })

  it('has a mean rate where there is no money', () => {
    const request = taxRequest([taxLine('a', '0'), taxLine('b', '0')])
    expect(averageTaxPercent(computeTax(request, taxAnswer(request, [gst, qst]), { mode: 'half-up' }))).toBe('14.975')
    expect(averageTaxPercent(computeTax(taxRequest([]), taxAnswer(taxRequest([]), []), { mode: 'half-up' }))).toBe('0')
  })
})
