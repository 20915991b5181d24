import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { bundle } from './bundle.js'
import type { NewerLibrary } from './newer-library.main.js'

/** What the next migration does, and how it is undone: columns of tables that every command writes, which nobody may write meanwhile. */
export const nextMigration = {
  name: 'torture',
  statements: ['ALTER TABLE {schema}.command ADD COLUMN torture text', 'ALTER TABLE {schema}.event ADD COLUMN torture text', 'ALTER TABLE {schema}.ledger_transaction ADD COLUMN torture text'],
  undo: 'ALTER TABLE farthing.command DROP COLUMN IF EXISTS torture; ALTER TABLE farthing.event DROP COLUMN IF EXISTS torture; ALTER TABLE farthing.ledger_transaction DROP COLUMN IF EXISTS torture; DELETE FROM farthing.schema_migration WHERE name = \'torture\'',
}

const list = /(export const migrations: readonly Migration\[\] = \[)([^\]]*)\]/

/** The list of migrations with one more at its end. */
function withNextMigration(source: string): string {
  const [whole, head, names] = list.exec(source) ?? []
  if (whole === undefined || head === undefined || names === undefined) throw new Error('the list of migrations is not where it was')
  const { name, statements } = nextMigration
  return source.replace(whole, `${head}${names}, ${JSON.stringify({ version: names.split(',').length + 1, name, statements })}]`)
}

const nextVersion: Plugin = {
  name: 'next version',
  setup(build) {
    build.onLoad({ filter: /migrations[\\/]migrations\.ts$/ }, async ({ path }) => ({ contents: withNextMigration(await readFile(path, 'utf8')), loader: 'ts' }))
  },
}

/** The library as it is, and as a version that comes after it: with one more migration. */
export async function loadNewerLibrary(): Promise<NewerLibrary> {
  const module = (await import(pathToFileURL(await bundle('newer-library', [nextVersion])).href)) as { readonly newerLibrary: NewerLibrary }
  return module.newerLibrary
}
