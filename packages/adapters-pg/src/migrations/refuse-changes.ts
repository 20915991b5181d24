/**
 * Statements that make a table append-only for everybody, its owner and a superuser with `session_replication_role = replica` included. A trigger of
 * statements fires for `ON CONFLICT DO UPDATE`, `MERGE` and cascades too, and before any row is touched; a partition needs one of its own.
 */
export function refuseChanges(table: string): readonly string[] {
  return [
    `CREATE TRIGGER recorded_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.${table} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change()`,
    `ALTER TABLE {schema}.${table} ENABLE ALWAYS TRIGGER recorded_stays`,
  ]
}
