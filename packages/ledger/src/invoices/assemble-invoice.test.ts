import { isFarthingError, type Decimal, type Exact } from '@farthing/core'
import type { Charge, ChargePart } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from './assemble-invoice.js'
import type { InvoiceInput } from './check-assembly.js'

const october = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }

function part(quantity: Exact, unit: Decimal, amount: Exact, tier?: number): ChargePart {
  return { label: tier === undefined ? 'Flat fee' : `Tier ${tier}`, ...(tier === undefined ? {} : { tier }), quantity, unit, flat: '0', amount }
}

function charge(component: string, amount: Exact, changes: Partial<Charge> = {}): Charge {
  return {
    ...october,
    chargeKey: `key-${component}`,
    ratingKey: `rating-${component}`,
    side: 'retail',
    subscription: 'acme',
    plan: 'pro',
    planVersion: 'v1',
    component,
    dimensions: {},
    billing: 'arrears',
    model: 'flat@1',
    quantity: '1',
    amount,
    currency: 'EUR',
    trail: [part('1', '49', amount)],
    stages: [],
    usageDigest: 'none',
    ...changes,
  }
}

function input(charges: readonly Charge[], changes: Partial<InvoiceInput> = {}): InvoiceInput {
  return {
    ...october,
    tenant: 'default',
    account: 'acme',
    currency: 'EUR',
    zone: 'Europe/Berlin',
    rounding: { mode: 'half-even', scope: 'perLine' },
    charges,
    knownAt: { cut: 'c1', at: '2026-11-02T00:00:00.000000Z' },
    ...changes,
  }
}

const tokens = charge('tokens', '1', {
  meter: 'tokens',
  model: 'graduated@1',
  quantity: '1400000',
  trail: [part('1000000', '0', '0', 1), part('400000', '0.0000025', '1', 2)],
})

