import { assertInvariant } from '@farthing/core'
import type { PgClient } from '../connection/pg-connection.js'
import { integerOf, queryRows, textOf, type Row } from '../connection/rows.js'
import { nextMonth, partitionOf, startOfMonth } from './month.js'

/**
 * Why bodies of a tenant keep their month. `undecided`: no compaction or release is about them. `kept_type`: one is, and keeps events of their type, which later usage is
 * measured from. `recorded_later`: one is, and they came behind its cut. `legal_hold`: decisions cover them, and a legal hold of the tenant is in force.
 */
export type MonthKeeper = 'undecided' | 'kept_type' | 'recorded_later' | 'legal_hold'

export interface KeptMonth {
  /** In UTC: `2024-01`. */
  readonly month: string
  /** How many bodies keep it; the month may hold more. */
  readonly bodies: number
  /** By tenant and rule. */
  readonly reasons: readonly { readonly tenant: string; readonly rule: MonthKeeper; readonly bodies: number }[]
}

const keepers: readonly MonthKeeper[] = ['undecided', 'kept_type', 'recorded_later', 'legal_hold']

/** Undefined for a month that nothing keeps. */
function keptBy(month: string, rows: readonly Row[]): KeptMonth | undefined {
  const reasons = rows.flatMap((row) => {
    const [rule, bodies] = [textOf(row, 'rule'), integerOf(row, 'bodies')]
    if (rule === 'decided') return []
    const known = keepers.find((each) => each === rule)
    assertInvariant(known !== undefined, 'a rule that keeps a month is known')
    return [{ tenant: textOf(row, 'tenant'), rule: known, bodies }]
  })
  return reasons.length === 0 ? undefined : { month, bodies: reasons.reduce((sum, { bodies }) => sum + bodies, 0), reasons }
}

const columns = `j.of_tenant AS tenant, j.rule, j.bodies::text AS bodies`

/** What keeps a month, if anything does. Locks it to the end of the transaction. */
export async function judgeMonth(client: PgClient, schema: string, month: string): Promise<KeptMonth | undefined> {
  return keptBy(month, await queryRows(client, `SELECT ${columns} FROM ${schema}.judge_event_month($1::text, $2::timestamptz) AS j`, [partitionOf(month), startOfMonth(month)]))
}

/** Drops a month, with its indexes and without dead rows, unless something keeps it. */
export async function dropIfDecided(client: PgClient, schema: string, month: string): Promise<KeptMonth | undefined> {
  const values = [partitionOf(month), startOfMonth(month), startOfMonth(nextMonth(month))]
  return keptBy(month, await queryRows(client, `SELECT ${columns} FROM ${schema}.drop_event_month($1::text, $2::timestamptz, $3::timestamptz) AS j`, values))
}
