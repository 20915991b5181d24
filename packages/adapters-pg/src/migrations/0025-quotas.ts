import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
const feature = `subscription text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL`
const place = `revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED`
const reserved = `account text COLLATE "C" NOT NULL,
  ${feature},
  reserved_at timestamptz NOT NULL`

/** How much of a feature may be used, and what of it is set aside. */
export const quotas: Migration = {
  version: 25,
  name: 'quotas',
  statements: [
    `CREATE TABLE {schema}.quota_limit (
  ${tenant},
  ${feature},
  ${place},
  ${body},
  PRIMARY KEY (tenant, subscription, feature, revision),
  FOREIGN KEY (tenant, subscription, feature, previous) REFERENCES {schema}.quota_limit (tenant, subscription, feature, revision)
)`,
    `COMMENT ON TABLE {schema}.quota_limit IS 'How much of a feature a subscription may use, decision by decision. Append-only.'`,
    ...isolateByTenant('quota_limit'),
    ...refuseChanges('quota_limit'),

    `CREATE TABLE {schema}.quota_reservation (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  ${place},
  ${reserved},
  ${body},
  PRIMARY KEY (tenant, id, revision),
  FOREIGN KEY (tenant, id, previous) REFERENCES {schema}.quota_reservation (tenant, id, revision)
)`,
    `COMMENT ON TABLE {schema}.quota_reservation IS 'What was set aside of features, each as it stood after each step. Append-only.'`,
    `CREATE INDEX quota_reservation_by_time ON {schema}.quota_reservation (tenant, reserved_at, id, revision)`,
    `CREATE INDEX quota_reservation_by_subscription ON {schema}.quota_reservation (tenant, subscription, reserved_at, id, revision)`,
    ...isolateByTenant('quota_reservation'),
    ...refuseChanges('quota_reservation'),

    // What decides about the next reservation, found without walking through all that ended.
    `CREATE TABLE {schema}.quota_pending (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  ${reserved},
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.quota_pending IS 'The reservations that have not ended, as copies.'`,
    `CREATE INDEX quota_pending_by_feature ON {schema}.quota_pending (tenant, subscription, feature, reserved_at, id)`,
    ...isolateByTenant('quota_pending'),

    `CREATE TABLE {schema}.quota_turn (
  ${tenant},
  ${feature},
  turns int8 NOT NULL,
  PRIMARY KEY (tenant, subscription, feature)
)`,
    `COMMENT ON TABLE {schema}.quota_turn IS 'Whose turn it is to reserve: the row is locked and counts.'`,
    ...isolateByTenant('quota_turn'),
  ],
}