describe('assembleInvoice', () => {
  it('shows a line for each charge and a sub-line for each tier', () => {
    const draft = assembleInvoice(input([tokens, charge('base', '49')]))
    expect(draft.lines.map(({ description, calculation, amount }) => ({ description, calculation, amount }))).toEqual([
      { description: 'base', calculation: '49.00', amount: '49' },
      { description: 'tokens', calculation: '400,000 × 0.0000025', amount: '1' },
    ])
    expect(draft.lines[1]?.details.map(({ description, calculation, amount }) => ({ description, calculation, amount }))).toEqual([
      { description: 'Tier 1', calculation: '1,000,000 × 0.00', amount: '0' },
      { description: 'Tier 2', calculation: '400,000 × 0.0000025', amount: '1' },
    ])
    expect(draft.totals).toEqual({ exact: '50', subtotal: '50', discounts: '0', net: '50', tax: '0', gross: '50', credits: '0', rounding: '0', payable: '50' })
    expect(draft.rounding).toEqual({ mode: 'half-even', exponent: 2, increment: '1', scope: 'perLine', taxScope: 'perKey', taxMode: 'half-even' })
  })

  const threeThirds = ['a', 'b', 'c'].map((key) => charge(key, '0.335', { trail: [part('1', '0.335', '0.335')] }))

  it('rounds each line under perLine and the total once under perTotal', () => {
    const perLine = assembleInvoice(input(threeThirds))
    expect(perLine.lines.map((line) => line.amount)).toEqual(['0.34', '0.34', '0.34'])
    expect(perLine.totals).toMatchObject({ exact: '1.005', net: '1.02' })
    const perTotal = assembleInvoice(input(threeThirds, { rounding: { mode: 'half-even', scope: 'perTotal' } }))
    expect(perTotal.lines.map((line) => line.amount)).toEqual(['0.34', '0.33', '0.33'])
    expect(perTotal.totals).toMatchObject({ exact: '1.005', net: '1' })
  })

  it('rounds tier lines by their share, not one by one', () => {
    const trail = [part('1', '0.333', '0.333', 1), part('1', '0.333', '0.333', 2), part('1', '0.333', '0.333', 3)]
    const [line] = assembleInvoice(input([charge('calls', '0.999', { meter: 'calls', trail })])).lines
    expect(line?.amount).toBe('1')
    expect(line?.details.map((detail) => detail.amount)).toEqual(['0.34', '0.33', '0.33'])
  })

  it('orders lines by subscription, fees before usage, then component and dimensions', () => {
    const usage = (key: string, model: string | null) => charge('tokens', '1', { chargeKey: key, meter: 'tokens', dimensions: { model }, trail: [part('1', '1', '1', 1)] })
    const draft = assembleInvoice(
      input([usage('k1', 'small'), charge('zulu', '1'), usage('k2', 'large'), usage('k3', null), charge('base', '2', { subscription: 'Ä', chargeKey: 'k4' })]),
    )
    expect(draft.lines.map(({ subscription, description }) => `${subscription} ${description}`)).toEqual([
      'acme zulu',
      'acme tokens (model: large)',
      'acme tokens (model: small)',
      'acme tokens (model: none)',
      'Ä base',
    ])
  })

  it('leaves lines of exactly zero out when told to, and only those', () => {
    const charges = [charge('free', '0', { trail: [part('1', '0', '0')] }), charge('tiny', '0.001', { trail: [part('1', '0.001', '0.001')] })]
    expect(assembleInvoice(input(charges)).lines).toHaveLength(2)
    const draft = assembleInvoice(input(charges, { zeroLines: 'omit' }))
    expect(draft.lines.map((line) => line.component)).toEqual(['tiny'])
    expect(draft.zeroLines).toBe('omit')
  })

  it('makes an invoice of zero out of no charges', () => {
    expect(assembleInvoice(input([])).totals).toEqual({ exact: '0', subtotal: '0', discounts: '0', net: '0', tax: '0', gross: '0', credits: '0', rounding: '0', payable: '0' })
  })

  it('rounds in multiples of five centimes where the policy says so', () => {
    const francs = charge('base', '49.37', { currency: 'CHF', trail: [part('1', '49.37', '49.37')] })
    const draft = assembleInvoice(input([francs], { currency: 'CHF', rounding: { mode: 'half-up', scope: 'perLine', increment: '5' } }))
    expect(draft.totals.payable).toBe('49.35')
  })

  it('has a content hash that leaves out what was known when, and sees everything else', () => {
    const hash = (changes: Partial<InvoiceInput>) => assembleInvoice(input([charge('base', '49')], changes)).contentHash
    expect(hash({ knownAt: { cut: 'c2', at: '2026-11-03T00:00:00.000000Z' } })).toBe(hash({}))
    const others = [hash({ account: 'other' }), hash({ zone: 'UTC' }), hash({ zeroLines: 'omit' }), hash({ rounding: { mode: 'up', scope: 'perLine' } })]
    expect(new Set([hash({}), ...others]).size).toBe(5)
  })

  const refusals: readonly { readonly name: string; readonly charges: readonly Charge[]; readonly changes?: Partial<InvoiceInput>; readonly code: string; readonly field: string }[] = [
    { name: 'another currency', charges: [charge('base', '49', { currency: 'USD' })], code: 'invoice.invalid', field: 'charges[0].currency' },
    { name: 'a charge that starts early', charges: [charge('base', '49', { from: '2026-09-30T21:59:59.999999Z' })], code: 'invoice.invalid', field: 'charges[0]' },
    { name: 'a charge that ends late', charges: [charge('base', '49', { to: '2026-10-31T23:00:00.000001Z' })], code: 'invoice.invalid', field: 'charges[0]' },
    { name: 'a charge key twice', charges: [charge('base', '49'), charge('base', '49')], code: 'invoice.invalid', field: 'charges[1].chargeKey' },
    { name: 'a trail that does not sum', charges: [charge('base', '50', { trail: [part('1', '49', '49')] })], code: 'invoice.invalid', field: 'charges[0].trail' },
    { name: 'a negative total', charges: [charge('base', '-1', { trail: [part('1', '-1', '-1')] })], code: 'invoice.invalid', field: 'totals.payable' },
    { name: 'a tenth of a cent', charges: [], changes: { rounding: { mode: 'up', exponent: 3, scope: 'perLine' } }, code: 'invoice.invalid', field: 'rounding.exponent' },
    { name: 'half a cent', charges: [], changes: { rounding: { mode: 'up', increment: '0.5', scope: 'perLine' } }, code: 'invoice.invalid', field: 'rounding.increment' },
    { name: 'a period that ends first', charges: [], changes: { to: october.from }, code: 'period.ends_before_start', field: 'to' },
    { name: 'an unknown zone', charges: [], changes: { zone: 'Europe/Atlantis' }, code: 'time.zone_unknown', field: 'zone' },
    { name: 'an unknown currency', charges: [], changes: { currency: 'XYZ' }, code: 'money.currency_unknown', field: 'currency' },
    { name: 'gold', charges: [], changes: { currency: 'XAU' }, code: 'money.no_minor_units', field: 'currency' },
    { name: 'an account without a name', charges: [], changes: { account: '' }, code: 'text.empty', field: 'account' },
  ]

  it.each(refusals)('refuses $name', ({ charges, changes, code, field }) => {
    expect(refusalOf(() => assembleInvoice(input(charges, changes)))).toEqual({ code, field })
  })
})

function refusalOf(call: () => unknown): { readonly code: string; readonly field: string } | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { code: error.code, field: error.field }
  }
}
