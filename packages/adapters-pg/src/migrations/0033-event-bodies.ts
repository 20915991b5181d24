import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'
import { refuseUndecidedChanges } from './refuse-undecided-changes.js'

const selected = `e.occurred_at >= decided.from_at AND e.occurred_at < decided.to_at AND e.data IS NOT NULL
    AND (e.subject = ANY (decided.subjects) OR e.subscription = ANY (decided.subscriptions)) AND e.type <> ALL (decided.kept_types)`

const bodyOf = (identity: string): string =>
  `e.tenant = ${identity}.tenant AND e.occurred_at = ${identity}.occurred_at AND e.identity = ${identity}.identity AND e.revision = ${identity}.revision`

/** Finds the decision, and opens the guard for what follows in this call. */
const decide = (kind: string): string => `
  SELECT * INTO decided FROM {schema}.event_removal AS r
    WHERE r.tenant = current_setting('farthing.tenant', true) AND r.id = removal AND r.kind = '${kind}';
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('farthing.removal', removal, true);`

/** When the guard of events is open. The doctor compares it with what a database has. */
export const openingBody = `
BEGIN
  IF coalesce(current_setting('farthing.removal', true), '') = '' THEN RETURN false; END IF;
  RETURN EXISTS (SELECT FROM {schema}.event_removal AS r WHERE r.tenant = current_setting('farthing.tenant', true) AND r.id = current_setting('farthing.removal', true));
END
`

/** The one way for a body to go: by a decision that stays. */
export const eventBodies: Migration = {
  version: 33,
  name: 'event_bodies',
  statements: [
    `CREATE TABLE {schema}.event_removal (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  id text COLLATE "C" NOT NULL CHECK (id <> ''),
  -- From the digest of the id: short enough to stand at every identity, and no sequence that servers would share.
  number int8 NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('compaction', 'erasure')),
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (from_at < to_at),
  subjects text[] COLLATE "C" NOT NULL,
  subscriptions text[] COLLATE "C" NOT NULL,
  kept_types text[] COLLATE "C" NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, number)
)`,
    `COMMENT ON TABLE {schema}.event_removal IS
  'Decisions about bodies of events of a tenant: compaction, they go; erasure, they are reduced. No body changes without one. Append-only, and not for the application.'`,
    `CREATE INDEX event_removal_in_time ON {schema}.event_removal (tenant, to_at) WHERE kind = 'compaction'`,
    ...isolateByTenant('event_removal'),
    ...refuseChanges('event_removal'),

    `ALTER TABLE {schema}.event_identity ADD COLUMN removed_by int8`,
    `COMMENT ON COLUMN {schema}.event_identity.removed_by IS 'Number of the compaction that took the body away.'`,
    `CREATE INDEX event_identity_removed ON {schema}.event_identity (tenant, removed_by, identity, revision) WHERE removed_by IS NOT NULL`,
    `CREATE INDEX event_identity_removed_since ON {schema}.event_identity (tenant, removed_by, epoch, written_by) WHERE removed_by IS NOT NULL`,

    `CREATE FUNCTION {schema}.bodies_may_change() RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $may$${openingBody}$may$`,
    `COMMENT ON FUNCTION {schema}.bodies_may_change() IS
  'Whether the guard of events is open: for as long as a decision of event_removal is carried out. Belongs to the role that has refuse_change.'`,
    // Months that have a partition already; later ones bring the trigger with them.
    `DO $partitions$
DECLARE month regclass;
BEGIN
  FOR month IN SELECT i.inhrelid::regclass FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = '{schema}.event'::regclass LOOP
    EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER recorded_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT WHEN (NOT {schema}.bodies_may_change()) EXECUTE FUNCTION {schema}.refuse_change()', month);
    EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ALWAYS TRIGGER recorded_stays', month);
  END LOOP;
END
$partitions$`,
    ...['event', 'event_identity'].flatMap(refuseUndecidedChanges),

    `CREATE FUNCTION {schema}.remove_event_bodies(removal text, identities bytea[], revisions int4[]) RETURNS int8
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $remove$
DECLARE
  decided {schema}.event_removal;
  taken int8;
BEGIN${decide('compaction')}
  WITH asked AS (SELECT DISTINCT a.identity, a.revision FROM unnest(identities, revisions) AS a(identity, revision)),
  gone AS (
    DELETE FROM {schema}.event AS e USING {schema}.event_identity AS i, asked
    WHERE i.tenant = decided.tenant AND i.identity = asked.identity AND i.revision = asked.revision AND ${bodyOf('i')}
    AND ${selected}
    RETURNING e.identity, e.revision
  )
  UPDATE {schema}.event_identity AS i SET removed_by = decided.number FROM gone
    WHERE i.tenant = decided.tenant AND i.identity = gone.identity AND i.revision = gone.revision;
  GET DIAGNOSTICS taken = ROW_COUNT;
  PERFORM set_config('farthing.removal', '', true);
  RETURN taken;
END
$remove$`,
    `CREATE FUNCTION {schema}.reduce_event_bodies(removal text, identities bytea[], revisions int4[], datas json[], attributes json[]) RETURNS int8
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $reduce$
DECLARE
  decided {schema}.event_removal;
  taken int8;
BEGIN${decide('erasure')}
  UPDATE {schema}.event AS e SET data = asked.data, extensions = asked.extensions
    FROM unnest(identities, revisions, datas, attributes) AS asked(identity, revision, data, extensions), {schema}.event_identity AS i
    WHERE i.tenant = decided.tenant AND i.identity = asked.identity AND i.revision = asked.revision AND ${bodyOf('i')}
    AND asked.data IS NOT NULL AND ${selected};
  GET DIAGNOSTICS taken = ROW_COUNT;
  PERFORM set_config('farthing.removal', '', true);
  RETURN taken;
END
$reduce$`,
    `REVOKE ALL ON FUNCTION {schema}.remove_event_bodies(text, bytea[], int4[]) FROM PUBLIC`,
    `REVOKE ALL ON FUNCTION {schema}.reduce_event_bodies(text, bytea[], int4[], json[], json[]) FROM PUBLIC`,
    `COMMENT ON FUNCTION {schema}.remove_event_bodies(text, bytea[], int4[]) IS 'Takes away bodies that a compaction selects. Not for the application: migrate grants it to the role for retention.'`,
    `COMMENT ON FUNCTION {schema}.reduce_event_bodies(text, bytea[], int4[], json[], json[]) IS 'Replaces bodies that an erasure selects. Not for the application: migrate grants it to the role for retention.'`,

    `ALTER TABLE {schema}.control_record DROP CONSTRAINT control_record_kind_check`,
    `ALTER TABLE {schema}.control_record ADD CONSTRAINT control_record_kind_check CHECK (kind IN (
    'budget_policy', 'budget_event', 'budget_decision', 'prepaid_policy', 'prepaid_standing', 'depletion', 'delinquency', 'restriction', 'override', 'dunning_notice',
    'retention_review', 'legal_hold', 'usage_compaction', 'erasure'))`,
  ],
}
