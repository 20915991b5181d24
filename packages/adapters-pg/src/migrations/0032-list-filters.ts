import type { Migration } from './migration.js'

/** What lists of accounts and documents are narrowed by, in the order in which they are listed. */
export const listFilters: Migration = {
  version: 32,
  name: 'list_filters',
  statements: [
    `CREATE INDEX account_by_parent ON {schema}.account (tenant, ((body ->> 'parent') COLLATE "C"), id) WHERE (body ->> 'parent') IS NOT NULL`,
    `CREATE INDEX invoice_by_recipient ON {schema}.invoice (tenant, ((body -> 'recipient' ->> 'id') COLLATE "C"), issued_at, id) WHERE (body -> 'recipient') IS NOT NULL`,
    `CREATE INDEX invoice_by_period ON {schema}.invoice (tenant, period_from)`,
    // Few documents stand open or overdue among many that are paid.
    `CREATE INDEX document_status_by_status ON {schema}.document_status (tenant, ((body ->> 'to') COLLATE "C"), document, revision)`,
  ],
}
