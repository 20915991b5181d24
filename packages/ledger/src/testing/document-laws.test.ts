import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { breachesOf } from '../invoices/lifecycle/invoice-bounds.js'
import { documentNumber, numberSeries, type Numbering } from '../invoices/numbering/numbering.js'
import { fullInvoice } from '../test/full-invoice.js'
import { refusalOf } from '../test/refusal-of.js'
import { sampleCharge, sampleInput } from '../test/sample-charge.js'
import { arbitraryInvoiceWithTerms } from './arbitrary-terms.js'
import { assertBoundsApart, assertFrozen, assertNumbered, assertPreview, assertTermsOrderFree } from './document-laws.js'
import { assertOrderFree } from './invoice-laws.js'

const numbering: Numbering = { format: 'INV-{year}-{number:4}', restart: 'year' }

function issued(draft: DraftInvoice, count: number, issuedAt = '2026-11-02T00:00:00.000000Z'): IssuedInvoice {
  const when = { issuedAt, zone: draft.zone }
  return issueInvoice(draft, { number: documentNumber(numbering, count, when), series: numberSeries(numbering, when), issuedAt, ratings: [] })
}

describe('laws of documents', () => {
  it('hold for what the library makes', () => {
    fc.assert(
      fc.property(arbitraryInvoiceWithTerms(), (input) => {
        const draft = assembleInvoice(input)
        const document = issued(draft, 1)
        assertTermsOrderFree(input)
        assertOrderFree(input, [...input.charges].reverse())
        assertPreview(draft, document)
        assertFrozen(document, JSON.parse(JSON.stringify(document)) as IssuedInvoice)
        assertBoundsApart(draft, { bounds: { lines: 3, amount: '100', growth: '2' }, before: { pro: '20' } })
      }),
      { numRuns: 300 },
    )
  })

  const draft = assembleInvoice(sampleInput([sampleCharge('base', '49'), sampleCharge('other', '7', { subscription: 'beta' })]))

  it('assertNumbered: runs that issue nothing take no number', () => {
    const years = ['2026-11-02T00:00:00.000000Z', '2027-01-02T00:00:00.000000Z'] as const
    const runs = [issued(draft, 1), undefined, draft, issued(draft, 2), issued(draft, 1, years[1]), issued(draft, 3), issued(draft, 2, years[1])]
    assertNumbered(runs, numbering)
    expect(() => { assertNumbered([issued(draft, 1), issued(draft, 3)], numbering) }).toThrow('number 2 of INV/2026 follows the one before')
    expect(() => { assertNumbered([issued(draft, 1), issued(draft, 1)], numbering) }).toThrow('number 2 of INV/2026')
    expect(() => { assertNumbered([{ ...issued(draft, 1), series: 'INV' }], numbering) }).toThrow('of the series INV/2026')
    expect(() => { assertNumbered([Object.assign({ number: '1' }, draft)], numbering) }).toThrow('a preview takes no number')
  })

  it('assertFrozen catches a change, also one whose hashes were made to fit', () => {
    const document = fullInvoice()
    assertFrozen(document, document)
    const changed = { ...document, totals: { ...document.totals, payable: '1' } } as const
    expect(() => { assertFrozen(document, changed) }).toThrow('never changes')
    expect(() => { assertFrozen(changed, changed) }).toThrow('the document hash covers what is kept')
    const refitted = issueInvoice(changed, { ...document, ratings: [] })
    expect(() => { assertFrozen(refitted, refitted) }).toThrow('the content hash covers what is kept')
  })

  it('assertPreview catches another content and what comes with issue', () => {
    const document = issued(draft, 1)
    assertPreview(draft, document)
    expect(() => { assertPreview(document, document) }).toThrow('a preview has no id, number')
    expect(() => { assertPreview({ ...draft, contentHash: 'other' }, document) }).toThrow('has the content hash')
    expect(() => { assertPreview({ ...draft, zone: 'Europe/Berlin' }, document) }).toThrow('says what its document says')
  })

  it('assertTermsOrderFree catches terms whose order counts', () => {
    const discounts = [{ key: 'a', label: 'A', percent: '10' }, { key: 'b', label: 'B', amount: '5' }] as const
    assertTermsOrderFree(sampleInput([sampleCharge('base', '49')], { discounts }))
    const grant = { id: 'g', account: 'acme', kind: 'promotional', priority: 1, createdAt: '2026-07-01T00:00:00Z', effectiveAt: '2026-07-01T00:00:00Z', currency: 'EUR', amount: '5' } as const
    // A list that gives other grants when it is turned round stands for an assembly that looks at their order.
    const turning = Object.assign([{ grant, remaining: '5' } as const], { toReversed: () => [{ grant, remaining: '4' } as const] })
    expect(() => { assertTermsOrderFree(sampleInput([sampleCharge('base', '49')], { credits: turning })) }).toThrow('does not depend on the order of its terms')
  })
})

describe('bounds of a run', () => {
  const draft = assembleInvoice(sampleInput([sampleCharge('base', '49'), sampleCharge('tokens', '30'), sampleCharge('other', '7', { subscription: 'beta' })]))

  it.each([
    [{ bounds: {} }, []],
    [{ bounds: { lines: 1 } }, [{ subscription: 'acme', bound: 'lines', limit: '1', found: '2' }]],
    [{ bounds: { amount: '79' } }, []],
    [{ bounds: { amount: '78.99' } }, [{ subscription: 'acme', bound: 'amount', limit: '78.99', found: '79' }]],
    [{ bounds: { growth: '3' }, before: { acme: '30', beta: '2' } }, [{ subscription: 'beta', bound: 'growth', limit: '6', found: '7' }]],
    [{ bounds: { growth: '3' }, before: { beta: '3' } }, []],
  ] as const)('%j', (input, breaches) => {
    expect(breachesOf(draft, input)).toEqual(breaches)
    assertBoundsApart(draft, input)
  })

  it.each([[{ lines: 0 }, 'bounds.lines'], [{ amount: '0' }, 'bounds.amount'], [{ growth: '-1' }, 'bounds.growth']] as const)('refuses %j', (bounds, field) => {
    expect(refusalOf(() => breachesOf(draft, { bounds }))).toEqual({ code: 'invoice.invalid', field })
  })

  it('assertBoundsApart catches bounds over all subscriptions together', () => {
    let looks = 0
    const growing = { ...draft, lines: draft.lines.map((line) => ({ ...line, get amount() { return looks++ < draft.lines.length ? '1' : '1000' } })) }
    expect(() => { assertBoundsApart(growing, { bounds: { amount: '500' } }) }).toThrow('what others do does not hold acme')
  })
})
