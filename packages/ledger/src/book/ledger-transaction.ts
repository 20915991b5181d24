import { assertInvariant, checkText, fail, hashContent, localDateOf, parseInstant, parseLocalDate, type CurrencyCode, type Digest, type Hash, type Instant, type LocalDate, type TenantId } from '@farthing/core'
import { checkOpenDay, type BookPeriods } from './accounting-period.js'
import { checkLedgerEntry, type LedgerEntry } from './ledger-entry.js'
import { ledgerTransactionKinds, type LedgerTransactionKind } from './transaction-kinds.js'
import { fingerprintOf } from './transaction-identity.js'

/** What every posting says about where it comes from. */
export interface PostingOrigin {
  readonly tenant: TenantId
  /** Identity of what is posted within (tenant, kind), such as a command key or a document id: posted twice, it is one transaction. */
  readonly key: string
  /** The document, payment, grant or command that it belongs to. */
  readonly reference: string
  /** When the ledger took it. */
  readonly bookedAt: Instant
  /** Day of the books; that of `bookedAt` in UTC unless given. */
  readonly accountingDate?: LocalDate
  /** Who caused it; `system` unless given. */
  readonly actor?: string
  /** What it belongs to, such as a request id; the key unless given. */
  readonly correlation?: string
  /** Why, for people: up to 1,024 characters. */
  readonly cause?: string
}

/** A balanced group: entries sum to zero per currency. Append-only; a correction mirrors recorded entries. */
export interface LedgerTransaction extends Required<Omit<PostingOrigin, 'cause'>> {
  /** Derived from (tenant, kind, key). */
  readonly id: Hash
  readonly kind: LedgerTransactionKind
  readonly cause?: string
  /** The transaction that this one reverses or corrects. */
  readonly corrects?: Hash
  /** Covers what was asked for: all but who asked, when, and in what context. The same id with another fingerprint is a conflict. */
  readonly fingerprint: Hash
  readonly entries: readonly LedgerEntry[]
}

export interface LedgerPosting extends PostingOrigin {
  readonly kind: LedgerTransactionKind
  readonly corrects?: Hash
  readonly entries: readonly LedgerEntry[]
}

/** How postings are made. */
export interface PostingOptions {
  /** Books that are closed refuse postings; open throughout unless given. */
  readonly periods?: BookPeriods
  readonly digest?: Digest
}

const maxEntries = 100_000
const causeLength = 1024

/**
 * The only way to make a ledger transaction: what it returns is balanced, and its id and fingerprint follow from its content.
 *
 * From 2 to 100,000 entries, amounts of at most 38 digits; the order of entries is kept.
 *
 * @throws `ledger.account_unknown` for an account that the chart does not have
 * @throws `ledger.entry_invalid` naming the entry, for an amount that is zero or not whole, or for an unknown kind
 * @throws `ledger.unbalanced` with the difference, for a currency whose entries do not sum to zero, and for a transaction without entries
 * @throws `ledger.period_closed` for an accounting date in closed books
 * @throws `text.*`, `time.*` naming the field
 */
export function ledgerTransaction(posting: LedgerPosting, { periods = {}, digest }: PostingOptions = {}): LedgerTransaction {
  const { kind, cause, corrects, entries } = posting
  if (!Object.hasOwn(ledgerTransactionKinds, kind)) fail('ledger.entry_invalid', { field: 'kind', because: `is ${JSON.stringify(kind)}` })
  const key = checkText(posting.key, { field: 'key' })
  const bookedAt = parseInstant(posting.bookedAt, { field: 'bookedAt' })
  const accountingDate = parseLocalDate(posting.accountingDate ?? localDateOf(bookedAt, 'UTC'), 'accountingDate')
  checkOpenDay(periods, accountingDate)
  checkEntries(entries)
  const tenant = checkText(posting.tenant, { field: 'tenant' })
  const content = {
    tenant,
    kind,
    key,
    reference: checkText(posting.reference, { field: 'reference' }),
    accountingDate,
    ...(cause !== undefined && { cause: checkText(cause, { field: 'cause', maxLength: causeLength }) }),
    ...(corrects !== undefined && { corrects }),
    entries,
  }
  return {
    id: ledgerTransactionId(content, digest),
    ...content,
    bookedAt,
    actor: checkText(posting.actor ?? 'system', { field: 'actor' }),
    correlation: checkText(posting.correlation ?? key, { field: 'correlation' }),
    fingerprint: fingerprintOf(content, digest),
  }
}

/** The id of the one transaction of (tenant, kind, key): known before it is posted. */
export function ledgerTransactionId({ tenant, kind, key }: Pick<LedgerPosting, 'tenant' | 'kind' | 'key'>, digest?: Digest): Hash {
  return hashContent('ledger-transaction/1', [tenant, kind, key], digest)
}

/**
 * Checks a recorded transaction as strictly as it was made: also that id and fingerprint are those of its content.
 *
 * @throws what `ledgerTransaction` throws; `ledger.entry_invalid` for an id or fingerprint of other content
 */
export function checkLedgerTransaction(transaction: LedgerTransaction, digest?: Digest): LedgerTransaction {
  const made = ledgerTransaction(transaction, digest === undefined ? {} : { digest })
  for (const field of ['id', 'fingerprint'] as const) {
    if (made[field] !== transaction[field]) fail('ledger.entry_invalid', { field, because: 'is not that of the content' })
  }
  return transaction
}

function checkEntries(entries: readonly LedgerEntry[]): void {
  if (entries.length === 0) fail('ledger.unbalanced', { field: 'entries', because: 'are empty' })
  if (entries.length > maxEntries) {
    fail('ledger.entry_invalid', { field: 'entries', because: `are ${entries.length}, more than ${maxEntries}`, facts: { maxEntries } })
  }
  const sums = new Map<CurrencyCode, bigint>()
  for (const [index, entry] of entries.entries()) {
    checkLedgerEntry(entry, `entries[${index}]`)
    sums.set(entry.currency, (sums.get(entry.currency) ?? 0n) + BigInt(entry.amountMinor))
  }
  for (const [currency, difference] of sums) {
    if (difference === 0n) continue
    fail('ledger.unbalanced', {
      field: 'entries',
      because: `sum to ${difference.toString()} minor units of ${currency}`,
      facts: { currency, difference: difference.toString() },
    })
  }
  assertInvariant(entries.length > 1, 'what is balanced has at least two entries, because none is zero')
}
