import type { Migration } from './migration.js'

/**
 * What begins each transaction, in one round trip with BEGIN and, from the second transaction on, with the first statement of the work. What the server is
 * asked for its safety is in the function too: planning a statement with so many columns took longer than all that it asks (measured: 0.12 ms in place of 0.21 with BEGIN).
 */
export const enterInOne: Migration = {
  version: 40,
  name: 'enter_in_one',
  statements: [
    // Types of variables are looked up under the path of the host; what follows the first line is not. `here` is what server_line() gives, which as a function of SQL is planned each time.
    `CREATE OR REPLACE FUNCTION {schema}.enter_tenant(bound pg_catalog.text) RETURNS pg_catalog.json LANGUAGE plpgsql AS $enter$
DECLARE
  path pg_catalog.text := pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  tenant pg_catalog.text := pg_catalog.set_config('farthing.tenant', bound, true);
  here pg_catalog.text;
  version pg_catalog.int4;
  epoch pg_catalog.int4;
  line pg_catalog.text;
BEGIN
  IF NOT pg_is_in_recovery() THEN
    here := (pg_control_system()).system_identifier::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
  END IF;
  SELECT m.version, e.epoch, e.server_line INTO version, epoch, line
  FROM (SELECT r.epoch, r.server_line FROM {schema}.restore_epoch AS r ORDER BY r.epoch DESC LIMIT 1) AS e
  LEFT JOIN (SELECT s.version FROM {schema}.schema_migration AS s ORDER BY s.version DESC LIMIT 1) AS m ON true;
  RETURN json_build_object('version', version, 'epoch', epoch, 'line', line, 'here', here, 'settings', json_build_object(
    'fsync', current_setting('fsync'), 'full_page_writes', current_setting('full_page_writes'), 'synchronous_commit', current_setting('synchronous_commit'),
    'default_transaction_read_only', current_setting('default_transaction_read_only'), 'in_recovery', pg_is_in_recovery()::text));
END
$enter$`,
    `COMMENT ON FUNCTION {schema}.enter_tenant(pg_catalog.text) IS
  'Binds a transaction to a tenant and fixes its search path. Gives the version of the schema, the restore epoch, the server line of that epoch, where we are, and the settings that the guard looks at.'`,
    `CREATE FUNCTION {schema}.enter_tenant_again(bound pg_catalog.text, expected pg_catalog.text) RETURNS pg_catalog.text LANGUAGE plpgsql AS $enter$
DECLARE
  path pg_catalog.text := pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
BEGIN
  IF {schema}.enter_tenant(bound)::text IS DISTINCT FROM expected THEN
    RAISE EXCEPTION 'the server is not as it was' USING ERRCODE = 'FA002';
  END IF;
  RETURN bound;
END
$enter$`,
    `COMMENT ON FUNCTION {schema}.enter_tenant_again(pg_catalog.text, pg_catalog.text) IS
  'Binds a transaction to a tenant, and refuses where enter_tenant would give something else than before: what follows in the same round trip does not run.'`,
  ],
}
