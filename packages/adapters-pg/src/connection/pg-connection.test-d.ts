import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Storage } from '@farthing/ports'
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
  // Each statement on a pool may take another connection.
  expectTypeOf<{ client: pg.Pool }>().not.toExtend<PgConnection>()
  expectTypeOf<{ transaction: pg.Pool }>().not.toExtend<PgConnection>()
})

test('storage is complete', () => {
  expectTypeOf(postgres).parameter(0).toEqualTypeOf<PgConnection>()
  expectTypeOf(postgres).returns.toEqualTypeOf<Storage>()
})
