import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

/** Identity decides, bodies follow; both say in which transaction they were written, which is what a cut looks at. */
export const events: Migration = {
  version: 1,
  name: 'events',
  statements: [
    `CREATE FUNCTION {schema}.server_line() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT system_identifier::text FROM pg_catalog.pg_control_system())
  || '/' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8)`,
    `COMMENT ON FUNCTION {schema}.server_line() IS
  'Which line of transaction ids we are on: the cluster and its timeline. A restored dump runs on another cluster, a promoted standby on another timeline.'`,

    `CREATE TABLE {schema}.restore_epoch (
  epoch int4 PRIMARY KEY CHECK (epoch > 0),
  server_line text COLLATE "C" NOT NULL,
  began_at timestamptz NOT NULL DEFAULT pg_catalog.now()
)`,
    `COMMENT ON TABLE {schema}.restore_epoch IS
  'Transaction ids compare within one epoch only: after a restore they start anywhere. All that an earlier epoch left is committed.'`,
    `INSERT INTO {schema}.restore_epoch (epoch, server_line) VALUES (1, {schema}.server_line())`,

    `CREATE TABLE {schema}.event_identity (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  -- A digest of (source, id): of one size whatever they are, so that no key is too long for an index page.
  identity bytea NOT NULL CHECK (pg_catalog.octet_length(identity) = 32),
  revision int4 NOT NULL CHECK (revision >= 0),
  fingerprint bytea NOT NULL CHECK (pg_catalog.octet_length(fingerprint) = 32),
  -- With the key it finds the body.
  occurred_at timestamptz NOT NULL,
  epoch int4 NOT NULL,
  written_by xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  PRIMARY KEY (tenant, identity, revision)
)`,
    `COMMENT ON TABLE {schema}.event_identity IS
  'Decides what is a duplicate and what a conflict. Not partitioned: a unique key of a partitioned table has to hold the partition column, and a duplicate may name another time.'`,
    // Few events are ever amended. This finds those without a look-up per event.
    `CREATE INDEX event_identity_amended ON {schema}.event_identity (tenant, identity, revision) WHERE revision > 0`,
    ...isolateByTenant('event_identity'),

    `CREATE TABLE {schema}.event (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  -- Infinite timestamps are values of the type; an instant of ours is of the years 1 to 9999.
  occurred_at timestamptz NOT NULL CHECK (occurred_at >= '0001-01-01 00:00:00+00' AND occurred_at < '10000-01-01 00:00:00+00'),
  identity bytea NOT NULL,
  revision int4 NOT NULL,
  fingerprint bytea NOT NULL,
  source text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  subscription text COLLATE "C",
  -- json keeps the text as it came; jsonb would sort keys and rewrite numbers. NULL voids the event.
  data json CHECK (pg_catalog.json_typeof(data) = 'object'),
  time_from_receipt boolean NOT NULL,
  extensions json CHECK (pg_catalog.json_typeof(extensions) = 'object'),
  received_at timestamptz NOT NULL,
  epoch int4 NOT NULL,
  written_by xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  PRIMARY KEY (tenant, occurred_at, identity, revision)
) PARTITION BY RANGE (occurred_at)`,
    `COMMENT ON TABLE {schema}.event IS 'Bodies of the events that event_identity accepted, partitioned by event time.'`,
    `CREATE INDEX event_by_subject ON {schema}.event (tenant, subject, occurred_at)`,
    `CREATE INDEX event_by_subscription ON {schema}.event (tenant, subscription, occurred_at) WHERE subscription IS NOT NULL`,
    // Takes every time that no other partition takes, so that no event is refused for want of one.
    `CREATE TABLE {schema}.event_default PARTITION OF {schema}.event DEFAULT`,
    ...isolateByTenant('event'),
    // The policy of the parent does not guard a partition that is named directly.
    ...isolateByTenant('event_default'),
  ],
}
