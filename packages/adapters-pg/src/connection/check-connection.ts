import { fail } from '@farthing/core'
import type { PgClient, PgConnection, PgPoolClient } from './pg-connection.js'

function refuse(because: string): never {
  return fail('storage.connection_invalid', { field: 'connection', because })
}

const has = (value: unknown, name: string): boolean => typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[name] === 'function'

function checkClient(client: PgClient, field: 'client' | 'transaction'): void {
  if (!has(client, 'query')) return refuse(`has no query() under ${field}`)
  if ('totalCount' in client) refuse(`has a pool under ${field}: pass the pool itself, or one connection of it`)
}

/**
 * What the types say, for who is not told by them. A bare client does not say whether a transaction is open on it, and a pool in place of a client would run
 * each statement on another connection.
 *
 * @throws `storage.connection_invalid`
 */
export function checkConnection(connection: PgConnection): void {
  const given: unknown = connection
  if (typeof given !== 'object' || given === null) return refuse('is neither a pool, nor { client }, nor { transaction }')
  if (has(connection, 'release') || (has(connection, 'query') && !has(connection, 'connect'))) return refuse('is one connection: pass { client } or { transaction }')
  if ('connect' in connection) return
  if ('transaction' in connection) checkClient(connection.transaction, 'transaction')
  else if ('client' in connection) checkClient(connection.client, 'client')
  else refuse('is neither a pool, nor { client }, nor { transaction }')
}

/** A client has a `connect` too, which gives nothing. @throws `storage.connection_invalid` */
export function checkBorrowed(client: PgPoolClient | undefined): PgPoolClient {
  if (client !== undefined && has(client, 'release')) return client
  return refuse('gives no connections, so it is no pool: pass { client } or { transaction }')
}
