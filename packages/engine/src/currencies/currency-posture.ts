import { compareBytes, isFarthingError, type CurrencyCode, type Instant } from '@farthing/core'
import { fxSnapshotAt, type CurrencySettings, type FxRateBook, type FxSnapshot } from '@farthing/ledger'
import type { BillingContext } from '../context.js'

/** A pair that rates are configured for. */
export interface ConfiguredPair {
  readonly base: CurrencyCode
  readonly quote: CurrencyCode
  /** The rate in force; absent where there is none yet, or it is too old to be used. */
  readonly snapshot?: FxSnapshot
}

/** What a tenant says about currencies, and what its rates of exchange are now. */
export interface CurrencyPosture {
  readonly at: Instant
  /** Absent where nothing is said: then any currency is billed in, and none is shown beside it. */
  readonly settings?: CurrencySettings
  /** Where rates come from; absent without any. A provider is not asked: `currencies.snapshots` has what it said. */
  readonly exchange?: {
    readonly provider: string
    /** By base and quote; absent where a provider is asked document by document. */
    readonly pairs?: readonly ConfiguredPair[]
  }
}

/** Asks nobody and converts nothing. `O(rates)`. */
export function currencyPosture({ currencies, fx, clock, digest }: Pick<BillingContext, 'currencies' | 'fx' | 'clock' | 'digest'>): CurrencyPosture {
  const at = clock.now()
  const inForce = ({ base, quote, of }: PairRates): ConfiguredPair => {
    try {
      return { base, quote, snapshot: fxSnapshotAt(of, { base, quote, at }, digest) }
    } catch (error) {
      if (isFarthingError(error) && error.code === 'fx.rate_missing') return { base, quote }
      throw error
    }
  }
  return {
    at,
    ...(currencies === undefined ? {} : { settings: currencies }),
    ...(fx === undefined ? {} : { exchange: { provider: fx.provider, ...(fx.book === undefined ? {} : { pairs: pairsOf(fx.book).map(inForce) }) } }),
  }
}

interface PairRates {
  readonly base: CurrencyCode
  readonly quote: CurrencyCode
  readonly of: FxRateBook
}

function pairsOf(book: FxRateBook): readonly PairRates[] {
  const pairs = new Map<string, { readonly base: CurrencyCode; readonly quote: CurrencyCode; readonly rates: FxRateBook['rates'][number][] }>()
  for (const rate of book.rates) {
    const { base, quote } = rate
    const name = `${base}/${quote}`
    const pair = pairs.get(name) ?? { base, quote, rates: [] }
    pair.rates.push(rate)
    pairs.set(name, pair)
  }
  return [...pairs].sort(([a], [b]) => compareBytes(a, b)).map(([, { base, quote, rates }]) => ({ base, quote, of: { ...book, rates } }))
}
