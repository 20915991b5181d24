import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

/** A body that no decision selects: each of three look-ups is by one column, so the server can hash it however many decisions there are. */
const undecided = (owner: string): string => `NOT EXISTS (SELECT FROM ${owner}
      AND d.from_at <= e.occurred_at AND e.occurred_at < d.to_at AND (NOT $3 OR e.type <> ALL (d.kept_types))
      AND (NOT $4 OR e.epoch < d.epoch OR (e.epoch = d.epoch AND pg_visible_in_snapshot(e.written_by, d.snapshot))))`

const countUndecided = `WITH decided AS MATERIALIZED (
    SELECT r.kind, r.from_at, r.to_at, r.subjects, r.subscriptions, r.kept_types, split_part(r.body ->> 'cut', ':', 2)::int4 AS epoch, {schema}.snapshot_of_cut(r.body ->> 'cut') AS snapshot
    FROM {schema}.event_removal AS r
    WHERE r.tenant = $1 AND r.kind IN ('compaction', 'release') AND r.to_at > $2 AND r.body ->> 'cut' ~ '^pg1:[0-9]{1,9}:[0-9]+:[0-9]+:[0-9.]*$'
  )
  SELECT count(*) FROM %s AS e WHERE e.tenant = $1
    AND ${undecided(`decided AS d WHERE d.kind = 'release'`)}
    AND ${undecided(`(SELECT s.*, unnest(s.subjects) AS owner FROM decided AS s WHERE s.kind = 'compaction') AS d WHERE d.owner = e.subject`)}
    AND ${undecided(`(SELECT s.*, unnest(s.subscriptions) AS owner FROM decided AS s WHERE s.kind = 'compaction') AS d WHERE d.owner = e.subscription`)}`

/** What decides whether a month may go. The doctor compares it with what a database has. */
export const judgeBody = `
DECLARE
  leaf regclass;
  tenant_before text := current_setting('farthing.tenant', true);
  present text[];
  found_all int8; open_at_all int8; open_by_type int8; open int8;
BEGIN
  SELECT i.inhrelid::regclass INTO leaf FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = '{schema}.event'::regclass AND c.relname = month AND month ~ '^event_y[0-9]{4}m[0-9]{2}$';
  IF leaf IS NULL THEN RAISE EXCEPTION '% is no month of events', month USING ERRCODE = 'undefined_table'; END IF;
  EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', leaf);
  EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', leaf);
  EXECUTE format('SELECT array_agg(DISTINCT e.tenant) FROM %s AS e', leaf) INTO present;
  FOREACH of_tenant IN ARRAY coalesce(present, '{}') LOOP
    PERFORM set_config('farthing.tenant', of_tenant, true);
    EXECUTE format('SELECT count(*) FROM %s AS e WHERE e.tenant = $1', leaf) INTO found_all USING of_tenant;
    EXECUTE format($count$${countUndecided}$count$, leaf) INTO open USING of_tenant, from_at, true, true;
    open_by_type := 0; open_at_all := 0;
    IF open > 0 THEN
      EXECUTE format($count$${countUndecided}$count$, leaf) INTO open_by_type USING of_tenant, from_at, true, false;
      EXECUTE format($count$${countUndecided}$count$, leaf) INTO open_at_all USING of_tenant, from_at, false, false;
    END IF;
    RETURN QUERY SELECT of_tenant, r.rule, r.bodies FROM (VALUES
      ('undecided', open_at_all), ('kept_type', open_by_type - open_at_all), ('recorded_later', open - open_by_type),
      (CASE WHEN {schema}.is_held(of_tenant) THEN 'legal_hold' ELSE 'decided' END, found_all - open)) AS r(rule, bodies)
      WHERE r.bodies > 0;
  END LOOP;
  PERFORM set_config('farthing.tenant', coalesce(tenant_before, ''), true);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', leaf);
END
`

export const dropBody = `
DECLARE
  leaf regclass;
  held text;
  found record;
  all_bodies int8 := 0;
  present text[] := '{}';
  is_decided boolean := true;
BEGIN
  IF month <> to_char(from_at AT TIME ZONE 'UTC', '"event_y"YYYY"m"MM') OR NOT (to_at > from_at AND to_at <= from_at + interval '31 days') THEN
    RAISE EXCEPTION '% is not the month from % to %', month, from_at, to_at USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (SELECT FROM {schema}.event_retention AS r WHERE r.keep_from >= to_at) THEN
    RAISE EXCEPTION 'the drop of % is refused: no decision of event_retention lets it go', month USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR found IN SELECT j.of_tenant, j.rule, j.bodies FROM {schema}.judge_event_month(month, from_at) AS j LOOP
    of_tenant := found.of_tenant; rule := found.rule; bodies := found.bodies;
    all_bodies := all_bodies + bodies;
    present := present || of_tenant;
    is_decided := is_decided AND rule = 'decided';
    RETURN NEXT;
  END LOOP;
  IF NOT is_decided THEN RETURN; END IF;
  SELECT i.inhrelid::regclass INTO STRICT leaf FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = '{schema}.event'::regclass AND c.relname = month;
  IF EXISTS (SELECT FROM pg_locks AS l WHERE l.relation = leaf AND NOT l.granted) THEN
    RAISE EXCEPTION 'an event of % is about to be written or read', month USING ERRCODE = 'lock_not_available';
  END IF;
  LOCK TABLE {schema}.event IN ACCESS EXCLUSIVE MODE;
  FOREACH held IN ARRAY present LOOP
    IF {schema}.is_held(held) THEN RAISE EXCEPTION 'a legal hold was placed meanwhile' USING ERRCODE = 'lock_not_available'; END IF;
  END LOOP;
  EXECUTE format('DROP TABLE %s', leaf);
  INSERT INTO {schema}.event_month (from_at, to_at, step, bodies) VALUES (drop_event_month.from_at, drop_event_month.to_at, 'dropped', all_bodies);
END
`

