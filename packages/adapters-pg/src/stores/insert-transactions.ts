import { fail } from '@farthing/core'
import type { LedgerTransaction } from '@farthing/ledger'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/**
 * Inserts transactions of different ids, with their entries, and gives the ids of those that were not there.
 *
 * @throws `ledger.period_closed`
 */
export async function insertTransactions(session: Session, posted: readonly LedgerTransaction[]): Promise<ReadonlySet<string>> {
  // One text: a driver takes longer to write twenty arrays than the server to read it.
  const values = [session.tenant, session.epoch, JSON.stringify({ headers: posted.map(headerOf), entries: posted.flatMap(entriesOf) })]
  const rows = await session.query(`SELECT ${session.schema}.post_ledger($1, $2::int4, $3::json)::text AS kept`, values).catch(refuseClosed)
  return new Set(JSON.parse(textOf(rows[0], 'kept')) as readonly string[])
}

/** In the order that `post_ledger` reads. */
function headerOf(transaction: LedgerTransaction): readonly (string | number | null)[] {
  const { id, entries, kind, key, reference, bookedAt, accountingDate, actor, correlation, cause = null, corrects = null, fingerprint } = transaction
  return [id, entries.length, kind, key, reference, bookedAt, accountingDate, actor, correlation, cause, corrects, fingerprint]
}

function entriesOf({ id, entries }: LedgerTransaction): readonly (readonly (string | number | null)[])[] {
  return entries.map(({ account, currency, amountMinor, item = null }, position) => [id, position, account.role, account.account ?? null, account.routing ?? null, currency, amountMinor, item])
}

/** What the guard of the tables raises. */
const closedState = 'FA001'

function refuseClosed(error: unknown): never {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== closedState) throw error
  return fail('ledger.period_closed', { field: 'accountingDate', because: error.message }, error)
}
