import { checkText } from '@farthing/core'

/**
 * What the application may do with each table. What was recorded it can neither change nor remove, so that not even a defect of ours
 * rewrites it; the exceptions are accounts and subscriptions, which are replaced, and the counters of series.
 */
const privileges: readonly (readonly [table: string, privileges: string])[] = [
  ['schema_migration', 'SELECT'],
  ['restore_epoch', 'SELECT, INSERT'],
  ['event_identity', 'SELECT, INSERT'],
  ['event', 'SELECT, INSERT'],
  ['account', 'SELECT, INSERT, UPDATE'],
  ['subscription', 'SELECT, INSERT, UPDATE'],
  ['subscription_subject', 'SELECT, INSERT, DELETE'],
  ['plan_version', 'SELECT, INSERT'],
  ['command', 'SELECT, INSERT'],
  ['sealed_usage', 'SELECT, INSERT'],
  ['charge', 'SELECT, INSERT'],
  ['invoice', 'SELECT, INSERT'],
  ['invoice_evidence', 'SELECT, INSERT'],
  ['number_series', 'SELECT, INSERT, UPDATE'],
  ['ledger_transaction', 'SELECT, INSERT'],
  ['ledger_entry', 'SELECT, INSERT'],
]

/** The statements that let a role of the application work; granting twice is granting once. `schema` is quoted. */
export function grantsTo(role: string, schema: string): readonly string[] {
  const grantee = `"${checkText(role, { field: 'appRole', maxLength: 63 }).replaceAll('"', '""')}"`
  const tables = privileges.map(([table, allowed]) => `GRANT ${allowed} ON ${schema}.${table} TO ${grantee}`)
  return [`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`, ...tables]
}
