import { isolateByTenant } from '../migrations/isolate-by-tenant.js'
import { refuseUndecidedChanges } from '../migrations/refuse-undecided-changes.js'
import { nextMonth, partitionOf, startOfMonth } from './month.js'

/**
 * Gives a month a partition of its own; events of it that lie in the default partition move there. All in one transaction: while it lasts nobody reads or
 * writes events, so guards may be open. Made ahead, a month has nothing to move, and this takes milliseconds. Columns that say who wrote an event, and in which epoch, move as they are: cuts stay true.
 */
export function addPartitionSql(month: string, schema: string): readonly string[] {
  const name = partitionOf(month)
  const [from, to] = [startOfMonth(month), startOfMonth(nextMonth(month))]
  const inMonth = `occurred_at >= '${from}' AND occurred_at < '${to}'`
  return [
    // The whole table and not its default partition: who waited there would write an event of the month into it, which it then refuses.
    `LOCK TABLE ${schema}.event IN ACCESS EXCLUSIVE MODE`,
    `CREATE TABLE ${schema}.${name} (LIKE ${schema}.event INCLUDING ALL)`,
    // The owner is bound by row-level security too, and sees no row without a tenant.
    `ALTER TABLE ${schema}.event_default NO FORCE ROW LEVEL SECURITY`,
    `INSERT INTO ${schema}.${name} SELECT * FROM ${schema}.event_default WHERE ${inMonth}`,
    `ALTER TABLE ${schema}.event_default DISABLE TRIGGER recorded_stays`,
    `DELETE FROM ${schema}.event_default WHERE ${inMonth}`,
    `ALTER TABLE ${schema}.event_default ENABLE ALWAYS TRIGGER recorded_stays`,
    `ALTER TABLE ${schema}.event_default FORCE ROW LEVEL SECURITY`,
    `ALTER TABLE ${schema}.event ATTACH PARTITION ${schema}.${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
    // The guards of the parent do not hold for a partition that is named directly.
    ...[...isolateByTenant(name), ...refuseUndecidedChanges(name)].map((statement) => statement.replaceAll('{schema}', schema)),
    `INSERT INTO ${schema}.event_month (from_at, to_at, step) VALUES ('${from}', '${to}', 'made')`,
  ]
}
