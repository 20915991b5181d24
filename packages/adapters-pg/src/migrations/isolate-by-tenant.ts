/** Statements that let a transaction see and write the rows of its own tenant only. */
export function isolateByTenant(table: string): readonly string[] {
  return [
    // Forced, because the owner of a table would pass otherwise. An unset tenant is NULL and one that was reset is empty:
    // neither equals a stored one, so a transaction without a tenant sees and writes nothing.
    `ALTER TABLE {schema}.${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant_isolation ON {schema}.${table}
  USING (tenant = pg_catalog.current_setting('farthing.tenant', true))
  WITH CHECK (tenant = pg_catalog.current_setting('farthing.tenant', true))`,
  ]
}
