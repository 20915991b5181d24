import type { Storage, Stores } from '@farthing/ports'
import type { PgConnection } from './connection/pg-connection.js'
import { defaultSchema, quoteSchema } from './connection/schema-name.js'
import { tenantTransactions } from './connection/tenant-transactions.js'
import { pgEventStore } from './events/pg-event-store.js'

export interface PostgresOptions {
  /** Schema that `migrate` made: `farthing` unless given. */
  readonly schema?: string
}

/** The stores that PostgreSQL has so far. */
export type PostgresStores = Pick<Stores, 'events'>

/**
 * Storage on PostgreSQL 15 or later.
 *
 * Every statement names its tenant and its schema, row-level security stands behind that, and settings last for one transaction.
 * Failures of the server come as `storage.contention` (run the transaction again), `storage.unavailable` (the server did not answer;
 * nothing was kept) or `storage.outcome_unknown` (it may have been kept: repeat with the same keys). Nothing is retried here.
 *
 * @throws `storage.schema_name_invalid`; per transaction `storage.schema_older`, `storage.schema_newer`.
 */
export function postgres(connection: PgConnection, options: PostgresOptions = {}): Storage<PostgresStores> {
  const runInTenant = tenantTransactions(connection, quoteSchema(options.schema ?? defaultSchema))
  return {
    transaction: (tenant, work) => runInTenant(tenant, (session) => work({ events: pgEventStore(session) })),
  }
}
