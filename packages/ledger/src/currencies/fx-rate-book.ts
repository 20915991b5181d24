import { fail, parseInstant, shiftInstant, type CurrencyCode, type Digest, type Instant } from '@farthing/core'
import { fxSnapshot, type FxRate, type FxSnapshot } from './fx-snapshot.js'

/** Rates of exchange that a host configured, of any pairs and instants. */
export interface FxRateBook {
  /** Name of the provider; stands on every snapshot. */
  readonly provider: string
  /** At most 100,000. A pair has one rate at an instant. */
  readonly rates: readonly Omit<FxRate, 'provider'>[]
  /** How old a rate may be, in milliseconds; of any age unless given. */
  readonly maxAgeMs?: number
}

export interface FxQuery {
  readonly base: CurrencyCode
  readonly quote: CurrencyCode
  readonly at: Instant
}

export const fxRateBookLimits = { rates: 100_000 } as const

/**
 * The rate of a pair that was in force at an instant: the latest of it that is not later.
 *
 * The pair is looked up as it is asked for. Nothing is derived from other pairs: a rate for EUR/USD answers no question for USD/EUR, nor for
 * EUR/CHF with one for USD/CHF. The way back is the inverse rule of the snapshot that is found. `O(n)`.
 *
 * @throws `fx.rate_missing` where there is none, or only an older one than `maxAgeMs` allows; `fx.rates_invalid` for a pair that has two rates at
 *   one instant, or more rates than a book holds; what {@link fxSnapshot} throws
 */
export function fxSnapshotAt(book: FxRateBook, { base, quote, at }: FxQuery, digest?: Digest): FxSnapshot {
  const asked = parseInstant(at, { field: 'at' })
  checkSize(book)
  let found: FxSnapshot | undefined
  for (const [index, rate] of book.rates.entries()) {
    if (rate.base !== base || rate.quote !== quote || parseInstant(rate.at, { field: `rates[${index}].at` }) > asked) continue
    const snapshot = fxSnapshot({ ...rate, provider: book.provider }, digest)
    if (found !== undefined && found.at === snapshot.at) {
      fail('fx.rates_invalid', { field: `rates[${index}]`, because: `is a second rate of ${base}/${quote} at ${snapshot.at}`, facts: { base, quote, at: snapshot.at } })
    }
    if (found === undefined || snapshot.at > found.at) found = snapshot
  }
  if (found === undefined || isTooOld(found, asked, book.maxAgeMs)) {
    const because = found === undefined ? `has no rate at ${asked}` : `has no rate at ${asked} that is young enough; the latest is of ${found.at}`
    fail('fx.rate_missing', { field: `${base}/${quote}`, because, facts: { base, quote, at: asked, provider: book.provider } })
  }
  return found
}

function checkSize({ rates }: FxRateBook): void {
  if (rates.length <= fxRateBookLimits.rates) return
  fail('fx.rates_invalid', { field: 'rates', because: `are ${rates.length}`, facts: { ...fxRateBookLimits } })
}

function isTooOld({ at }: FxSnapshot, asked: Instant, maxAgeMs: number | undefined): boolean {
  return maxAgeMs !== undefined && shiftInstant(at, maxAgeMs) < asked
}
