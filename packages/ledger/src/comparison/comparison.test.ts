import { addAll, checkJson, type Exact } from '@farthing/core'
import { rate } from '@farthing/pricing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstDifference } from '../invoices/first-difference.js'
import { failureTextOf } from '../test/failure-text-of.js'
import { fullInvoice } from '../test/full-invoice.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { compareResults } from './compare-results.js'
import { comparisonText } from './comparison-text.js'
import golden from './golden/legacy-migration.json' with { type: 'json' }
import { checkRatingResult, type RatingResult, type ResultLine } from './rating-result.js'
import { resultLineName, resultOfCharges } from './result-of-charges.js'
import { resultOfInvoices } from './result-of-invoices.js'

function result(name: string, ...lines: readonly (readonly [account: string, line: string, amount: Exact, quantity?: Exact | undefined])[]): RatingResult {
  return { format: 'rating-result/1', name, lines: lines.map(([account, line, amount, quantity]): ResultLine => ({ account, line, currency: 'EUR', amount, ...(quantity === undefined ? {} : { quantity }) })) }
}

const legacy = result('legacy', ['acme', 'base', '49'], ['acme', 'tokens', '1.01', '1400000'], ['beta', 'base', '49'], ['beta', 'setup', '20'])
const ours = result('farthing', ['acme', 'base', '49'], ['acme', 'tokens', '1', '1400000'], ['beta', 'base', '49'], ['zeta', 'base', '49'])

