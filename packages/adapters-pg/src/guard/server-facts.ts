import { compareBytes } from '@farthing/core'
import type { PgClient } from '../connection/pg-connection.js'
import { queryRows, textOf, type Row } from '../connection/rows.js'
import { privileges } from '../migrations/grants.js'
import { monthOfPartition } from '../partitions/month.js'
import { isForcedSql, isGuardedSql, lostChecksSql } from './guard-sql.js'
import { safetyColumns } from './unsafe-settings.js'

/** What the server says about itself, the role that asks, and the schema. */
export interface ServerFacts {
  readonly settings: Row
  /** Undefined where the schema is not there. */
  readonly tables: readonly TableFacts[] | undefined
  /** As the database has it: undefined for none. */
  readonly schemaVersion: number | undefined
  /** The function that guards what was recorded; undefined where there is none. */
  readonly guard: GuardFacts | undefined
  /** Months in UTC, `2026-10`, that have a partition of events; the last of these first. */
  readonly months: readonly string[]
  /** Months that got a partition that is gone, without a row that says so. */
  readonly lostMonths: readonly string[]
  /** As the server has it. */
  readonly currentMonth: string
}

export interface GuardFacts {
  readonly body: string
  /** Of the function that says when bodies of events may go. */
  readonly opening: string
  /** Of those that judge a month of events and let it go. */
  readonly judging: string
  /** Whether somebody who owns tables owns it too, and can replace it. */
  readonly isOfTableOwner: boolean
}

export interface TableFacts {
  readonly name: string
  readonly isPartition: boolean
  /** Row-level security is forced, by the policy that migrations make. */
  readonly isForced: boolean
  readonly isOwned: boolean
  /** What was recorded stays: the trigger is there, always on, and calls the guard. */
  readonly isGuarded: boolean
  /** Triggers that look at what comes in, and are not there or not on. */
  readonly lostChecks: readonly string[]
  /** What the role may do, and what it should. */
  readonly granted: readonly string[]
  readonly wanted: readonly string[]
}

const readSettings = (client: PgClient): Promise<readonly Row[]> =>
  queryRows(
    client,
    `SELECT ${safetyColumns}, pg_catalog.current_setting('server_version_num') AS version, pg_catalog.current_setting('server_encoding') AS encoding,
  pg_catalog.current_setting('synchronous_standby_names') AS standbys, current_user::text AS role,
  pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
  (SELECT (r.rolsuper OR r.rolbypassrls)::text FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user) AS passes_rls,
  coalesce((SELECT pg_catalog.floor(extract(epoch FROM max(pg_catalog.clock_timestamp() - a.xact_start)))::text
    FROM pg_catalog.pg_stat_activity AS a WHERE a.xact_start IS NOT NULL AND a.datname = pg_catalog.current_database()), '0') AS oldest_seconds`,
  )

const wordsOf = (row: Row, column: string): readonly string[] => textOf(row, column).split(' ').filter((word) => word !== '')

/** The right to a table without the right to its schema is none. */
async function readTables(client: PgClient, schema: string): Promise<readonly TableFacts[]> {
  const rows = await queryRows(
    client,
    `SELECT c.relname::text AS name, c.relispartition::text AS is_partition,
  (${isForcedSql} OR c.relname = 'work_item' OR NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant'))::text AS is_forced,
  pg_catalog.pg_has_role(c.relowner, 'MEMBER')::text AS is_owned,
  ${isGuardedSql}::text AS is_guarded, ${lostChecksSql} AS lost_checks,
  array_to_string(ARRAY(SELECT p.privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p(privilege)
    WHERE pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, p.privilege)), ' ') AS granted
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = pg_catalog.to_regnamespace($1) AND c.relkind IN ('r', 'p')
ORDER BY c.relname`,
    [schema],
  )
  const wantedOf = new Map(privileges.map(([table, wanted]) => [table, wanted.split(', ')]))
  return rows.map((row) => {
    const name = textOf(row, 'name')
    return {
      name,
      isPartition: row['is_partition'] === 'true',
      isForced: row['is_forced'] === 'true',
      isOwned: row['is_owned'] === 'true',
      isGuarded: row['is_guarded'] === 'true',
      lostChecks: wordsOf(row, 'lost_checks'),
      granted: wordsOf(row, 'granted'),
      wanted: wantedOf.get(name) ?? [],
    }
  })
}

