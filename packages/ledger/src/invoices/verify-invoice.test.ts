import { rate } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assembleInvoice } from './assemble-invoice.js'
import { firstDifference } from './first-difference.js'
import { groupCharges } from './grouping/group-charges.js'
import type { InvoiceEvidence } from './invoice-evidence.js'
import type { InvoiceTerms } from './invoice-terms.js'
import { issueInvoice } from './issue-invoice.js'
import { verifyInvoice } from './verify-invoice.js'

/** Every place in a bundle that holds a value and no record. */
function leavesOf(node: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof node !== 'object' || node === null) return [path]
  return Object.entries(node).flatMap(([key, value]) => leavesOf(value, [...path, key]))
}

/** A copy with the value at a path replaced. */
function changed(evidence: InvoiceEvidence, path: readonly string[], change: (value: unknown) => unknown): InvoiceEvidence {
  const copy = JSON.parse(JSON.stringify(evidence)) as InvoiceEvidence
  let node: object = copy
  for (const key of path.slice(0, -1)) node = Reflect.get(node, key) as object
  const last = path.at(-1) ?? ''
  Reflect.set(node, last, change(Reflect.get(node, last)))
  return copy
}

function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return 'other'
  const last = value.at(-1)
  return value.slice(0, -1) + (last === '1' ? '2' : '1')
}

describe('verifyInvoice', () => {
  const evidence = sampleEvidence()
  const leaves = leavesOf(evidence)

  it('verifies what the same functions made, also after a round trip through JSON', () => {
    expect(verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(verifyInvoice(JSON.parse(JSON.stringify(evidence)) as InvoiceEvidence)).toEqual({ verdict: 'verified' })
  })

  it('names the first place that differs, with what the evidence gives', () => {
    const line = ['invoice', 'lines', '1', 'details', '0', 'amount']
    expect(verifyInvoice(changed(evidence, line, () => '7'))).toMatchObject({ verdict: 'differs', path: 'lines[1].details[0].amount', actual: '7' })
    expect(verifyInvoice(changed(evidence, ['invoice', 'totals', 'payable'], () => '1'))).toEqual({
      verdict: 'differs',
      path: 'totals.payable',
      expected: '101.66',
      actual: '1',
    })
  })

  it('finds every single changed value of a bundle', () => {
    expect(leaves.length).toBeGreaterThan(200)
    for (const path of leaves) expect({ path, verdict: verifyInvoice(changed(evidence, path, otherValue)).verdict }).toEqual({ path, verdict: 'differs' })
  })

  it('finds lines that changed places, a rating that is missing and a field that was added', () => {
    const { invoice, ratings } = evidence
    const others: readonly InvoiceEvidence[] = [
      { ...evidence, invoice: { ...invoice, lines: [...invoice.lines].reverse() } },
      { ...evidence, ratings: ratings.slice(0, 1) },
      { ...evidence, ratings: [...ratings].reverse() },
      { ...evidence, ratings: [...ratings, ...ratings.slice(0, 1)] },
      changed(evidence, ['invoice', 'note'], () => 'added'),
      changed(evidence, ['invoice', 'lines', '0', 'note'], () => 'added'),
    ]
    for (const other of others) expect(verifyInvoice(other).verdict).toBe('differs')
  })

  it('says which rule the evidence breaks', () => {
    const outside = changed(evidence, ['ratings', '0', 'facts', 'usage', '0', 'to'], () => '2026-12-01T00:00:00.000000Z')
    expect(verifyInvoice(outside)).toMatchObject({ verdict: 'differs', path: 'ratings[0].usage[0]' })
    expect(verifyInvoice(outside)).toHaveProperty('because')
  })

  it('verifies a document of a group, with a due date and behind another of its period, from the ratings of the whole account', () => {
    const { invoice, ratings } = evidence
    const [line] = invoice.lines
    const grouping = { by: 'subscription' } as const
    const terms: InvoiceTerms = {
      grouping, payment: { terms: { due: 'net', days: 30 } },
      billedBefore: [{ line: line?.id ?? '', document: 'first', label: 'Invoice INV-000000', amount: '40' }],
    }
    const [own] = groupCharges(ratings.flatMap((each) => rate(each).charges), grouping)
    if (own === undefined) throw new Error('the sample has charges')
    const draft = assembleInvoice({ ...invoice, ...own, sequence: 1, terms })
    const issued = issueInvoice(draft, { ...invoice, ratings, terms })
    expect(issued).toMatchObject({ group: 'subscription:acme-1', sequence: 1, dueDate: '2026-12-02', totals: { payable: '12.33' } })
    const bundle: InvoiceEvidence = { ...evidence, invoice: issued, terms }
    expect(verifyInvoice(bundle)).toEqual({ verdict: 'verified' })
    expect(verifyInvoice({ ...bundle, terms: { ...terms, payment: { terms: { due: 'net', days: 31 } } } })).toMatchObject({ verdict: 'differs', path: 'dueDate' })
    expect(verifyInvoice({ ...bundle, invoice: { ...issued, group: 'subscription:acme-2' } })).toMatchObject({ verdict: 'differs' })
  })

  it('finds evidence that was exchanged as a whole while the figures stay', () => {
    const swapped = changed(evidence, ['ratings', '0', 'facts', 'usage', '0', 'evidence'], () => '0'.repeat(64))
    const { invoice, ratings } = swapped
    expect(verifyInvoice(swapped)).toMatchObject({ path: 'evidenceHash' })
    const reissued = issueInvoice(invoice, { ...invoice, ratings })
    expect(verifyInvoice({ ...swapped, invoice: reissued })).toEqual({ verdict: 'verified' })
    expect(firstDifference(reissued.contentHash, invoice.contentHash)).toBeUndefined()
    expect(reissued.documentHash).not.toBe(invoice.documentHash)
  })
})
