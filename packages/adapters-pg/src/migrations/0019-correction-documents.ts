import type { Migration } from './migration.js'

/** Finds the document of a correction by its id. */
export const correctionDocuments: Migration = {
  version: 19,
  name: 'correction_documents',
  statements: [`CREATE INDEX correction_by_document ON {schema}.correction (tenant, ((body -> 'note' ->> 'id') COLLATE "C")) WHERE number IS NOT NULL`],
}