async function readVersion(client: PgClient, schema: string): Promise<number | undefined> {
  // The text of the statement is planned before any part of it runs, so the table is looked up in one of its own.
  const [record] = await queryRows(client, `SELECT pg_catalog.to_regclass($1)::text AS record`, [`${schema}.schema_migration`])
  if (record?.['record'] === null) return undefined
  const [row] = await queryRows(client, `SELECT max(m.version)::text AS version FROM ${schema}.schema_migration AS m`)
  return Number(row?.['version'] ?? 0)
}

async function readGuard(client: PgClient, schema: string): Promise<GuardFacts | undefined> {
  const [row] = await queryRows(
    client,
    `SELECT max(p.prosrc) FILTER (WHERE p.proname = 'refuse_change') AS body, coalesce(max(p.prosrc) FILTER (WHERE p.proname = 'bodies_may_change'), '') AS opening,
  coalesce(string_agg(p.prosrc, '' ORDER BY p.proname DESC) FILTER (WHERE p.proname IN ('judge_event_month', 'drop_event_month')), '') AS judging,
  bool_or(EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.relnamespace = p.pronamespace AND c.relkind IN ('r', 'p') AND pg_catalog.pg_has_role(c.relowner, p.proowner, 'MEMBER'))) FILTER (WHERE p.proname IN ('refuse_change', 'bodies_may_change'))::text AS is_of_owner
FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = pg_catalog.to_regnamespace($1) AND p.proname IN ('refuse_change', 'bodies_may_change', 'judge_event_month', 'drop_event_month') HAVING count(*) FILTER (WHERE p.proname = 'refuse_change') > 0`,
    [schema],
  )
  if (row === undefined) return undefined
  const shipped = (column: string): string => textOf(row, column).replaceAll(`${schema}.`, '{schema}.')
  return { body: textOf(row, 'body'), opening: shipped('opening'), judging: shipped('judging'), isOfTableOwner: row['is_of_owner'] === 'true' }
}

/** Made, not dropped since, and not there. */
async function readLostMonths(client: PgClient, schema: string, months: readonly string[]): Promise<readonly string[]> {
  const rows = await queryRows(
    client,
    `SELECT DISTINCT pg_catalog.to_char(m.from_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM ${schema}.event_month AS m
WHERE m.step = 'made' AND NOT EXISTS (SELECT FROM ${schema}.event_month AS later WHERE later.from_at = m.from_at AND later.recorded_at > m.recorded_at) ORDER BY 1`,
  )
  return rows.map((row) => textOf(row, 'month')).filter((month) => !months.includes(month))
}

/** Under the search path of pg_catalog alone. `schema` is quoted. */
export async function readServerFacts(client: PgClient, schema: string): Promise<ServerFacts> {
  const [settings = {}] = await readSettings(client)
  const tables = await readTables(client, schema)
  const isReadable = (table: string): boolean => tables.some(({ name, granted }) => name === table && granted.includes('SELECT'))
  const months = tables.flatMap(({ name }) => monthOfPartition(name) ?? []).sort(compareBytes).reverse()
  return {
    settings,
    tables: tables.length === 0 ? undefined : tables,
    schemaVersion: isReadable('schema_migration') ? await readVersion(client, schema) : undefined,
    guard: await readGuard(client, schema),
    months,
    lostMonths: isReadable('event_month') ? await readLostMonths(client, schema, months) : [],
    currentMonth: settings['month'] ?? '',
  }
}
