import { hashContent, type Digest, type Hash, type Json } from '@farthing/core'
import type { LedgerEntry } from './ledger-entry.js'
import type { LedgerTransaction } from './ledger-transaction.js'

type Content = Omit<LedgerTransaction, 'id' | 'bookedAt' | 'actor' | 'correlation' | 'fingerprint'>

/** Hash of what a posting says, without who asked and when. */
export function fingerprintOf({ tenant, kind, key, reference, accountingDate, cause, corrects, entries }: Content, digest?: Digest): Hash {
  const head: Json = [tenant, kind, key, reference, accountingDate, cause ?? null, corrects ?? null]
  return hashContent('ledger-posting/1', [head, entries.map(entryJson)], digest)
}

/** Hash of every field of a recorded transaction: what the chain covers. */
export function recordHashOf(transaction: LedgerTransaction, digest?: Digest): Hash {
  const { id, tenant, kind, key, reference, bookedAt, accountingDate, actor, correlation, cause, corrects, fingerprint, entries } = transaction
  const head: Json = [id, tenant, kind, key, reference, bookedAt, accountingDate, actor, correlation, cause ?? null, corrects ?? null, fingerprint]
  return hashContent('ledger-record/1', [head, entries.map(entryJson)], digest)
}

function entryJson({ account, currency, amountMinor, item }: LedgerEntry): Json {
  return [account.role, account.account ?? null, account.routing ?? null, currency, amountMinor, item ?? null]
}
