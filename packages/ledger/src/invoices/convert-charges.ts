import { compareBytes, fail, multiply, type CurrencyCode, type Digest, type Exact, type Hash } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { checkFxSnapshot, type FxSnapshot } from '../currencies/fx-snapshot.js'

/** The snapshot for each currency that charges are converted from. */
export type Conversions = ReadonlyMap<CurrencyCode, FxSnapshot>

/**
 * The rates of exchange of a document, by the currency that they convert from.
 *
 * @throws `invoice.invalid` for one that does not lead into the document's currency, or a second one from a currency; `fx.snapshot_invalid`
 */
export function conversionsInto(currency: CurrencyCode, snapshots: readonly FxSnapshot[], digest?: Digest): Conversions {
  const conversions = new Map<CurrencyCode, FxSnapshot>()
  for (const [index, given] of snapshots.entries()) {
    const field = `terms.conversions[${index}]`
    const snapshot = checkFxSnapshot(given, digest)
    if (snapshot.quote !== currency) refuse(`${field}.quote`, `is ${snapshot.quote} on an invoice in ${currency}`)
    if (conversions.has(snapshot.base)) refuse(`${field}.base`, `is ${snapshot.base} a second time`)
    conversions.set(snapshot.base, snapshot)
  }
  return conversions
}

/**
 * A charge in the currency of the document: amounts, prices and what a minimum or a cap brings it to, each times the rate and nothing rounded, so that every
 * sum still holds. One in the document's own currency stays as it is.
 */
export function convertCharge(charge: Charge, conversions: Conversions): Charge {
  const snapshot = conversions.get(charge.currency)
  if (snapshot === undefined) return charge
  const { rate, quote: currency } = snapshot
  const { trail, adjustments, target } = charge
  return {
    ...charge,
    currency,
    amount: multiply(charge.amount, rate),
    trail: trail.map((part) => ({ ...part, unit: multiply(part.unit, rate), flat: multiply(part.flat, rate), amount: multiply(part.amount, rate) })),
    ...(adjustments === undefined ? {} : { adjustments: adjustments.map((each) => ({ ...each, amount: multiply(each.amount, rate) })) }),
    ...(target === undefined ? {} : { target: { ...target, amount: multiply(target.amount, rate) } }),
  }
}

/** What a line was before it was converted. */
export interface LineConversion {
  readonly currency: CurrencyCode
  /** The amount in that currency, before rounding. */
  readonly exact: Exact
  /** Id of the rate of exchange: one of the document's `conversions`. */
  readonly snapshot: Hash
}

/** What a line says about the conversion of its charge; `undefined` for one in the document's own currency. */
export function lineConversion({ currency, amount }: Charge, conversions: Conversions): LineConversion | undefined {
  const snapshot = conversions.get(currency)
  return snapshot && { currency, exact: amount, snapshot: snapshot.id }
}

/** The rates that lines were converted by, in byte order of the currencies that they convert from. */
export function usedConversions(lines: readonly { readonly conversion?: LineConversion }[], conversions: Conversions): readonly FxSnapshot[] {
  const used = [...new Set(lines.flatMap(({ conversion }) => conversion?.currency ?? []))].sort(compareBytes)
  return used.flatMap((currency) => conversions.get(currency) ?? [])
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
