import { beforeAll, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { postgres } from './postgres.js'

const database = useTestDatabase()
const tables = ['event_identity', 'event', 'event_default']

beforeAll(async () => {
  for (const tenant of ['acme', 'globex']) {
    await postgres(database.app()).transaction(tenant, ({ events }) => events.append([incoming(`of ${tenant}`)]))
  }
})

/** Runs one statement as the owner of the tables, who passes every grant, in a transaction with this tenant; undefined leaves it unset. */
async function asOwner(tenant: string | undefined, statement: string): Promise<readonly unknown[]> {
  const client = await database.owner().connect()
  try {
    await client.query('BEGIN')
    if (tenant !== undefined) await client.query("SELECT set_config('farthing.tenant', $1, true)", [tenant])
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

const insertAs = (tenant: string) => `INSERT INTO farthing.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch)
  VALUES ('${tenant}', decode(repeat('ab', 32), 'hex'), 0, decode(repeat('cd', 32), 'hex'), now(), 1) RETURNING tenant`

describe('row-level security', () => {
  for (const table of tables) {
    it(`shows the rows of ${table} that are the tenant's, and no others`, async () => {
      expect(await asOwner('acme', `SELECT tenant FROM farthing.${table}`)).toEqual([{ tenant: 'acme' }])
      expect(await asOwner('nobody', `SELECT tenant FROM farthing.${table}`)).toEqual([])
    })

    it(`shows no row of ${table} without a tenant`, async () => {
      expect(await asOwner(undefined, `SELECT tenant FROM farthing.${table}`)).toEqual([])
      expect(await asOwner('', `SELECT tenant FROM farthing.${table}`)).toEqual([])
    })
  }

  it('refuses rows of another tenant, and any row without one', async () => {
    await expect(asOwner('acme', insertAs('globex'))).rejects.toThrow('row-level security')
    await expect(asOwner(undefined, insertAs('acme'))).rejects.toThrow('row-level security')
    await expect(asOwner('', insertAs(''))).rejects.toThrow()
    expect(await asOwner('acme', insertAs('acme'))).toEqual([{ tenant: 'acme' }])
  })

  it('bites: a role that it does not bind sees every tenant', async () => {
    const { rows } = await database.admin().query<{ tenant: string }>('SELECT tenant FROM farthing.event ORDER BY tenant')
    expect(rows).toEqual([{ tenant: 'acme' }, { tenant: 'globex' }])
  })
})

describe('a transaction of a tenant', () => {
  it('is refused without a tenant', async () => {
    const run = (tenant: string) => postgres(database.app()).transaction(tenant, ({ events }) => scanIds(events))
    await expect(run('')).rejects.toMatchObject({ code: 'text.empty' })
    await expect(run('a\0b')).rejects.toMatchObject({ code: 'text.malformed' })
  })

  it('sees its own events only, even where row-level security does not hold', async () => {
    const scan = (tenant: string) => postgres(database.admin()).transaction(tenant, ({ events }) => scanIds(events))
    expect(await scan('acme')).toEqual(['of acme'])
    expect(await scan('nobody')).toEqual([])
  })
})

describe('the role of the application', () => {
  for (const table of ['event_identity', 'event', 'restore_epoch', 'schema_migration']) {
    for (const statement of [`UPDATE farthing.${table} SET epoch = 9`, `DELETE FROM farthing.${table}`, `TRUNCATE farthing.${table}`]) {
      it(`may not ${statement}`, async () => {
        const fitting = table === 'schema_migration' ? statement.replace('epoch', 'version') : statement
        await expect(database.app().query(fitting)).rejects.toMatchObject({ code: '42501' })
      })
    }
  }

  it('may not reach around a table to its partition', async () => {
    await expect(database.app().query('SELECT FROM farthing.event_default')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the columns', () => {
  const cases: readonly (readonly [what: string, change: Readonly<Record<string, string>>])[] = [
    ['an endless time', { occurred_at: "'infinity'" }],
    ['a time before the year 1', { occurred_at: "'0001-12-31 00:00:00+00 BC'" }],
    ['data that is no object', { data: `'[1]'` }],
    ['extensions that are no object', { extensions: '\'"a"\'' }],
    ['an empty tenant', { tenant: `''` }],
  ]
  const row: Readonly<Record<string, string>> = {
    tenant: "'acme'",
    occurred_at: 'now()',
    identity: `decode(repeat('ab', 32), 'hex')`,
    revision: '0',
    fingerprint: `decode(repeat('cd', 32), 'hex')`,
    source: "''",
    id: "''",
    type: "''",
    subject: "''",
    data: `'{}'`,
    time_from_receipt: 'false',
    received_at: 'now()',
    epoch: '1',
  }
  const insert = (values: Readonly<Record<string, string>>) =>
    database.admin().query(`INSERT INTO farthing.event (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).join(', ')})`)

  it.each(cases)('refuse %s', async (_, change) => {
    await expect(insert({ ...row, ...change })).rejects.toMatchObject({ code: '23514' })
  })

  it('take the row that these cases change', async () => {
    await insert({ ...row, tenant: "'columns'" })
  })
})
