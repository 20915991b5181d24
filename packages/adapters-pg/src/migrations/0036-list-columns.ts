import type { Migration } from './migration.js'

/**
 * What lists are narrowed by, as columns. Rewrites five tables: run it while nobody writes.
 *
 * Under row-level security an index over `body ->> 'parent'` is never taken: the server evaluates no function that might tell something of a row before it
 * knows that the row is the tenant's, and takes `->>` for one of those. A column is only compared.
 */
export const listColumns: Migration = {
  version: 36,
  name: 'list_columns',
  statements: [
    `DROP INDEX {schema}.account_by_parent`,
    `ALTER TABLE {schema}.account ADD COLUMN parent text COLLATE "C" GENERATED ALWAYS AS (body ->> 'parent') STORED`,
    `CREATE INDEX account_by_parent ON {schema}.account (tenant, parent, id) WHERE parent IS NOT NULL`,
    `DROP INDEX {schema}.invoice_by_recipient`,
    `ALTER TABLE {schema}.invoice ADD COLUMN recipient text COLLATE "C" GENERATED ALWAYS AS (body -> 'recipient' ->> 'id') STORED`,
    `CREATE INDEX invoice_by_recipient ON {schema}.invoice (tenant, recipient, issued_at, id) WHERE recipient IS NOT NULL`,
    `DROP INDEX {schema}.document_status_by_status`,
    `ALTER TABLE {schema}.document_status ADD COLUMN status text COLLATE "C" GENERATED ALWAYS AS (body ->> 'to') STORED`,
    `CREATE INDEX document_status_by_status ON {schema}.document_status (tenant, status, document, revision)`,
    `DROP INDEX {schema}.subscription_by_reseller`,
    `ALTER TABLE {schema}.subscription ADD COLUMN reseller text COLLATE "C" GENERATED ALWAYS AS (body -> 'wholesale' ->> 'account') STORED`,
    `CREATE INDEX subscription_by_reseller ON {schema}.subscription (tenant, reseller, id) WHERE reseller IS NOT NULL`,
    `DROP INDEX {schema}.correction_by_document`,
    `ALTER TABLE {schema}.correction ADD COLUMN note text COLLATE "C" GENERATED ALWAYS AS (body -> 'note' ->> 'id') STORED`,
    `CREATE INDEX correction_by_document ON {schema}.correction (tenant, note) WHERE note IS NOT NULL`,
  ],
}
