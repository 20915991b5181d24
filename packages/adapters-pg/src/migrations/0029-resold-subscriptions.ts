import type { Migration } from './migration.js'

/** Finds what an account resells. */
export const resoldSubscriptions: Migration = {
  version: 29,
  name: 'resold-subscriptions',
  statements: [
    `CREATE INDEX subscription_by_reseller ON {schema}.subscription (tenant, ((body -> 'wholesale' ->> 'account') COLLATE "C"), id) WHERE (body -> 'wholesale') IS NOT NULL`,
  ],
}
