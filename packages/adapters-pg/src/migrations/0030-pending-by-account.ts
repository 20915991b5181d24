import type { Migration } from './migration.js'

/** What is set aside of the features of an account, in the order in which it is listed: grants are shared by all its subscriptions. */
export const pendingByAccount: Migration = {
  version: 30,
  name: 'pending_by_account',
  statements: ['CREATE INDEX quota_pending_by_account ON {schema}.quota_pending (tenant, account, reserved_at, id)'],
}
