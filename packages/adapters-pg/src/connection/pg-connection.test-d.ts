import type { PGlite, Transaction } from '@electric-sql/pglite'
import type pg from 'pg'
import { expectTypeOf, test } from 'vitest'
import { postgres } from '../postgres.js'
import type { PgClient, PgConnection, PgPool, PgPoolClient } from './pg-connection.js'

test('drivers fit as they are', () => {
  expectTypeOf<pg.Pool>().toExtend<PgPool>()
  expectTypeOf<pg.PoolClient>().toExtend<PgPoolClient>()
  expectTypeOf<pg.Client>().toExtend<PgClient>()
  expectTypeOf<PGlite>().toExtend<PgClient>()
  expectTypeOf<Transaction>().toExtend<PgClient>()
})

test('a connection says how it may be used', () => {
  expectTypeOf<pg.Pool>().toExtend<PgConnection>()
  expectTypeOf<{ client: pg.Client }>().toExtend<PgConnection>()
  expectTypeOf<{ transaction: pg.PoolClient }>().toExtend<PgConnection>()
  // A bare client does not say whether a transaction is open on it.
  expectTypeOf<pg.Client>().not.toExtend<PgConnection>()
  expectTypeOf<PGlite>().not.toExtend<PgConnection>()
})

test('storage offers the stores that it has, and no other', () => {
  expectTypeOf(postgres).parameter(0).toEqualTypeOf<PgConnection>()
  expectTypeOf<Parameters<Parameters<ReturnType<typeof postgres>['transaction']>[1]>[0]>().toHaveProperty('events')
  expectTypeOf<Parameters<Parameters<ReturnType<typeof postgres>['transaction']>[1]>[0]>().not.toHaveProperty('ledger')
})
