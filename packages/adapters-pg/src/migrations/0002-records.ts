import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
// json and not jsonb, here and below: a record comes back as it went in, with its keys in their order.
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`

/** Records that are kept as they are, under the keys that decide about them: whom we bill, for what, and what was computed. */
export const records: Migration = {
  version: 2,
  name: 'records',
  statements: [
    `CREATE TABLE {schema}.account (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.account IS 'Billing accounts. Replaced as a whole.'`,
    ...isolateByTenant('account'),

    `CREATE TABLE {schema}.subscription (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.subscription IS 'Subscriptions. Replaced as a whole.'`,
    `CREATE INDEX subscription_by_account ON {schema}.subscription (tenant, account, id)`,
    ...isolateByTenant('subscription'),

    // A table and no array with a GIN index: under row-level security only leakproof operators reach an index, and @> is none.
    `CREATE TABLE {schema}.subscription_subject (
  ${tenant},
  subject text COLLATE "C" NOT NULL,
  subscription text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, subject, subscription)
)`,
    `COMMENT ON TABLE {schema}.subscription_subject IS 'Whose events a subscription bills: its subjects, or its account where it names none.'`,
    `CREATE INDEX subscription_subject_of ON {schema}.subscription_subject (tenant, subscription)`,
    ...isolateByTenant('subscription_subject'),

    `CREATE TABLE {schema}.plan_version (
  ${tenant},
  version text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, version)
)`,
    `COMMENT ON TABLE {schema}.plan_version IS 'Published plans, by content hash. Append-only.'`,
    ...isolateByTenant('plan_version'),

    `CREATE TABLE {schema}.command (
  ${tenant},
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, kind, key)
)`,
    `COMMENT ON TABLE {schema}.command IS 'Recorded results of commands: what makes a repeat return the first one. Append-only.'`,
    ...isolateByTenant('command'),

    `CREATE TABLE {schema}.sealed_usage (
  ${tenant},
  subscription text COLLATE "C" NOT NULL,
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  revision int4 NOT NULL CHECK (revision >= 0),
  ${body},
  PRIMARY KEY (tenant, subscription, period_from, period_to, revision)
)`,
    `COMMENT ON TABLE {schema}.sealed_usage IS 'What each seal saw and gave, by revision. Append-only.'`,
    ...isolateByTenant('sealed_usage'),

    `CREATE TABLE {schema}.charge (
  ${tenant},
  charge_key text COLLATE "C" NOT NULL,
  revision int4 NOT NULL CHECK (revision >= 0),
  rating_key text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, charge_key, revision)
)`,
    `COMMENT ON TABLE {schema}.charge IS 'Ratings of each charge key, by revision without gaps. Append-only.'`,
    ...isolateByTenant('charge'),
  ],
}
