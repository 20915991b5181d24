/** As `refuseChanges`, for bodies of events and what decides about them: open for as long as a recorded decision is carried out, and for nothing else. */
export function refuseUndecidedChanges(table: string): readonly string[] {
  return [
    `CREATE OR REPLACE TRIGGER recorded_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.${table} FOR EACH STATEMENT
  WHEN (NOT {schema}.bodies_may_change()) EXECUTE FUNCTION {schema}.refuse_change()`,
    `ALTER TABLE {schema}.${table} ENABLE ALWAYS TRIGGER recorded_stays`,
  ]
}
