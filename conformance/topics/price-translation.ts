import type { Decimal } from '@farthing/core'
import type { Price } from '@farthing/pricing'

/** The price of a case: the fields of all models, of which a case has those of its own. */
export interface GivenPrice {
  readonly model: string
  readonly amount: Decimal
  readonly unit_amount: Decimal
  readonly unit_conversion?: { readonly operation: 'multiply' | 'divide'; readonly factor: Decimal } & { readonly rounding?: string; readonly scale?: number }
  readonly free_units_after_conversion?: Decimal
  readonly package_size: Decimal
  readonly package_amount: Decimal
  readonly free_units: Decimal
  readonly package_rounding: 'up' | 'down'
  readonly tiers: readonly GivenTier[]
  readonly zero_quantity?: 'first_tier_flat' | 'nothing'
  readonly bound?: 'inclusive_upper' | 'exclusive_upper'
  readonly block_rounding?: 'up'
  readonly beyond_last_tier?: 'last_tier'
  readonly tier_selection_quantity?: Decimal
  readonly rate: Decimal
  readonly fixed_per_transaction: Decimal | null
  readonly free_transactions: number | null
  readonly free_amount: Decimal | null
  readonly min_per_transaction: Decimal | null
  readonly max_per_transaction: Decimal | null
  readonly multiplier?: Decimal
  readonly default_unit_amount?: Decimal
  readonly rows: readonly { readonly when: Readonly<Record<string, string>>; readonly unit_amount: Decimal }[]
}

interface GivenTier {
  readonly up_to: Decimal | null
  readonly unit_amount: Decimal
  readonly rate: Decimal
  readonly flat_amount: Decimal
  readonly cap?: Decimal
  readonly block_size?: Decimal
  readonly limits?: Readonly<Record<string, Decimal | null>>
}

/** A price in our words, or why we have none for it. */
export type Translated = Price | { readonly unsupported: string }

export function translatePrice(given: GivenPrice): Translated {
  const translate = models[given.model]
  return translate === undefined ? { unsupported: `the price model ${given.model} is not known` } : translate(given)
}

const models: { readonly [model: string]: ((given: GivenPrice) => Translated) | undefined } = {
  flat: ({ amount }) => ({ model: 'flat', amount }),
  per_unit: perUnit,
  package: (given) => ({
    model: 'package',
    size: given.package_size,
    amount: given.package_amount,
    free: given.free_units,
    rounding: given.package_rounding,
  }),
  graduated: (given) => ({ model: 'graduated', tiers: unitTiers(given), ...zeroAndBlocks(given) }),
  volume: (given) =>
    given.tier_selection_quantity === undefined
      ? { model: 'volume', tiers: unitTiers(given), bound: given.bound === 'exclusive_upper' ? 'exclusive' : 'inclusive', ...zeroAndBlocks(given) }
      : { unsupported: 'a tier picked by another quantity than the priced one is not modelled' },
  graduated_percentage: (given) => ({
    model: 'graduated_percentage',
    tiers: bounded(given, ({ rate, flat_amount: flat }) => ({ rate, flat })),
    zeroQuantity: given.zero_quantity ?? 'nothing',
  }),
  stairstep: ({ tiers }) => ({ model: 'stairstep', steps: tiers.map(({ limits, flat_amount: amount }) => ({ ...limitsOf(limits), amount })) }),
  percentage: (given) => ({
    model: 'percentage',
    rate: given.rate,
    ...present('fixed', given.fixed_per_transaction),
    ...present('freeTransactions', given.free_transactions),
    ...present('freeAmount', given.free_amount),
    ...present('minimum', given.min_per_transaction),
    ...present('maximum', given.max_per_transaction),
  }),
  matrix: ({ rows, default_unit_amount: otherwise }) => ({
    model: 'matrix',
    rows: rows.map(({ when, unit_amount: unit }) => ({ when, unit })),
    ...present('otherwise', otherwise),
  }),
  // An amount in cents is a hundredth of ours.
  dynamic: ({ multiplier = '0.01' }) => ({ model: 'dynamic', multiplier }),
}

/** A division that is rounded up counts started blocks; other conversions are a step before pricing. */
function perUnit({ unit_amount: unit, unit_conversion: conversion, free_units_after_conversion: free }: GivenPrice): Translated {
  if (conversion === undefined) return { model: 'per_unit', unit }
  const startedBlocks = conversion.operation === 'divide' && conversion.rounding === 'up' && conversion.scale === 0 && free === undefined
  if (!startedBlocks) return { unsupported: 'a conversion of units before pricing is modelled as started blocks only' }
  return { model: 'per_unit', unit, per: conversion.factor, blocks: 'started' }
}

function unitTiers(given: GivenPrice) {
  return bounded(given, ({ unit_amount: unit, flat_amount: flat, cap, block_size: per }) => ({ unit, flat, ...present('cap', cap), ...present('per', per) }))
}

/** Where a case prices what lies beyond its last tier at that tier, our last tier is open. */
function bounded<T>({ tiers, beyond_last_tier: beyond, block_rounding: blocks }: GivenPrice, translate: (tier: GivenTier) => T): (T & { readonly upTo?: Decimal })[] {
  const opened = beyond === 'last_tier' || blocks === 'up'
  return tiers.map((tier, index) => {
    const open = tier.up_to === null || (opened && index === tiers.length - 1)
    return { ...(open ? {} : { upTo: tier.up_to }), ...translate(tier) }
  })
}

function zeroAndBlocks(given: GivenPrice) {
  return { zeroQuantity: given.zero_quantity ?? ('nothing' as const), ...(given.block_rounding === 'up' ? { blocks: 'started' as const } : {}) }
}

/** A unit without a bound is one that the step does not name. */
function limitsOf(limits: GivenTier['limits'] = {}): { readonly limits?: Readonly<Record<string, Decimal>> } {
  const bounds = Object.entries(limits).flatMap(([unit, limit]) => (limit === null ? [] : [[unit, limit] as const]))
  return bounds.length === 0 ? {} : { limits: Object.fromEntries(bounds) }
}

function present<K extends string, T>(key: K, value: T | null | undefined): { readonly [key in K]?: T } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: T })
}
