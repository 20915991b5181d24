/** SQL that writes a date column as a day, `2026-10-31`, whatever the date style of the session. */
export function daySql(column: string): string {
  return `pg_catalog.to_char(${column}, 'YYYY-MM-DD')`
}

/** SQL that writes a timestamp column as an instant, whatever the time zone and date style of the session. */
export function instantSql(column: string): string {
  return `pg_catalog.to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
