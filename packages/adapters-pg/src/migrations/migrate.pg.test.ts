import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import type { PgPool } from '../connection/pg-connection.js'
import { postgres } from '../postgres.js'
import { migrate, planMigrations } from './migrate.js'
import { migrationSql } from './migration-sql.js'
import { checksumOf, latestVersion, migrations } from './migrations.js'

const database = useTestDatabase('empty')
const allVersions = migrations.map(({ version }) => version)

afterEach(async () => {
  await database.owner().query('DROP SCHEMA IF EXISTS farthing CASCADE')
})

const appendOne = () => postgres(database.owner()).transaction('acme', ({ events }) => events.append([incoming('one')]))
const pretendVersion = (version: number) =>
  database.owner().query(`INSERT INTO farthing.schema_migration (version, name, checksum) VALUES ($1, 'later', 'x')`, [version])

/** A pool whose connection dies with the statement at this place on its way: the server may have run it. */
function dyingPool(place: number, texts: string[]): PgPool {
  return {
    connect: async () => {
      const client = await database.owner().connect()
      return {
        query: async (text, values) => {
          texts.push(text)
          const answer = await client.query(text, values)
          if (texts.length - 1 < place) return answer
          throw new Error('the process is gone')
        },
        release: () => client.release(true),
      }
    },
  }
}

/** All that a schema holds, so that two can be compared. */
async function contentsOf(schema: string): Promise<readonly unknown[]> {
  const { rows } = await database.owner().query<{ line: string }>(
    `SELECT c.relkind::text || ' ' || c.relname || ' ' || coalesce(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), '') AS line
     FROM pg_class AS c LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = $1::regnamespace ORDER BY 1`,
    [schema],
  )
  return rows
}

