import type { PgClient, PgConnection } from '../connection/pg-connection.js'
import { pgFailure } from '../connection/pg-failure.js'
import { queryRows } from '../connection/rows.js'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { withClient } from '../connection/with-client.js'
import { withFixedPath } from '../connection/with-fixed-path.js'
import { readServerFacts, type ServerFacts } from './server-facts.js'
import { serverFindings, type ServerFinding } from './server-findings.js'

/** In a transaction that only reads: any other is refused by a replica. */
async function reading(client: PgClient, read: (client: PgClient) => Promise<ServerFacts>): Promise<ServerFacts> {
  try {
    await queryRows(client, 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY')
    await queryRows(client, `SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true) AS path, pg_catalog.set_config('quote_all_identifiers', 'off', true) AS quoted`)
    return await read(client)
  } catch (cause) {
    throw pgFailure(cause)
  } finally {
    await queryRows(client, 'ROLLBACK').catch(() => undefined)
  }
}

/**
 * Looks at a server as the role of the connection sees it: what the start-up guard refuses, the schema, the role, row-level security, privileges and the
 * oldest open transaction. Changes nothing, and answers on a replica and on an empty database too. Connect as the application does.
 *
 * @throws `storage.unavailable`, `storage.schema_name_invalid`
 */
export async function inspectServer(connection: PgConnection, options: { readonly schema?: string } = {}): Promise<readonly ServerFinding[]> {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const lend = withClient(connection)
  const read = (client: PgClient): Promise<ServerFacts> => readServerFacts(client, schema)
  return serverFindings(await ('transaction' in connection ? withFixedPath(lend, read) : lend(({ client }) => reading(client, read))))
}
