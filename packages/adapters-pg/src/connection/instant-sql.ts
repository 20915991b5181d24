/** SQL that writes a timestamp column as an instant, whatever the time zone and date style of the session. */
export function instantSql(column: string): string {
  return `pg_catalog.to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
