import type { Migration } from './migration.js'

/** Finds the few documents that rates of exchange stand on. */
export const exchangedDocuments: Migration = {
  version: 34,
  name: 'exchanged_documents',
  statements: [
    `CREATE INDEX invoice_by_exchange ON {schema}.invoice (tenant, issued_at, id) WHERE (body -> 'conversions') IS NOT NULL OR (body -> 'presentation') IS NOT NULL`,
  ],
}
