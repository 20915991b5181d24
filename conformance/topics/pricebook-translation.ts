import { isZero, type CurrencyCode, type Decimal } from '@farthing/core'
import { checkPooledPrice, checkPrice, type PooledPrice, type Price } from '@farthing/pricing'

/** A vendor's price book: what it charges, by name. */
export interface GivenBook {
  readonly currency: CurrencyCode
  readonly charges: { readonly [name: string]: GivenCharge }
}

/** The fields of all kinds of charges; one has those of its own. */
export interface GivenCharge {
  readonly model: string
  readonly included?: Decimal
  readonly per?: Decimal
  readonly price: Decimal
  readonly amount: Decimal
  readonly applies_to: readonly string[]
  readonly tiers: readonly GivenTier[]
}

interface GivenTier {
  readonly up_to: Decimal | null
  readonly price: Decimal | { readonly [sku: string]: Decimal }
  readonly flat?: Decimal
  readonly per?: Decimal
}

/** A charge in our words, or why we have none for it. */
export type TranslatedCharge =
  | { readonly price: Price }
  | { readonly pooled: PooledPrice }
  | { readonly credit: Decimal; readonly on: readonly string[] }
  | { readonly unsupported: string }

export function translateCharge(given: GivenCharge): TranslatedCharge {
  const translate = kinds[given.model]
  return translate === undefined ? { unsupported: `the charge ${given.model} is not known` } : translate(given)
}

const kinds: { readonly [model: string]: ((given: GivenCharge) => TranslatedCharge) | undefined } = {
  flat: ({ amount }) => priced({ model: 'flat', amount }),
  per_unit: ({ included = '0', per = '1', price: unit }) =>
    priced(isZero(included) ? { model: 'per_unit', unit, per } : { model: 'graduated', tiers: [{ upTo: included, unit: '0' }, { unit, per }] }),
  package: ({ included: free = '0', per: size = '1', price: amount }) => priced({ model: 'package', size, amount, free }),
  graduated: (given) => priced({ model: 'graduated', tiers: tiersOf(given) }),
  volume: (given) => priced({ model: 'volume', tiers: tiersOf(given) }),
  pooled_graduated: (given) => ({ pooled: checkPooledPrice({ tiers: tiersOf(given).map(({ unit: units, flat: _, ...tier }) => ({ units, ...tier })) }, 'price') }),
  credit: ({ amount: credit, applies_to: on }) => ({ credit, on }),
}

function priced(price: object): TranslatedCharge {
  return { price: checkPrice(price, 'price') }
}

function tiersOf({ tiers, per: perOfAll }: GivenCharge) {
  return tiers.map(({ up_to: upTo, price: unit, flat, per = perOfAll }) => ({
    ...(upTo === null ? {} : { upTo }),
    unit,
    ...(flat === undefined ? {} : { flat }),
    ...(per === undefined ? {} : { per }),
  }))
}
