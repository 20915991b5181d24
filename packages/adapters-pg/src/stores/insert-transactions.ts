import type { LedgerTransaction } from '@farthing/ledger'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** Inserts transactions of different ids, with their entries, and gives the ids of those that were not there. */
export async function insertTransactions(session: Session, posted: readonly LedgerTransaction[]): Promise<ReadonlySet<string>> {
  // One text: a driver takes longer to write twenty arrays than the server to read it.
  const rows = await session.query(`SELECT ${session.schema}.post_ledger($1, $2::int4, $3::json)::text AS kept`, [
    session.tenant,
    session.epoch,
    JSON.stringify({ headers: posted.map(headerOf), entries: posted.flatMap(entriesOf) }),
  ])
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
