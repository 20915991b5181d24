import { checkCurrency, checkText, fail, hashContent, parseDecimal, parseInstant, signOf, type CurrencyCode, type Decimal, type Digest, type Hash, type Instant } from '@farthing/core'

/**
 * What converts the quote currency back into the base currency.
 *
 * `divide`: the exact reciprocal of `rate`. `stated`: a rate of its own, as where buying and selling differ. `refuse`: nothing does.
 */
export type FxInverse = { readonly rule: 'divide' } | { readonly rule: 'stated'; readonly rate: Decimal } | { readonly rule: 'refuse' }

/** What a rate of exchange says, before it has an identity. */
export interface FxRate<B extends CurrencyCode = CurrencyCode, Q extends CurrencyCode = CurrencyCode> {
  readonly base: B
  readonly quote: Q
  /** Units of `quote` for one unit of `base`; positive. */
  readonly rate: Decimal
  readonly inverse: FxInverse
  /** Who says so, such as `ecb-reference`. */
  readonly provider: string
  /** The instant that the rate is of, as its provider states it: not when it was asked for. */
  readonly at: Instant
}

/** One rate of exchange at one instant, kept with every amount that it converted. Immutable: another rate is another snapshot. */
export interface FxSnapshot<B extends CurrencyCode = CurrencyCode, Q extends CurrencyCode = CurrencyCode> extends FxRate<B, Q> {
  /** Hash of all the rest: `fx-snapshot/1`. */
  readonly id: Hash
}

/**
 * Makes the snapshot of a rate: checked, canonical, and known by its content. The same rate gives the same snapshot.
 *
 * @throws `fx.snapshot_invalid` for a rate that is not positive, one currency on both sides, or an unknown inverse rule; `decimal.malformed`,
 *   `decimal.too_long`, `money.currency_unknown`, `text.*`, `time.*`
 */
export function fxSnapshot<const B extends CurrencyCode, const Q extends CurrencyCode>(given: FxRate<B, Q>, digest?: Digest): FxSnapshot<B, Q> {
  const { base, quote } = given
  checkCurrency(base, 'fx.base')
  checkCurrency(quote, 'fx.quote')
  if ((base as string) === quote) refuse('fx.quote', `is ${quote}, as the base is`)
  const content = {
    base,
    quote,
    rate: positive(given.rate, 'fx.rate'),
    inverse: checkInverse(given.inverse),
    provider: checkText(given.provider, { field: 'fx.provider' }),
    at: parseInstant(given.at, { field: 'fx.at' }),
  }
  return { id: hashContent('fx-snapshot/1', [{ ...content, inverse: { ...content.inverse } }], digest), ...content }
}

/**
 * Checks a snapshot that was kept elsewhere: its content is in order and its id is that of its content.
 *
 * @throws `fx.snapshot_invalid` and what {@link fxSnapshot} throws
 */
export function checkFxSnapshot<B extends CurrencyCode, Q extends CurrencyCode>(snapshot: FxSnapshot<B, Q>, digest?: Digest): FxSnapshot<B, Q> {
  const derived = fxSnapshot(snapshot, digest)
  if (derived.id !== snapshot.id) refuse('fx.id', 'is not the hash of its content')
  return derived
}

function checkInverse(given: FxInverse): FxInverse {
  const inverse: unknown = given
  if (typeof inverse !== 'object' || inverse === null) refuse('fx.inverse', 'is missing: it says how to convert back, such as { rule: \'divide\' }')
  switch (given.rule) {
    case 'divide':
    case 'refuse':
      return { rule: given.rule }
    case 'stated':
      return { rule: 'stated', rate: positive(given.rate, 'fx.inverse.rate') }
    default:
      return refuse('fx.inverse.rule', 'is not divide, stated or refuse')
  }
}

function positive(text: string, field: string): Decimal {
  const rate = parseDecimal(text, field)
  if (signOf(rate) <= 0) refuse(field, `is ${rate}`)
  return rate
}

function refuse(field: string, because: string): never {
  fail('fx.snapshot_invalid', { field, because })
}
