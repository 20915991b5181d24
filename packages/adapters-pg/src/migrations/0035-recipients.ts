import type { Migration } from './migration.js'
import { refuseUndecidedChanges } from './refuse-undecided-changes.js'

/** Whom an account's budgets, prepaid credit and dunning were told to can be taken out of every step, under a recorded erasure. */
export const recipients: Migration = {
  version: 35,
  name: 'recipients',
  statements: [
    ...refuseUndecidedChanges('control_record'),
    `ALTER TABLE {schema}.event_removal ADD COLUMN account text COLLATE "C"`,
    `COMMENT ON COLUMN {schema}.event_removal.account IS 'Whose personal data an erasure is about.'`,
    `CREATE FUNCTION {schema}.erase_recipients(removal text, erased text) RETURNS int8
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $erase$
DECLARE
  decided {schema}.event_removal;
  taken int8;
BEGIN
  SELECT * INTO decided FROM {schema}.event_removal AS r
    WHERE r.tenant = current_setting('farthing.tenant', true) AND r.id = removal AND r.kind = 'erasure' AND r.account = erased;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('farthing.removal', removal, true);
  UPDATE {schema}.control_record AS c SET body = (CASE WHEN c.body #> '{content,recipient}' IS NULL
      THEN jsonb_set(c.body::jsonb, '{content,recipients}', '[]') ELSE jsonb_set(c.body::jsonb, '{content,recipient}', '""') END)::json
    WHERE c.tenant = decided.tenant AND c.account = erased
    AND (coalesce(c.body #>> '{content,recipient}', '') <> '' OR coalesce(c.body #>> '{content,recipients}', '[]') <> '[]');
  GET DIAGNOSTICS taken = ROW_COUNT;
  PERFORM set_config('farthing.removal', '', true);
  RETURN taken;
END
$erase$`,
    `REVOKE ALL ON FUNCTION {schema}.erase_recipients(text, text) FROM PUBLIC`,
    `COMMENT ON FUNCTION {schema}.erase_recipients(text, text) IS 'Takes recipients out of the controls of an account that an erasure names. Not for the application: migrate grants it to the role for retention.'`,
  ],
}
