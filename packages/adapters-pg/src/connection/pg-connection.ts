/** What a query gives. Values are read as text: every statement casts its columns, so parsers that the host sets on its driver change nothing. */
export interface PgResult {
  readonly rows: readonly unknown[]
}

/** The part of a driver's connection that is used. `pg.Client`, `pg.PoolClient`, PGlite and its transactions have it. */
export interface PgClient {
  query(text: string, values?: unknown[]): Promise<PgResult>
  on?(event: 'error', listener: (error: Error) => void): unknown
  removeListener?(event: 'error', listener: (error: Error) => void): unknown
  /** Pools have it. Each statement on one may take another connection, so that a transaction would be none. */
  readonly totalCount?: never
}

/** A connection borrowed from a pool. */
export interface PgPoolClient extends PgClient {
  /** Gives the connection back; with an error, it is closed and not used again. */
  release(error?: Error | boolean): void
}

/** The part of a pool that is used. `pg.Pool` has it. */
export interface PgPool {
  connect(): Promise<PgPoolClient>
  on?(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * How the adapter reaches the database:
 *
 * - a pool: each transaction borrows one connection;
 * - `{ client }`: one connection that nobody else uses meanwhile; transactions on it run one after another;
 * - `{ transaction }`: a connection in a transaction that the host has opened and will end. Each of ours is a savepoint in it;
 *   the host's rollback undoes everything of ours, and a failure is for the host to retry.
 *
 * Transactions on one connection wait for each other, also those of several storages and queues that were made over it; so none is begun inside the work of another.
 */
export type PgConnection = PgPool | { readonly client: PgClient } | { readonly transaction: PgClient }
