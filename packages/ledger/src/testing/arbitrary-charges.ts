import * as fc from 'fast-check'
import { addAll, currencies, add, divide, hashContent, multiply, negate, round, subtract, type CurrencyCode, type Decimal, type Exact, type RoundingPolicy } from '@farthing/core'
import type { Charge, ChargeAdjustment, ChargePart } from '@farthing/pricing'
import type { InvoiceInput } from '../invoices/check-assembly.js'

const period = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const

/** Prices and quantities with an awkward number of digits. Never negative unless `signed`. */
function decimals(options: { readonly signed?: boolean } = {}): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 7 }))
    .map(([negative, digits, scale]) => decimalOf(options.signed === true && negative ? -digits : digits, scale))
}

function decimalOf(digits: number, scale: number): Decimal {
  const text = String(Math.abs(digits)).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  const unsigned = fraction === '' ? whole : `${whole}.${fraction}`
  return (digits < 0 ? `-${unsigned}` : unsigned) as Decimal
}

/** Quantities as metering gives them: decimals, and fractions such as `7/31`. */
function quantities(): fc.Arbitrary<Exact> {
  const fractions = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(7, 29, 31)).map(([n, d]) => divide(`${n}`, `${d}`))
  return fc.oneof({ weight: 4, arbitrary: decimals() }, { weight: 1, arbitrary: fractions })
}

function chargeParts(): fc.Arbitrary<readonly ChargePart[]> {
  const step = fc.record({ quantity: quantities(), unit: decimals(), flat: fc.oneof({ weight: 3, arbitrary: fc.constant<Decimal>('0') }, decimals()) })
  return fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) =>
    steps.map(({ quantity, unit, flat }, index) => ({
      label: `Tier ${index + 1}`,
      tier: index + 1,
      quantity,
      unit,
      flat,
      amount: add(multiply(quantity, unit), flat),
    })),
  )
}

/** Discounts in percent of the list amount, as exact as that. */
function discountsOn(trail: readonly ChargePart[], percents: readonly number[]): readonly ChargeAdjustment[] {
  const list = addAll(trail.map((part) => part.amount))
  return percents.map((percent, index) => ({
    stage: 'discounts',
    rule: `${index}`,
    label: `${percent} % off`,
    amount: negate(multiply(list, divide(`${percent}`, '100'))),
  }))
}

/** The charge of a minimum over others: it brings them to one more than they sum to, rounded up to the next whole unit. */
function targetCharge(charges: readonly Charge[], currency: CurrencyCode): Charge {
  const total = addAll(charges.map(({ amount }) => amount))
  const amount = add(round(total, { mode: 'up', exponent: 0 }), '1')
  const rest = subtract(amount, total)
  return {
    ...period,
    chargeKey: hashContent('charge/1', ['minimum']),
    ratingKey: hashContent('rating/1', ['minimum']),
    side: 'retail',
    subscription: 'pro',
    plan: 'pro',
    planVersion: hashContent('plan/1', ['pro']),
    component: 'minimum',
    dimensions: {},
    billing: 'arrears',
    model: 'minimum-commitment@1',
    quantity: '1',
    amount: rest,
    currency,
    trail: [{ label: 'Minimum', quantity: '1', counted: rest, unit: '1', flat: '0', amount: rest }],
    target: { amount, of: charges.map(({ chargeKey }) => chargeKey) },
    stages: [{ id: 'minimum', use: 'minimum-commitment@1', hash: hashContent('stage/1', ['minimum-commitment']) }],
    usageDigest: hashContent('usage/1', []),
  }
}

/** A rated charge of some subscription in October 2026, with a trail of one to five parts that sum to it. */
export function arbitraryCharge(currency: CurrencyCode): fc.Arbitrary<Omit<Charge, 'chargeKey'>> {
  return fc
    .record({
      trail: chargeParts(),
      discounts: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 2 }),
      subscription: fc.constantFrom('basic', 'pro', 'ünïcode'),
      component: fc.constantFrom('base', 'requests', 'tokens'),
      product: fc.option(fc.constantFrom('api', 'storage'), { nil: undefined }),
      region: fc.option(fc.constantFrom('eu', 'us'), { nil: null }),
    })
    .map(({ trail, discounts, subscription, component, product, region }) => ({
      ...period,
      ratingKey: hashContent('rating/1', [subscription, component]),
      side: 'retail',
      subscription,
      plan: 'pro',
      planVersion: hashContent('plan/1', ['pro']),
      component,
      ...(product === undefined ? {} : { product }),
      ...(component === 'base' ? {} : { meter: component }),
      dimensions: { region },
      billing: 'arrears',
      model: 'graduated@1',
      quantity: addAll(trail.map((part) => part.quantity)),
      amount: addAll([...trail, ...discountsOn(trail, discounts)].map((step) => step.amount)),
      currency,
      trail,
      ...(discounts.length === 0 ? {} : { adjustments: discountsOn(trail, discounts) }),
      stages: [{ id: 'usage-tiers@1', use: 'usage-tiers@1', hash: hashContent('stage/1', ['usage-tiers']) }],
      usageDigest: hashContent('usage/1', [component]),
    }))
}

/** Rounding policies that an invoice in the currency accepts: any mode and scope, its minor unit or a coarser one, with or without increment. */
export function arbitraryRounding(): fc.Arbitrary<RoundingPolicy> {
  return fc.record(
    {
      mode: fc.constantFrom('half-even', 'half-up', 'half-down', 'up', 'down', 'ceiling', 'floor'),
      scope: fc.constantFrom('perLine', 'perTotal'),
      exponent: fc.constantFrom(0, -1, -3),
      increment: fc.constantFrom<Decimal>('1', '5', '25'),
      taxScope: fc.constantFrom('perKey', 'perLine', 'perDocument'),
      taxMode: fc.constantFrom('half-even', 'half-up', 'down'),
    },
    { requiredKeys: ['mode', 'scope'] },
  )
}

/** Any currency that has a minor unit, withdrawn ones included. */
export function arbitraryCurrency(): fc.Arbitrary<CurrencyCode> {
  return fc.constantFrom(...new Set(currencies.filter((currency) => currency.minorUnits !== null).map((currency) => currency.code)))
}

/** Valid input of `assembleInvoice`: up to 20 charges of one account and month, in any currency and under any rounding policy. */
export function arbitraryInvoiceInput(): fc.Arbitrary<InvoiceInput> {
  return arbitraryCurrency().chain((currency) =>
    fc
      .record({
        rounding: arbitraryRounding(),
        zeroLines: fc.constantFrom('keep', 'omit'),
        charges: fc.array(arbitraryCharge(currency), { maxLength: 20 }),
        withTarget: fc.boolean(),
      })
      .map(({ rounding, zeroLines, charges, withTarget }) => ({
        ...period,
        tenant: 'default',
        account: 'acme',
        currency,
        zone: 'Europe/Berlin',
        rounding,
        zeroLines,
        charges: withMinimum(charges.map((charge, index) => ({ ...charge, chargeKey: hashContent('charge/1', [index]) })), currency, withTarget),
        knownAt: { cut: '1', at: period.to },
      })),
  )
}

function withMinimum(charges: readonly Charge[], currency: CurrencyCode, withTarget: boolean): readonly Charge[] {
  return withTarget ? [...charges, targetCharge(charges, currency)] : charges
}