describe('migrate', () => {
  it('applies every migration once, however often it runs', async () => {
    expect(await migrate(database.owner())).toEqual(allVersions)
    expect(await migrate(database.owner())).toEqual([])
    expect(await appendOne()).toEqual(['accepted'])
  })

  it('applies every migration once when eight race, each on a pool of its own', async () => {
    const pools = Array.from({ length: 8 }, () => new pg.Pool({ connectionString: database.urls().ownerUrl, max: 1 }))
    try {
      for (let round = 0; round < 3; round += 1) {
        const applied = await Promise.all(pools.map((pool) => migrate(pool)))
        // Each migration is one turn, so the turns of a run may go to several.
        expect(applied.flat().sort((a, b) => a - b)).toEqual(allVersions)
        await database.owner().query('DROP SCHEMA farthing CASCADE')
      }
    } finally {
      await Promise.all(pools.map((pool) => pool.end()))
    }
  })

  it('keeps nothing of a migration that breaks, and succeeds the next time', async () => {
    await database.owner().query('CREATE SCHEMA farthing; CREATE TABLE farthing.event_default (in_the_way int)')
    await expect(migrate(database.owner())).rejects.toThrow('already exists')
    expect(await planMigrations(database.owner())).toMatchObject({ applied: [], pending: migrations.map(({ version }) => ({ version })) })
    await database.owner().query('DROP TABLE farthing.event_default')
    expect(await migrate(database.owner())).toEqual(allVersions)
  })

  it('that dies at any statement leaves whole migrations, and the next run completes them', async () => {
    const texts: string[] = []
    await migrate(dyingPool(Infinity, texts))
    const whole = await contentsOf('farthing')
    expect(texts.length).toBeGreaterThan(300)
    // Each place takes two runs, half a second each, so these are four, however many migrations there are; the last is the COMMIT whose answer is lost.
    const places = [5, Math.floor(texts.length / 3), Math.floor((texts.length * 2) / 3), texts.length - 1]
    for (const place of places) {
      await database.owner().query('DROP SCHEMA farthing CASCADE')
      await expect(migrate(dyingPool(place, []))).rejects.toMatchObject({ code: expect.stringMatching(/^storage\.(unavailable|outcome_unknown)$/) as string })
      const { applied, pending } = await planMigrations(database.owner())
      expect([...applied, ...pending].map(({ version }) => version)).toEqual(allVersions)
      expect(await migrate(database.owner())).toEqual(pending.map(({ version }) => version))
      expect(await contentsOf('farthing')).toEqual(whole)
    }
  })

  it('lets a transaction of an older library end, and refuses its next one', async () => {
    await migrate(database.owner())
    await postgres(database.owner()).transaction('acme', async ({ events }) => {
      await pretendVersion(latestVersion + 1)
      expect(await events.append([incoming('under way')])).toEqual(['accepted'])
    })
    await expect(appendOne()).rejects.toMatchObject({ code: 'storage.schema_newer' })
    await database.owner().query('DELETE FROM farthing.schema_migration WHERE version > $1', [latestVersion])
    expect(await postgres(database.owner()).transaction('acme', ({ events }) => scanIds(events))).toEqual(['under way'])
  })

  it('leaves what a populated database holds', async () => {
    await migrate(database.owner())
    await appendOne()
    await migrate(database.owner())
    expect(await postgres(database.owner()).transaction('acme', ({ events }) => scanIds(events))).toEqual(['one'])
  })

  it('takes part in a transaction of the host', async () => {
    const client = await database.owner().connect()
    try {
      await client.query('BEGIN')
      expect(await migrate({ transaction: client })).toEqual(allVersions)
      expect((await client.query<{ path: string }>(`SELECT current_setting('search_path') AS path`)).rows).toEqual([{ path: '"$user", public' }])
      await client.query('ROLLBACK')
    } finally {
      client.release()
    }
    expect(await planMigrations(database.owner())).toMatchObject({ applied: [] })
  })

  it('refuses a schema that is newer than the library', async () => {
    await migrate(database.owner())
    await pretendVersion(latestVersion + 1)
    const expected = { code: 'storage.schema_newer', facts: { found: latestVersion + 1, known: latestVersion } }
    await expect(migrate(database.owner())).rejects.toMatchObject(expected)
    await expect(planMigrations(database.owner())).rejects.toMatchObject(expected)
    await expect(appendOne()).rejects.toMatchObject(expected)
  })

  it('compares versions as numbers', async () => {
    await migrate(database.owner())
    await pretendVersion(100)
    await expect(appendOne()).rejects.toMatchObject({ code: 'storage.schema_newer', facts: { found: 100 } })
  })

  it('refuses a schema with another migration under a known number', async () => {
    await migrate(database.owner())
    await database.owner().query(`UPDATE farthing.schema_migration SET checksum = 'other' WHERE version = 1`)
    await expect(migrate(database.owner())).rejects.toMatchObject({ code: 'storage.schema_differs', facts: { version: 1 } })
  })

  it.each(['', 'Farthing', 'a-b', '1st', 'a"; DROP SCHEMA public; --', 'x'.repeat(49), 'naïve'])('refuses %j as a schema', async (schema) => {
    await expect(migrate(database.owner(), { schema })).rejects.toMatchObject({ code: 'storage.schema_name_invalid' })
    expect(() => postgres(database.owner(), { schema })).toThrow('a schema name has')
  })

  it('refuses a schema that is not migrated', async () => {
    await expect(appendOne()).rejects.toMatchObject({ code: 'storage.schema_older' })
    await migrate(database.owner())
    await database.owner().query('DELETE FROM farthing.schema_migration WHERE version = $1', [latestVersion])
    await expect(appendOne()).rejects.toMatchObject({ code: 'storage.schema_older', facts: { known: latestVersion } })
  })

  it('grants to a role whatever its name', async () => {
    const role = `${database.appRole} "quoted"`
    const quoted = `"${role.replaceAll('"', '""')}"`
    await database.admin().query(`CREATE ROLE ${quoted}`)
    try {
      await migrate(database.owner(), { appRole: role })
      const { rows } = await database.owner().query<{ ok: boolean }>(`SELECT has_table_privilege($1, 'farthing.event', 'INSERT') AS ok`, [role])
      expect(rows).toEqual([{ ok: true }])
    } finally {
      await database.admin().query(`DROP OWNED BY ${quoted}; DROP ROLE ${quoted}`)
    }
  })
})

