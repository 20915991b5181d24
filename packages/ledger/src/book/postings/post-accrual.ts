import { addAll, compareBytes, fromMinorUnits, minorUnitsOf, round, subtract, type CurrencyCode, type Exact, type RoundingMode } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { negateMinor, sumMinor } from '../minor-amount.js'
import { post } from './post.js'

export interface AccruedProduct {
  readonly product?: string
  /** Exact amount of the period so far, in major units: cumulative, not the change. */
  readonly exact: Exact
}

export interface AccrualPosting extends PostingOrigin {
  /** Id of the invoice that the period will have: what ties its accruals together. */
  readonly reference: string
  readonly account: string
  readonly currency: CurrencyCode
  readonly products: readonly AccruedProduct[]
  /** `half-even` unless given. */
  readonly mode?: RoundingMode
  /** What is recorded for this reference and currency: accruals and their reversal. */
  readonly recorded: Iterable<LedgerTransaction>
}

/**
 * Accrues usage of an open period: for each product, its rounded cumulative amount less what is already posted.
 *
 * However often and in whatever steps it runs, what is posted is the cumulative exact amount rounded once, so no cent drifts. Usage that went
 * down posts a negative difference. `undefined` when nothing changed.
 *
 * @throws `ledger.period_closed`, `money.no_minor_units`
 */
export function postAccrual(posting: AccrualPosting, options?: PostingOptions): LedgerTransaction | undefined {
  const { account, currency, reference, mode = 'half-even' } = posting
  const rule = { mode, exponent: minorUnitsOf(currency) }
  const posted = postedByProduct(posting)
  const accrued = exactByProduct(posting.products)
  const products = [...new Set([...accrued.keys(), ...posted.keys()])].sort((a, b) => compareBytes(a ?? '', b ?? ''))
  const changes = products.map((product) => ({
    product,
    amount: subtract(round(addAll(accrued.get(product) ?? []), rule), fromMinorUnits(sumMinor(posted.get(product) ?? []), currency).amount),
  }))
  const total = addAll(changes.map(({ amount }) => amount))
  const entries = [
    ...debit({ account: { role: 'accrued_receivable', account }, amount: { amount: total, currency }, item: reference }),
    ...changes.flatMap(({ product, amount }) =>
      credit({ account: { role: 'revenue', ...(product !== undefined && { routing: product }) }, amount: { amount, currency }, item: reference }),
    ),
  ]
  return entries.length === 0 ? undefined : post('usage_accrued', posting, entries, options)
}

function exactByProduct(products: readonly AccruedProduct[]): ReadonlyMap<string | undefined, readonly Exact[]> {
  const groups = new Map<string | undefined, Exact[]>()
  for (const { product, exact } of products) addTo(groups, product, exact)
  return groups
}

/** Credits to revenue so far, as positive amounts. */
function postedByProduct({ recorded, reference, currency }: AccrualPosting): ReadonlyMap<string | undefined, readonly string[]> {
  const groups = new Map<string | undefined, string[]>()
  for (const { kind, reference: of, entries } of recorded) {
    if (of !== reference || (kind !== 'usage_accrued' && kind !== 'accrual_reversed')) continue
    for (const { account, currency: code, amountMinor } of entries) {
      if (account.role !== 'revenue' || code !== currency) continue
      addTo(groups, account.routing, negateMinor(amountMinor))
    }
  }
  return groups
}

function addTo<T>(groups: Map<string | undefined, T[]>, name: string | undefined, value: T): void {
  const values = groups.get(name)
  if (values === undefined) groups.set(name, [value])
  else values.push(value)
}
