import { checkText } from '@farthing/core'

/** What the application may do. It changes and removes nothing, so that not even a defect of ours rewrites what was recorded. */
const privileges: readonly (readonly [table: string, privileges: string])[] = [
  ['schema_migration', 'SELECT'],
  ['restore_epoch', 'SELECT, INSERT'],
  ['event_identity', 'SELECT, INSERT'],
  ['event', 'SELECT, INSERT'],
]

/** The statements that let a role of the application work; granting twice is granting once. `schema` is quoted. */
export function grantsTo(role: string, schema: string): readonly string[] {
  const grantee = `"${checkText(role, { field: 'appRole', maxLength: 63 }).replaceAll('"', '""')}"`
  const tables = privileges.map(([table, allowed]) => `GRANT ${allowed} ON ${schema}.${table} TO ${grantee}`)
  return [`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`, ...tables]
}