describe('compareResults', () => {
  it('compares line by line with a tolerance of zero', () => {
    expect(compareResults({ before: legacy, after: ours })).toEqual({
      format: 'result-comparison/1', before: 'legacy', after: 'farthing', tolerance: { amount: '0', quantity: '0' },
      counts: { equal: 2, within: 0, changed: 1, added: 1, removed: 1 },
      totals: [{ currency: 'EUR', before: '119.01', after: '148', delta: '28.99' }],
      differences: [
        { kind: 'changed', account: 'acme', line: 'tokens', currency: 'EUR', before: { amount: '1.01', quantity: '1400000' }, after: { amount: '1', quantity: '1400000' }, delta: '-0.01' },
        { kind: 'removed', account: 'beta', line: 'setup', currency: 'EUR', before: { amount: '20' }, delta: '-20' },
        { kind: 'added', account: 'zeta', line: 'base', currency: 'EUR', after: { amount: '49' }, delta: '49' },
      ],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    })
  })

  const one = (amount: Exact, quantity?: Exact) => result('x', ['acme', 'tokens', amount, quantity])
  it.each<[before: RatingResult, after: RatingResult, tolerance: object, outcome: string]>([
    [one('1'), one('1.01'), { amount: '0.01' }, 'within'],
    [one('1'), one('1.0100001'), { amount: '0.01' }, 'changed'],
    [one('1'), one('0.99'), { amount: '0.01' }, 'within'],
    [one('1/3'), one('0.333'), {}, 'changed'],
    [one('1', '5'), one('1', '6'), {}, 'changed'],
    [one('1', '5'), one('1', '6'), { quantity: '1' }, 'within'],
    [one('1', '5'), one('1'), {}, 'equal'],
  ])('%j and %j, %j: %s', (before, after, tolerance, outcome) => {
    expect(compareResults({ before, after, tolerance }).counts).toMatchObject({ [outcome]: 1 })
  })

  it('says the same of results whose lines come in another order, nothing of a result and itself, and the reverse of the reverse', () => {
    const line = fc.record({ account: fc.constantFrom('a', 'b'), line: fc.constantFrom('x', 'y', 'z'), amount: fc.integer({ min: -99, max: 99 }).map((amount) => String(amount) as Exact) })
    const results = fc.uniqueArray(line, { selector: (each) => `${each.account} ${each.line}` }).map((lines) => result('r', ...lines.map((each) => [each.account, each.line, each.amount] as const)))
    fc.assert(
      fc.property(results, results, (before, after) => {
        const comparison = compareResults({ before, after })
        const { counts, differences } = comparison
        expect(compareResults({ before: { ...before, lines: before.lines.toReversed() }, after: { ...after, lines: after.lines.toReversed() } })).toEqual(comparison)
        expect(compareResults({ before, after: before }).differences).toEqual([])
        expect(compareResults({ before: after, after: before }).counts).toEqual({ ...counts, added: counts.removed, removed: counts.added })
        expect(differences).toHaveLength(counts.changed + counts.added + counts.removed)
        expect(2 * (counts.equal + counts.changed) + counts.added + counts.removed).toBe(before.lines.length + after.lines.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses a line given twice, and a tolerance below zero', () => {
    const twice = result('twice', ['acme', 'base', '1'], ['acme', 'base', '2'])
    expect(failureTextOf(() => compareResults({ before: legacy, after: twice }))).toBe('comparison.invalid after.lines[1]')
    expect(failureTextOf(() => compareResults({ before: legacy, after: ours, tolerance: { amount: '-0.01' } }))).toBe('comparison.invalid tolerance.amount')
  })
})

describe('a golden comparison', () => {
  it('is kept, reviewed, and held against the next run', () => {
    const comparison = compareResults({ before: legacy, after: ours })
    expect(firstDifference(checkJson(golden, 'golden'), checkJson(comparison, 'comparison'))).toBeUndefined()
    const next = compareResults({ before: legacy, after: result('farthing', ...ours.lines.map(({ account, line, amount, quantity }) => [account, line, line === 'tokens' ? '1.02' : amount, quantity] as const)) })
    expect(firstDifference(checkJson(golden, 'golden'), checkJson(next, 'comparison'))).toMatchObject({ path: 'differences[0].after.amount', expected: '1', actual: '1.02' })
  })

  it('reads as text', () => {
    expect(comparisonText(compareResults({ before: legacy, after: ours, tolerance: { amount: '0.001' } }))).toBe(
      [
        'legacy → farthing, tolerance 0.001 on amounts and 0 on quantities',
        'acme',
        '  ~ tokens: 1.01 for 1,400,000 → 1 for 1,400,000 EUR (-0.01)',
        'beta',
        '  - setup: 20 EUR (-20)',
        'zeta',
        '  + base: 49 EUR (+49)',
        '2 equal, 0 within the tolerance, 1 changed, 1 added, 1 removed',
        'EUR: 119.01 → 148 (+28.99)',
      ].join('\n'),
    )
  })
})

describe('a rating result', () => {
  const { invoice, ratings } = sampleEvidence()

  it('comes from invoices and from charges: rounding is the difference', () => {
    const rounded = resultOfInvoices('invoices', [invoice])
    const exact = resultOfCharges('charges', [{ account: 'acme', charges: ratings.flatMap((rating) => rate(rating).charges) }])
    expect(checkRatingResult(JSON.parse(JSON.stringify(rounded)))).toEqual(rounded)
    expect(compareResults({ before: exact, after: rounded }).differences.map(({ line, delta }) => [line, delta])).toEqual([['acme-1/calls', '-0.001'], ['acme-2/calls', '-0.003']])
    expect(compareResults({ before: exact, after: rounded, tolerance: { amount: '0.005' } }).differences).toEqual([])
  })

  it('of an invoice sums to its gross: adjustments, discounts and tax are lines', () => {
    const full = fullInvoice()
    const { lines } = resultOfInvoices('full', [full])
    expect(addAll(lines.map(({ amount }) => amount))).toBe(full.totals.gross)
    expect(lines.slice(full.lines.length).map(({ line }) => line)).toEqual(['adjustment/set-up', 'discount/launch', 'discount/welcome', 'tax/DE/vat/S/19', 'tax/FR/vat/AE/0'])
  })

  it('sums a line that two documents bill in parts', () => {
    const [first] = invoice.lines
    const part = (amount: '40' | '9', quantity: '1' | '0.8') => ({ ...invoice, lines: first === undefined ? [] : [{ ...first, amount, quantity }] })
    const parts = [part('40', '0.8'), part('9', '1')]
    for (const order of [parts, parts.toReversed()]) expect(resultOfInvoices('parts', order).lines).toMatchObject([{ line: 'acme-1/base', amount: '49', quantity: '1' }])
  })

  it.each<[Parameters<typeof resultLineName>[0], string]>([
    [{ subscription: 'acme-1', component: 'base', dimensions: {} }, 'acme-1/base'],
    [{ side: 'retail', subscription: 'acme-1', component: 'tokens', dimensions: { region: null, model: 'large' } }, 'acme-1/tokens/model=large/region=none'],
    [{ side: 'wholesale', subscription: 'acme-1', component: 'base', dimensions: {} }, 'wholesale/acme-1/base'],
  ])('calls the line of %j %s', (charge, name) => {
    expect(resultLineName(charge)).toBe(name)
  })

  const line = { account: 'acme', line: 'base', currency: 'EUR', amount: '1.50' }
  const imported = (change: object) => ({ format: 'rating-result/1', name: 'legacy', lines: [line, { ...line, line: 'x', ...change }] })

  it('is read in canonical form', () => {
    expect(checkRatingResult(imported({ quantity: '7.0' })).lines).toMatchObject([{ amount: '1.5' }, { quantity: '7' }])
  })

  it.each<[unknown, string]>([
    [[], 'comparison.invalid result'],
    [{ ...imported({}), format: 'rating-result/2' }, 'comparison.invalid result.format'],
    [{ ...imported({}), lines: {} }, 'comparison.invalid result.lines'],
    [{ ...imported({}), tolerance: '1' }, 'comparison.invalid result.tolerance'],
    [{ ...imported({}), name: 7 }, 'text.malformed result.name'],
    [imported({ amount: 1.5 }), 'text.malformed result.lines[1].amount'],
    [imported({ amount: 'NaN' }), 'decimal.malformed result.lines[1].amount'],
    [imported({ currency: 'EURO' }), 'money.currency_unknown result.lines[1].currency'],
    [imported({ account: '' }), 'text.empty result.lines[1].account'],
    [imported({ period: { from: '2026-11-01T00:00:00Z', to: '2026-10-01T00:00:00Z' } }), 'period.ends_before_start result.lines[1].period'],
    [imported({ total: '1' }), 'comparison.invalid result.lines[1].total'],
  ])('%j is refused: %s', (value, failure) => {
    expect(failureTextOf(() => checkRatingResult(value))).toBe(failure)
  })
})
