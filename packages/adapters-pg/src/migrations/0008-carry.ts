import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

/** What billed periods handed on to the next. */
export const carry: Migration = {
  version: 8,
  name: 'carry',
  statements: [
    `CREATE TABLE {schema}.period_carry (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  subscription text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL CHECK (side IN ('retail', 'wholesale')),
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL CHECK (period_to > period_from),
  body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object'),
  PRIMARY KEY (tenant, subscription, side, period_from, period_to)
)`,
    `COMMENT ON TABLE {schema}.period_carry IS 'What billed periods of subscriptions handed on: rollover, draw-down, coupon uses. Append-only.'`,
    `CREATE INDEX period_carry_by_end ON {schema}.period_carry (tenant, subscription, side, period_to, period_from)`,
    ...isolateByTenant('period_carry'),
  ],
}
