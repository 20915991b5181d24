import pg from 'pg'

/** A connection that sees every tenant, and connects again after a crash of the server. */
export interface AdminConnection {
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<R>>
  /** The same statement many times: planned once for each connection. */
  prepared<R extends pg.QueryResultRow>(name: string, text: string): Promise<pg.QueryResult<R>>
  close(): Promise<void>
}

export function adminConnection(url: string): AdminConnection {
  let current: Promise<pg.Client> | undefined

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    client.on('end', () => (current = undefined))
    await client.connect()
    // Keys and triggers of the tables are for the code under test: this connection puts whole states back.
    await client.query('SET session_replication_role = replica')
    return client
  }
  return {
    query: async (text, values) => (await (current ??= open())).query(text, values),
    prepared: async (name, text) => (await (current ??= open())).query({ name, text }),
    close: async () => (await current)?.end(),
  }
}
