import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`

/** What became of events that came in, how far sources were read, and what is derived from usage. */
export const metering: Migration = {
  version: 5,
  name: 'metering',
  statements: [
    `CREATE TABLE {schema}.event_census (
  ${tenant},
  outcome text COLLATE "C" NOT NULL,
  -- Of several rows per outcome each connection adds to one, so that ingesters do not wait for each other.
  slot int4 NOT NULL CHECK (slot >= 0),
  count int8 NOT NULL CHECK (count >= 0),
  PRIMARY KEY (tenant, outcome, slot)
)`,
    `COMMENT ON TABLE {schema}.event_census IS 'Receipts for all time, by outcome; a rejection by its failure code. The sum over slots counts.'`,
    ...isolateByTenant('event_census'),

    `CREATE TABLE {schema}.source_offset (
  ${tenant},
  source text COLLATE "C" NOT NULL,
  position text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, source)
)`,
    `COMMENT ON TABLE {schema}.source_offset IS 'How far each event source has been read, moved in the transaction that keeps its events.'`,
    ...isolateByTenant('source_offset'),

    `CREATE TABLE {schema}.usage_summary (
  ${tenant},
  subscription text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, subscription, period_from, period_to)
)`,
    `COMMENT ON TABLE {schema}.usage_summary IS 'Usage of periods as it stood at a cut, for quick reading. Derived, replaced as a whole, never billed from.'`,
    `CREATE INDEX usage_summary_by_time ON {schema}.usage_summary (tenant, period_from, subscription, period_to)`,
    `CREATE INDEX usage_summary_by_account ON {schema}.usage_summary (tenant, account, period_from, subscription, period_to)`,
    ...isolateByTenant('usage_summary'),

    `CREATE TABLE {schema}.write_off (
  ${tenant},
  subscription text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  identity text COLLATE "C" NOT NULL,
  revision int4 NOT NULL CHECK (revision >= 0),
  change text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, subscription, period_from, period_to, identity, revision, change)
)`,
    `COMMENT ON TABLE {schema}.write_off IS 'Late events that are not billed, each by decision. Append-only.'`,
    `CREATE INDEX write_off_by_account ON {schema}.write_off (tenant, account, period_from, subscription, identity, revision, change, period_to)`,
    ...isolateByTenant('write_off'),
  ],
}