/** Months go when decisions cover every body in them, and not before; the server looks itself. */
export const eventMonths: Migration = {
  version: 39,
  name: 'event_months',
  statements: [
    `CREATE TABLE {schema}.event_month (
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (from_at < to_at),
  step text COLLATE "C" NOT NULL CHECK (step IN ('made', 'dropped')),
  recorded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  -- How many went, with their table.
  bodies int8,
  recorded_by text COLLATE "C" NOT NULL DEFAULT session_user::text,
  PRIMARY KEY (from_at, recorded_at)
)`,
    `COMMENT ON TABLE {schema}.event_month IS
  'Months of events that got a partition, and those that were let go, of all tenants. A scan of what was let go is refused; a month that is made and gone without a row is a finding of the doctor. Append-only.'`,
    ...refuseChanges('event_month'),
    // Months that have a partition already; later ones bring their row with them.
    `INSERT INTO {schema}.event_month (from_at, to_at, step)
  SELECT m.starts AT TIME ZONE 'UTC', (m.starts + interval '1 month') AT TIME ZONE 'UTC', 'made'
  FROM (SELECT pg_catalog.to_timestamp(pg_catalog.substr(c.relname, 8), 'YYYY"m"MM')::date::timestamp AS starts
    FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = '{schema}.event'::regclass AND c.relname ~ '^event_y[0-9]{4}m[0-9]{2}$') AS m`,
    // Which months there were is not known: what a decision let go of so far stays refused.
    `INSERT INTO {schema}.event_month (from_at, to_at, step)
  SELECT '0001-01-01 00:00:00+00', max(r.keep_from), 'dropped' FROM {schema}.event_retention AS r HAVING max(r.keep_from) > '0001-01-01 00:00:00+00'`,
    `COMMENT ON TABLE {schema}.event_retention IS
  'Decisions that months of events before a time may go, of all tenants, where decisions of each tenant cover every body in them. Nothing is dropped without one. Append-only.'`,

    `ALTER TABLE {schema}.event_removal DROP CONSTRAINT event_removal_kind_check`,
    `ALTER TABLE {schema}.event_removal ADD CONSTRAINT event_removal_kind_check CHECK (kind IN ('compaction', 'erasure', 'release'))`,
    `COMMENT ON TABLE {schema}.event_removal IS
  'Decisions about bodies of events of a tenant: compaction, they go; erasure, they are reduced; release, they may go with the table of their month. No body changes without one. Append-only, and not for the application.'`,

    `CREATE FUNCTION {schema}.snapshot_of_cut(cut text) RETURNS pg_snapshot LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
RETURN (SELECT (c.part[3] || ':' || c.part[4] || ':' || coalesce((
    SELECT string_agg((c.part[3]::numeric + s.passed)::text, ',' ORDER BY s.place)
    FROM (SELECT u.place, sum(u.step::numeric) OVER (ORDER BY u.place) AS passed
      FROM unnest(string_to_array(nullif(c.part[5], ''), '.')) WITH ORDINALITY AS u(step, place)) AS s), ''))::pg_snapshot
  FROM (SELECT string_to_array(cut, ':') AS part) AS c)`,
    `COMMENT ON FUNCTION {schema}.snapshot_of_cut(text) IS 'The snapshot of a cut, whose running transactions stand there as steps from one to the next.'`,
    `CREATE FUNCTION {schema}.is_held(held text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $held$
DECLARE
  tenant_before text := current_setting('farthing.tenant', true);
  answer boolean;
BEGIN
  PERFORM set_config('farthing.tenant', held, true);
  SELECT EXISTS (SELECT FROM {schema}.control_record AS c WHERE c.tenant = held AND c.kind = 'legal_hold' AND c.status = 'in_force'
    AND NOT EXISTS (SELECT FROM {schema}.control_record AS later WHERE later.tenant = held AND later.kind = 'legal_hold' AND later.id = c.id AND later.revision > c.revision)) INTO answer;
  PERFORM set_config('farthing.tenant', coalesce(tenant_before, ''), true);
  RETURN answer;
END
$held$`,
    `COMMENT ON FUNCTION {schema}.is_held(text) IS 'Whether a legal hold of a tenant is in force: whose bodies it means is not known here, so it keeps all of them.'`,
    `CREATE FUNCTION {schema}.judge_event_month(month text, from_at timestamptz) RETURNS TABLE(of_tenant text, rule text, bodies int8)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $judge$${judgeBody}$judge$`,
    `COMMENT ON FUNCTION {schema}.judge_event_month(text, timestamptz) IS
  'How many bodies of a month each tenant has, and which rule lets them go or keeps them. Locks the month to the end of the transaction. Not for the application.'`,
    `CREATE FUNCTION {schema}.drop_event_month(month text, from_at timestamptz, to_at timestamptz) RETURNS TABLE(of_tenant text, rule text, bodies int8)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $drop$${dropBody}$drop$`,
    `COMMENT ON FUNCTION {schema}.drop_event_month(text, timestamptz, timestamptz) IS
  'Lets a month of events go if decisions cover every body in it, else says what keeps it. Not for the application: migrate grants it to the role for retention.'`,
    ...['is_held(text)', 'judge_event_month(text, timestamptz)', 'drop_event_month(text, timestamptz, timestamptz)'].map((name) => `REVOKE ALL ON FUNCTION {schema}.${name} FROM PUBLIC`),
  ],
}
