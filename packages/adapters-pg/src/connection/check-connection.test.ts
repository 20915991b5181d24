import { describe, expect, it } from 'vitest'
import { checkConnection } from './check-connection.js'
import type { PgConnection, PgPool } from './pg-connection.js'
import { withClient } from './with-client.js'

const method = () => Promise.resolve({ rows: [] })
const client = { query: method }
/** As `pg` has them: a client and a connection of a pool can connect too, and a pool can query. */
const [pool, poolClient, bareClient] = [{ connect: method, query: method, totalCount: 0 }, { connect: method, query: method, release: method }, { connect: () => Promise.resolve(), query: method }]

describe('checkConnection', () => {
  it.each<readonly [what: string, connection: unknown]>([
    ['a pool', pool],
    ['a connection', { client }],
    ['a client that can connect', { client: bareClient }],
    ['a transaction', { transaction: poolClient }],
  ])('takes %s', (_, connection) => {
    expect(() => checkConnection(connection as PgConnection)).not.toThrow()
  })

  it.each<readonly [what: string, connection: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an address', 'postgres://localhost/app'],
    ['an object of something else', {}],
    ['a connection of a pool that does not say what it is', poolClient],
    ['PGlite that does not say what it is', { query: method, transaction: method }],
    ['a pool as a connection, each statement of which would take another one', { client: pool }],
    ['a pool as a transaction', { transaction: pool }],
    ['nothing as a connection', { client: undefined }],
    ['an address as a transaction', { transaction: 'postgres://localhost/app' }],
  ])('refuses %s', (_, connection) => {
    expect(() => checkConnection(connection as PgConnection)).toThrow(expect.objectContaining({ code: 'storage.connection_invalid', field: 'connection' }))
  })

  it('cannot tell a client that can connect from a pool; borrowing from it can', async () => {
    const connection: unknown = bareClient
    checkConnection(connection as PgPool)
    await expect(withClient(connection as PgPool)(() => Promise.resolve())).rejects.toMatchObject({ code: 'storage.connection_invalid' })
  })
})
