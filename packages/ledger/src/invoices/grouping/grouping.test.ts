import type { Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { august, july, sampleCharge, sampleInput } from '../../test/sample-charge.js'
import { assertInvoiceAddsUp } from '../../testing/invoice-laws.js'
import { assembleInvoice } from '../assemble-invoice.js'
import { invoiceIdOf } from '../invoice-id.js'
import { groupCharges, type ChargeGrouping } from './group-charges.js'
import { invoiceSections } from './invoice-sections.js'
import { selectCharges } from './select-charges.js'
import { reachesThreshold } from './threshold.js'
import { isWorthIssuing } from './worth-issuing.js'

const base = sampleCharge('base', '49', { billing: 'advance', product: 'platform' })
const tokens = sampleCharge('tokens', '10', { meter: 'tokens', product: 'api' })
const other = sampleCharge('other', '5', { subscription: 'beta', meter: 'tokens' })
const wholesale = sampleCharge('wholesale', '7', { side: 'wholesale', meter: 'tokens' })
const charges: readonly Charge[] = [tokens, wholesale, base, other]

describe('which document a charge stands on', () => {
  it.each<[grouping: ChargeGrouping, documents: readonly string[]]>([
    [{ by: 'account' }, ['retail: tokens base other', 'wholesale: wholesale']],
    [{ by: 'account', advance: 'separate' }, ['retail: tokens other', 'retail advance: base', 'wholesale: wholesale']],
    [{ by: 'subscription' }, ['retail subscription:acme: tokens base', 'retail subscription:beta: other', 'wholesale subscription:acme: wholesale']],
    [{ by: 'product', advance: 'separate' }, ['retail: other', 'retail advance+product:platform: base', 'retail product:api: tokens', 'wholesale: wholesale']],
  ])('%o', (grouping, documents) => {
    const grouped = groupCharges(charges, grouping)
    expect(grouped.map(({ side, group, charges: own }) => `${side}${group === undefined ? '' : ` ${group}`}: ${own.map(({ component }) => component).join(' ')}`)).toEqual(documents)
    for (const { side, group, charges: own } of grouped) {
      const place = { ...july, side, ...(group === undefined ? {} : { group }) }
      expect(selectCharges(charges, { ...place, grouping })).toEqual(own)
      const draft = assembleInvoice(sampleInput(own, { grouping }, place))
      expect([draft.side ?? 'retail', draft.group, draft.lines.length]).toEqual([side, group, own.length])
    }
  })

  it('is part of what is invoiced once', () => {
    const place = { ...july, tenant: 'default', account: 'acme', currency: 'EUR' } as const
    const ids = [{}, { side: 'wholesale' }, { group: 'a' }, { group: 'b' }, { sequence: 1 }, { sequence: 2 }] as const
    expect(new Set(ids.map((more) => invoiceIdOf({ ...place, ...more }))).size).toBe(ids.length)
    expect(invoiceIdOf({ ...place, side: 'retail', sequence: 0 })).toBe(invoiceIdOf(place))
  })

  it.each([
    ['the other side', sampleInput([wholesale]), 'charges[0].side'],
    ['another group', sampleInput([tokens], { grouping: { by: 'subscription' } }), 'charges[0]'],
    ['half a sequence', sampleInput([tokens], {}, { sequence: 0.5 }), 'sequence'],
    ['a charge in advance outside what is charged in advance', sampleInput([base], {}, { advance: august }), 'charges[0]'],
    ['a charge in arrears in what is charged in advance', sampleInput([{ ...tokens, ...august }], {}, { advance: august }), 'charges[0]'],
  ])('refuses %s', (_, input, field) => {
    expect(refusalOf(() => assembleInvoice(input))).toEqual({ code: 'invoice.invalid', field })
  })

  it('shows the fee of August beside the usage of July', () => {
    const next = { ...base, ...august, chargeKey: 'next' }
    const input = sampleInput(selectCharges([base, tokens, next], { ...july, advance: august }), {}, { advance: august })
    const draft = assembleInvoice(input)
    expect(draft.advance).toEqual(august)
    expect(draft.lines.map(({ id, from }) => [id, from])).toEqual([['next', august.from], ['tokens', july.from]])
  })
})

describe('how lines stand on it', () => {
  it('by subscription, then metric', () => {
    const storage = sampleCharge('archive', '3', { meter: 'storage' })
    const cached = sampleCharge('cached', '2', { meter: 'tokens' })
    const sections = invoiceSections(assembleInvoice(sampleInput([tokens, storage, base, other, cached])))
    expect(sections.map(({ subscription, amount, metrics }) => [subscription, amount, metrics.map(({ meter, lines, amount: sum }) => [meter, lines.length, sum])])).toEqual([
      ['acme', '64', [[undefined, 1, '49'], ['storage', 1, '3'], ['tokens', 2, '12']]],
      ['beta', '5', [['tokens', 1, '5']]],
    ])
  })
})

describe('an invoice within its period', () => {
  it('is due once what is not billed reaches the threshold', () => {
    const used = [{ amount: '2400' }, { amount: '0.5' }] as const
    expect(['1350.5', '1350.51'].map((threshold) => reachesThreshold({ charges: used, billed: '1050', threshold: threshold as `${number}` }))).toEqual([true, false])
  })

  it('leaves the rest to the next one, to the cent of the whole', () => {
    // 1.005 at first, 2.015 in the end: half-even gives 1.00 and 2.02 of the whole, so 1.02 are left.
    const first = assembleInvoice(sampleInput([sampleCharge('tokens', '1.005', { meter: 'tokens' })]))
    const billedBefore = [{ line: 'tokens', document: 'first', label: 'Invoice INV-1', amount: '1' }] as const
    const rest = assembleInvoice(sampleInput([sampleCharge('tokens', '2.015', { meter: 'tokens' })], { billedBefore }, { sequence: 1 }))
    assertInvoiceAddsUp(rest)
    expect([first.totals.payable, rest.totals.payable, rest.totals.exact]).toEqual(['1', '1.02', '1.015'])
    expect(rest.lines[0]).toMatchObject({ calculation: '2.015 × 1.00 − 1.00', adjustments: [{ stage: 'billed-before', rule: 'first', description: 'Invoice INV-1', amount: '-1' }] })
  })

  it('rounds the whole: 2.5 of which 1 was billed is 2 less 1', () => {
    const yen = sampleCharge('calls', '2.5', { currency: 'JPY' })
    const billedBefore = [{ line: 'calls', document: 'first', label: 'Invoice 1', amount: '1' }] as const
    expect(assembleInvoice(sampleInput([yen], { billedBefore }, { currency: 'JPY' })).totals.payable).toBe('1')
  })

  it('keeps a line that comes to nothing in the end, where something was billed of it', () => {
    const billedBefore = [{ line: 'tokens', document: 'first', label: 'Invoice 1', amount: '1' }] as const
    const draft = assembleInvoice(sampleInput([sampleCharge('tokens', '0'), base], { billedBefore }, { zeroLines: 'omit' }))
    expect(draft.lines.map(({ id, amount }) => [id, amount])).toEqual([['base', '49'], ['tokens', '-1']])
  })

  const before = { line: 'tokens', document: 'first', label: 'Invoice 1', amount: '1' } as const
  it.each([
    ['a line that is not there', [{ ...before, line: 'x' }], [], 'invoice.invalid', 'billedBefore[0].line'],
    ['one document twice', [before, before], [], 'invoice.invalid', 'billedBefore[1].document'],
    ['nothing', [{ ...before, amount: '0' }], [], 'invoice.invalid', 'billedBefore[0].amount'],
    ['parts of a cent', [{ ...before, amount: '0.001' }], [], 'money.not_minor_units', 'amount'],
    ['a line that is overridden', [before], [{ line: 'tokens', amount: '4', reason: 'r', actor: 'ann', at: july.to }], 'invoice.invalid', 'billedBefore[0].line'],
  ] as const)('refuses %s', (_, billedBefore, overrides, code, field) => {
    expect(refusalOf(() => assembleInvoice(sampleInput([tokens], { billedBefore, overrides })))).toMatchObject({ code, field })
  })
})

describe('an invoice of nothing', () => {
  const draftOf = (...own: readonly Charge[]) => assembleInvoice(sampleInput(own))

  it('is skipped where told, unless something on it is not zero', () => {
    const zero = draftOf(sampleCharge('free', '0'))
    expect([isWorthIssuing(zero, 'issue'), isWorthIssuing(zero, 'skip'), isWorthIssuing(draftOf(), 'skip')]).toEqual([true, false, false])
    expect(isWorthIssuing(draftOf(sampleCharge('a', '1'), sampleCharge('b', '-1')), 'skip')).toBe(true)
  })
})