describe('planMigrations', () => {
  it('lists what a run would do, and does none of it', async () => {
    const before = await planMigrations(database.owner())
    expect(before.applied).toEqual([])
    expect(before.pending.map(({ version }) => version)).toEqual(allVersions)
    expect(before.pending[0]?.statements.join()).not.toContain('{schema}')
    expect(await planMigrations(database.owner())).toEqual(before)
    await migrate(database.owner())
    const after = await planMigrations(database.owner())
    expect(after.pending).toEqual([])
    expect(after.applied).toMatchObject(migrations.map(({ version, name }) => ({ version, name })))
    expect(after.applied[0]?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  })
})

describe('migrationSql', () => {
  it('makes by hand the schema that migrate makes', async () => {
    await database.owner().query(migrationSql({ appRole: database.appRole }))
    const byHand = await contentsOf('farthing')
    expect(await migrate(database.owner())).toEqual([])
    expect(await postgres(database.app()).transaction('acme', ({ events }) => events.append([incoming('one')]))).toEqual(['accepted'])

    await migrate(database.owner(), { schema: 'second' })
    expect(await contentsOf('second')).toEqual(byHand)
    await database.owner().query('DROP SCHEMA second CASCADE')
  })
})

describe('migrationSql behind a version', () => {
  const former = latestVersion - 3

  it('takes a populated database from that version to this one, in a transaction of a tool that goes on, whatever its search path', async () => {
    await database.owner().query(`CREATE SCHEMA hostile; CREATE DOMAIN hostile.text AS int2; CREATE DOMAIN hostile.int8 AS int2`)
    await migrate(database.owner())
    const whole = await contentsOf('farthing')
    await database.owner().query('DROP SCHEMA farthing CASCADE')
    const client = await database.owner().connect()
    try {
      const first = migrationSql().split(`INSERT INTO "farthing".schema_migration (version, name, checksum) VALUES (${former + 1},`)[0] ?? ''
      await client.query(`${first};COMMIT`)
      await client.query('BEGIN; SET LOCAL search_path = hostile, pg_catalog; CREATE TABLE hostile.tool_log (step int)')
      await client.query(migrationSql({ after: former, transaction: false }))
      await client.query('INSERT INTO tool_log VALUES (1)')
      await client.query('COMMIT')
    } finally {
      client.release()
      await database.owner().query('DROP SCHEMA hostile CASCADE')
    }
    expect(await contentsOf('farthing')).toEqual(whole)
    expect(await migrate(database.owner())).toEqual([])
    expect(await appendOne()).toEqual(['accepted'])
  })

  it('fails as a whole on a database that has another one', async () => {
    await migrate(database.owner())
    await expect(database.owner().query(migrationSql({ after: former }))).rejects.toThrow(`does not have version ${former}`)
    await database.owner().query(migrationSql({ after: latestVersion, appRole: database.appRole }))
    expect(await migrate(database.owner())).toEqual([])
  })

  it.each([-1, 0.5, latestVersion + 1, NaN])('refuses %d as one', (after) => {
    expect(() => migrationSql({ after })).toThrow(expect.objectContaining({ code: 'storage.migration_unknown', field: 'after' }))
  })
})

describe('a guard role', () => {
  it('is quoted in the printed SQL, and may not be empty', () => {
    expect(migrationSql({ guardRole: 'the "guard' })).toContain('ALTER FUNCTION "farthing".refuse_change() OWNER TO "the ""guard";')
    expect(() => migrationSql({ guardRole: '' })).toThrow('guardRole')
  })
})

describe('the list of migrations', () => {
  it('counts from 1 without gaps, and the released ones never change', () => {
    expect(allVersions).toEqual(migrations.map((_, index) => index + 1))
    expect(migrations.map(checksumOf)).toMatchInlineSnapshot(`
      [
        "b6c12c13728416bb3c2cc3a2cb0be946016806ea0dbdec6f0e6fc2f1bd071507",
        "8d41bf57ac33f0ba5b6d2b40be7c03b8542998b2f841a5476ba36e1d16f2bc21",
        "7019e747a658094fa5d265387c1139aab9446f6d7e886e44bbc03052465ed508",
        "00c3e263fb08dbbdb9c4c943702c700d395ae02fe07cd59337afbb56f305e6e6",
        "09de379eea2a6da2e9d919022487cc9f854b7721330b48294b25cad2fc873f43",
        "845ced80b5bb24441cf1390bc722f0a030335bde8c936c10b614e57f9b02041b",
        "727a0f4d297110044b792f18fe620d6f712adec64049d0810eeee4ce7a7d5b22",
        "650e6cf765c009f7f8396495e8435f4df53ff734cf360f50b0513a19f1212f7e",
        "e0492c9c5db0b598f8a7ae849cf6af72160c3216bd12f96bd6287b8d7ffaf88d",
        "cb321df07d79034562ff6c1f8019fc62dbf5dfccd159bf66ccf2d2dc50fd775c",
        "6059c6651f92a21f55d3eb4e9cb78acd24b56f1363241fc012cbf7f8715f9b10",
        "72baec38d4defb3f191fd8943da12b10ee9b655525cc8aa57ef239edb1892aaf",
        "75e8e855f22ff5e445082061b8fbced3c8378b77cab67094e4c35a7ede383062",
        "3d88966af746b447067685db20f7668e5550d775a92567bdb300f8a41d0cc778",
        "0d1ca88eb545d325513aa2e5b33311ea8367ddd7c36482e84d22977d3f3d5341",
        "1e157151f26e802994972de3867032c06657604d09a29ae964bc68932779c0ab",
        "9a198aac66adc16bc1ed6cae2ab95a248336c3a701acb50dacd0dadcbf8e84a7",
        "e847e2df8d667798fc44399aa9dd408a5302441c024baad71153fd2dd5fb74e3",
        "b04d535b43b1122da7250f4573550863e45276be3f2f71a6377fc814530261a6",
        "43c24fbd0f8f51be45f3a479293701bca633b87760d19e60e746de5ad8d0f33b",
        "53bc4b25b04e41f74759a28313748ca7d967c291a611b08406238aea21100e7a",
        "2f05fbfbc3a666a942924ea3b514fb5f258746bfa1def9ed48842ded0b1af475",
        "6951809802c65d816f29e8e9a0af99a6aac1d95a5bdd05b396682ec2ec5ab238",
        "41ab6b06033ec4ed8c4cdd8f1b69b9940b7ce3676536c844614d42f5e8ee52da",
        "d712083a6b2f135a9a8e7a80be9f1b681729641e5718ad4dade4310c0c36236d",
        "96ed17bf3a2d87bd1b735f92f8a42572125633cd21222f2595506ba6554db6bc",
        "6250fcacb407e672e904b3aa681b9d39e1d664c7ab5b50fce56f1c04f9a5a533",
        "efe08bcef3166122d459d975892025e663a9bfa3f2af20f8bef8d7a88e20b980",
        "6b146ad71547bd30e8458eff871c864f47d07b6a127f04171cd96935c7aeaf36",
        "676076842933d0c0872ceed5dabf37ff7f480c5121ed939080df6bc86ddba656",
        "db6372c299ba5f42b2251aae5a8b9b442d441a898860c7cb1a7b19ec965ca428",
        "15f24b5174ac4845ee3284928a57bf3543f26189d061a8741aab5845ecd0909d",
        "fa8f99cc7f33222acfaff7c6200948fb68d9613a70260956cb694d76eb5e5dc9",
        "998d2b4dd421b6fea2cfc3869ef31722951e9ba93c7b2abcb57a503aaee88067",
        "6239235d0134001b63a18f6fef03448eb387dfee779fa6aa1d7b424da9436541",
        "e77f29eceaa9a7143543a2d1e285152b6b34ec77415f924550e8a603daab2837",
        "5b53d1777bed4ccdb2fdbbdc70187c9106c4297b43b32499e48a4250477cae08",
        "194f99387e27bf821bebe8f9be916bd5f3900fb998aba597848b2e44b28315aa",
        "624f25bcad99095c64efb55024d19c4579d5363904057c2078b56cd35c2ed25b",
      ]
    `)
  })
})
