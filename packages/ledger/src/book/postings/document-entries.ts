import { addAll, compareBytes, fail, isZero, subtract, type CurrencyCode, type Decimal } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'
import { credit, debit, type LedgerEntry } from '../ledger-entry.js'

export interface ProductAmount {
  readonly product?: string
  readonly amount: Decimal
}

export interface TaxAmount {
  readonly jurisdiction: string
  readonly amount: Decimal
}

export interface GrantAmount {
  /** The grant that the credit is of. */
  readonly grant: string
  readonly wallet?: string
  readonly amount: Decimal
}

export interface AllowanceAmount {
  /** What it is given for. */
  readonly reason: string
  readonly amount: Decimal
}

/**
 * What a document says, as the book needs it. All amounts in major units of its currency, rounded to its minor unit, positive as on an invoice.
 * `total` = Σ revenue + Σ deferred + Σ sold − Σ allowances − Σ promotional + Σ taxes + cashRounding.
 */
export interface DocumentAmounts {
  /** Id of the document that is opened or settled. */
  readonly item: string
  readonly account: string
  readonly currency: CurrencyCode
  /** What the document claims: after tax and promotional credit, before any payment or paid credit. */
  readonly total: Decimal
  /** Earned with this document, before promotional credit. */
  readonly revenue: readonly ProductAmount[]
  /** Billed now and earned later: advance fees, commitments. */
  readonly deferred?: readonly ProductAmount[]
  /** Paid credit that the document sells. */
  readonly sold?: readonly GrantAmount[]
  /** What was given away on it, apart from promotional credit. */
  readonly allowances?: readonly AllowanceAmount[]
  /** Promotional credit that its lines took. */
  readonly promotional?: readonly GrantAmount[]
  readonly taxes?: readonly TaxAmount[]
  /** What rounding to payable cash adds to the total; negative where it takes away. */
  readonly cashRounding?: Decimal
}

/**
 * Entries of an issued invoice: the total is debited to the receivable, its parts are credited, by product, jurisdiction and wallet.
 * Parts of one account are one entry, in the order of their bytes; what is zero is left out.
 *
 * @throws `ledger.unbalanced` when the parts do not sum to the total
 */
export function documentEntries(document: DocumentAmounts): readonly LedgerEntry[] {
  const { item, account, currency, total, revenue, deferred = [], sold = [], allowances = [], promotional = [], taxes = [], cashRounding = '0' } = document
  checkTotal(document)
  const amountOf = (amount: Decimal) => ({ amount, currency })
  const routed = (role: 'revenue' | 'deferred_revenue', product: string | undefined): LedgerAccount => ({
    role,
    ...(role === 'deferred_revenue' && { account }),
    ...(product !== undefined && { routing: product }),
  })
  const walletOf = (role: 'customer_credit' | 'promotional_credit', wallet: string | undefined): LedgerAccount => ({
    role,
    account,
    ...(wallet !== undefined && { routing: wallet }),
  })
  return [
    ...debit({ account: { role: 'receivable', account }, amount: amountOf(total), item }),
    ...promotional.flatMap(({ grant, wallet, amount }) => debit({ account: walletOf('promotional_credit', wallet), amount: amountOf(amount), item: grant })),
    ...sumBy(allowances, ({ reason }) => reason).flatMap(([routing = '', sum]) => debit({ account: { role: 'allowances', routing }, amount: amountOf(sum) })),
    ...sumBy(revenue, ({ product }) => product).flatMap(([product, sum]) => credit({ account: routed('revenue', product), amount: amountOf(sum) })),
    ...sumBy(deferred, ({ product }) => product).flatMap(([product, sum]) => credit({ account: routed('deferred_revenue', product), amount: amountOf(sum), item })),
    ...sold.flatMap(({ grant, wallet, amount }) => credit({ account: walletOf('customer_credit', wallet), amount: amountOf(amount), item: grant })),
    ...sumBy(taxes, ({ jurisdiction }) => jurisdiction).flatMap(([routing = '', sum]) => credit({ account: { role: 'tax_payable', routing }, amount: amountOf(sum) })),
    ...credit({ account: { role: 'cash_rounding' }, amount: amountOf(cashRounding) }),
  ]
}

function checkTotal({ total, revenue, deferred = [], sold = [], allowances = [], promotional = [], taxes = [], cashRounding = '0' }: DocumentAmounts): void {
  const credited = [...revenue, ...deferred, ...sold, ...taxes].map(({ amount }) => amount)
  const debited = [...allowances, ...promotional].map(({ amount }) => amount)
  const difference = subtract(subtract(addAll([...credited, cashRounding]), addAll(debited)), total)
  if (isZero(difference)) return
  fail('ledger.unbalanced', { field: 'total', because: `is ${total}, ${difference} away from its parts`, facts: { total, difference } })
}

/** Sums by a text; those without one first, then by its bytes. */
function sumBy<T extends { readonly amount: Decimal }>(parts: readonly T[], of: (part: T) => string | undefined): readonly (readonly [string | undefined, Decimal])[] {
  const groups = new Map<string | undefined, Decimal[]>()
  for (const part of parts) {
    const amounts = groups.get(of(part))
    if (amounts === undefined) groups.set(of(part), [part.amount])
    else amounts.push(part.amount)
  }
  return [...groups]
    .map(([name, amounts]) => [name, addAll(amounts)] as const)
    .sort(([a], [b]) => compareBytes(a ?? '', b ?? ''))
}
