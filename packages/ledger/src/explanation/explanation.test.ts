import { mergeUsage, usageDigest } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { failureTextOf } from '../test/failure-text-of.js'
import { fullInvoice } from '../test/full-invoice.js'
import { sampleCorrections } from '../test/sample-corrections.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { explainCorrectedLine } from './explain-corrected-line.js'
import { explainLine, type ExplainedWindow } from './explain-line.js'
import { lineText } from './line-text.js'
import { usageOfLine } from './usage-of-line.js'

const evidence = sampleEvidence()
const { invoice } = evidence
const lineCalled = (description: string, subscription = 'acme-1') => {
  const found = invoice.lines.find((line) => line.description === description && line.subscription === subscription)
  if (found === undefined) throw new Error(`the sample has ${description}`)
  return found
}

describe('explainLine', () => {
  it('leads from a line to its steps, terms and usage', () => {
    expect(explainLine(evidence, lineCalled('tokens').id)).toMatchObject({
      invoice: { number: 'INV-000001', currency: 'EUR' },
      index: 2,
      line: { details: [{ tier: 1, quantity: '1000000' }, { tier: 2, quantity: '400000' }] },
      terms: { meter: 'tokens', price: { model: 'graduated' } },
      of: [],
      document: { discounts: '0', credits: '0' },
      usage: [{ path: 'ratings[0].facts.usage[0]', meter: 'tokens', dimensions: { model: 'large' }, quantity: '1400000', events: 1 }],
    })
  })

  it('gives a fee no usage, and a line of another subscription the usage of that one', () => {
    expect(explainLine(evidence, lineCalled('base').id).usage).toEqual([])
    expect(explainLine(evidence, lineCalled('API calls', 'acme-2').id).usage).toMatchObject([{ path: 'ratings[1].facts.usage[0]', quantity: '1' }])
  })

  it('finds exactly the usage that the digest of each line covers', () => {
    for (const line of invoice.lines.filter(({ meter }) => meter !== undefined)) {
      const buckets = usageOfLine(evidence, line).map(({ usage }) => usage)
      expect(usageDigest(mergeUsage(buckets, { from: line.from, to: line.to }, { by: Object.keys(line.dimensions) }))).toBe(line.usageDigest)
    }
  })

  it('says what the document does with the line, and which lines a target is for', () => {
    const full = fullInvoice()
    const [base, tokens] = full.lines
    const target = { amount: '100', of: [base?.id ?? ''] } as const
    const targeted: IssuedInvoice = { ...full, lines: full.lines.map((line) => (line === tokens ? { ...line, target } : line)) }
    expect(explainLine({ format: 'invoice-evidence/1', invoice: targeted, ratings: [] }, tokens?.id ?? '')).toMatchObject({
      of: [{ id: base?.id, description: 'base', amount: '49' }],
      document: { discounts: '3.29', tax: '0', credits: '2.79' },
      usage: [],
    })
  })

  it('refuses a line that the invoice does not have', () => {
    expect(failureTextOf(() => explainLine(evidence, 'f'.repeat(64)))).toBe('invoice.line_unknown line')
  })
})

