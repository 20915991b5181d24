import type { PgConnection } from '../connection/pg-connection.js'
import { pgFailure } from '../connection/pg-failure.js'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { withClient } from '../connection/with-client.js'
import { readServerFacts } from './server-facts.js'
import { serverFindings, type ServerFinding } from './server-findings.js'

/**
 * Looks at a server as the role of the connection sees it: what the start-up guard refuses, the schema, the role, row-level security, privileges and the
 * oldest open transaction. Changes nothing, and answers on a replica and on an empty database too. Connect as the application does.
 *
 * @throws `storage.unavailable`, `storage.schema_name_invalid`
 */
export async function inspectServer(connection: PgConnection, options: { readonly schema?: string } = {}): Promise<readonly ServerFinding[]> {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  try {
    return serverFindings(await withClient(connection)(({ client }) => readServerFacts(client, schema)))
  } catch (cause) {
    throw pgFailure(cause)
  }
}
