import { addAll, compareBytes, type CurrencyCode, type Decimal } from '@farthing/core'
import type { GrantRemaining } from './apply-credits.js'
import { isAmountGrant, type AmountGrant, type CreditKind } from './credit-grant.js'

/** What an account has in one currency. Wallets of different currencies are never summed. */
export interface Wallet {
  readonly currency: CurrencyCode
  readonly promotional: Decimal
  readonly paid: Decimal
  /** `promotional` + `paid`. */
  readonly total: Decimal
}

/** What an account has of one meter. */
export interface QuantityWallet {
  readonly meter: string
  readonly quantity: Decimal
}

/** What is left of grants, as balances by currency and by meter, ordered by bytes. Zero balances are shown. */
export function walletsOf(credits: readonly GrantRemaining[]): { readonly amounts: readonly Wallet[]; readonly quantities: readonly QuantityWallet[] } {
  const amounts = new Map<CurrencyCode, { readonly grant: AmountGrant; readonly remaining: Decimal }[]>()
  const quantities = new Map<string, Decimal[]>()
  for (const { grant, remaining } of credits) {
    if (isAmountGrant(grant)) addTo(amounts, grant.currency, { grant, remaining })
    else addTo(quantities, grant.meter, remaining)
  }
  const sumOf = (own: readonly GrantRemaining[], kind?: CreditKind): Decimal =>
    addAll(own.filter(({ grant }) => kind === undefined || grant.kind === kind).map(({ remaining }) => remaining))
  return {
    amounts: inByteOrder(amounts).map(([currency, own]) => ({ currency, promotional: sumOf(own, 'promotional'), paid: sumOf(own, 'paid'), total: sumOf(own) })),
    quantities: inByteOrder(quantities).map(([meter, own]) => ({ meter, quantity: addAll(own) })),
  }
}

function addTo<V>(byKey: Map<string, V[]>, key: string, value: V): void {
  const own = byKey.get(key)
  if (own === undefined) byKey.set(key, [value])
  else own.push(value)
}

function inByteOrder<V>(byKey: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...byKey].sort(([a], [b]) => compareBytes(a, b))
}