describe('lineText', () => {
  /** Hashes as their first letter, so that the text can be read here. */
  const told = (text: string) => text.replaceAll(/[0-9a-f]{12}/g, '#')

  it('tells the tree of a line, a node a text line', () => {
    expect(told(lineText(explainLine(evidence, lineCalled('tokens').id)))).toBe(
      [
        'INV-000001, tokens of acme-1, from 2026-10-01 until 2026-11-01',
        '  400,000 × 0.0000025 = 1.00 EUR',
        '    Tier 1: 1,000,000 × 0.00 = 0.00',
        '    Tier 2: 400,000 × 0.0000025 = 1.00',
        '  price: graduated@1 of plan pro, version #',
        '  stage: price:usage-tiers (usage-tiers@1, #)',
        '  usage: tokens (model: large), 1,400,000 from 1 event, 2026-10-01 00:00 until 2026-11-01 00:00 (evidence #)',
      ].join('\n'),
    )
  })

  it('tells windows, events, and that there are more of them', () => {
    const explained = explainLine(evidence, lineCalled('API calls').id)
    const window: ExplainedWindow = { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:15:00.000000Z', quantity: '7', events: 7, evidence: '0'.repeat(64) }
    const event = { identity: '1'.repeat(64), source: 'api', id: 'c1', revision: 1, time: '2026-10-14T09:00:30.500000Z', meter: 'calls', value: '1', dimensions: {} }
    const text = lineText({ ...explained, usage: explained.usage.map((usage) => ({ ...usage, windows: [window] })), events: { items: [event], next: 'more' } })
    expect(told(text).split('\n').slice(-4)).toEqual([
      '  usage: calls, 7 from 1 event, 2026-10-01 00:00 until 2026-11-01 00:00 (evidence #)',
      '    window from 2026-10-14 11:00: 7 from 7 events (#)',
      '  event: c1 of api, revision 1, 2026-10-14 11:00:30: calls 1',
      '  more events on the next page',
    ])
  })

  it('tells what the document takes off and adds', () => {
    const full = fullInvoice()
    const text = lineText(explainLine({ format: 'invoice-evidence/1', invoice: full, ratings: [] }, full.lines[0]?.id ?? ''))
    expect(text.split('\n').slice(1, 5)).toEqual(['  49.00 EUR', '  discounts: −12.04', '  tax: 7.02', '  paid before: −12.22'])
  })
})

describe('explainCorrectedLine', () => {
  const { invoice: bundle, corrections } = sampleCorrections['corrections-all-terms']?.() ?? expect.fail('is a sample')
  const source = { evidence: bundle.evidence, corrections }
  const [base, tokensLine] = bundle.evidence.invoice.lines
  const [fee, usage] = [base?.id ?? '', tokensLine?.id ?? '']

  it('leads from what is due to the usage that came in late', () => {
    const explained = explainCorrectedLine(source, 1, usage)
    expect(explained).toMatchObject({
      line: { quantity: '2300000.5' },
      correction: { revision: 1, kind: 'rerating', number: 'CN-000001', billed: '1', due: '3.25', causes: [{ kind: 'late_event' }] },
      usage: [{ quantity: '1500000.5', events: 3 }, { quantity: '800000', events: 1 }],
    })
    expect(lineText(explained)).toContain('  correction 1, CN-000001: 1.00 billed before, 3.25 due\n    because: late_event of 2026-11-10T09:00:00.000000Z\n')
  })

  it.each([
    [2, fee, { billed: '49', due: '39', causes: [{ kind: 'credit' }] }],
    [2, usage, { billed: '3.25', due: '3.25' }],
    [3, usage, { billed: '3.25', due: '1' }],
    [4, fee, { billed: '39', due: '0', causes: [{ kind: 'void' }] }],
  ])('tells what correction %i does to a line', (revision, line, correction) => {
    expect(explainCorrectedLine(source, revision, line)).toMatchObject({ correction })
  })

  it('shows a line that is due no more as it was billed', () => {
    const [first] = corrections
    const target = first?.correction.target
    if (first === undefined || target === undefined) throw new Error('the sample was rated again')
    const without = { ...first, correction: { ...first.correction, target: { ...target, lines: target.lines.filter(({ id }) => id !== fee) } } }
    expect(explainCorrectedLine({ ...source, corrections: [without] }, 1, fee).line).toEqual(base)
  })

  it('refuses a correction and a line that there is not', () => {
    for (const revision of [0, 5, 1.5]) expect(failureTextOf(() => explainCorrectedLine(source, revision, fee))).toBe('correction.unknown revision')
    expect(failureTextOf(() => explainCorrectedLine(source, 1, 'x'))).toBe('invoice.line_unknown line')
  })
})
