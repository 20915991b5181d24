import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { compareBytes, fail } from '@farthing/core'
import { checkBundle, checkRatingResult, resultOfInvoices, type RatingResult } from '@farthing/ledger'
import { formatOf } from './bundle-file.js'
import { readJsonFile } from './read-json-file.js'
import { reasonOf } from './read-lines.js'
import { readRows } from './read-rows.js'

/**
 * Reads a complete result of rating: a file in the shape of `RatingResult`, a CSV file with a row for each line, an evidence bundle, or a folder of such bundles as `bill --out` writes it.
 *
 * @throws `file.unreadable`, `json.malformed`, `comparison.invalid`, `verify.bundle_malformed`, each naming the file; what `checkRatingResult` throws
 */
export async function readResult(path: string): Promise<RatingResult> {
  const paths = await bundlePaths(path)
  if (paths !== undefined) return ofBundles(path, await Promise.all(paths.map(async (each) => checkBundle(await readJsonFile(each), each))))
  if (path.endsWith('.csv')) return resultOfRows(path)
  const content = await readJsonFile(path)
  return formatOf(content) === 'evidence-bundle/1' ? ofBundles(path, [checkBundle(content, path)]) : checkRatingResult(content, { field: path })
}

/** Columns `account`, `line`, `currency`, `amount`, `from`, `to`, and `quantity` where there is one. */
async function resultOfRows(path: string): Promise<RatingResult> {
  const lines = (await readRows(path)).map(({ input }) => {
    const { from, to, quantity, ...line } = input as { readonly [column: string]: string }
    return { ...line, ...(quantity === undefined || quantity === '' ? {} : { quantity }), period: { from, to } }
  })
  return checkRatingResult({ format: 'rating-result/1', name: basename(path), lines }, { field: path })
}

function ofBundles(path: string, bundles: readonly ReturnType<typeof checkBundle>[]): RatingResult {
  return resultOfInvoices(basename(path), bundles.map(({ evidence }) => evidence.invoice))
}

/** Of a folder, its JSON files in byte order; `undefined` for a file. */
async function bundlePaths(path: string): Promise<readonly string[] | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined
    const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort(compareBytes)
    return names.map((name) => join(path, name))
  } catch (error) {
    return fail('file.unreadable', { field: path, because: `cannot be read (${reasonOf(error)})` }, error)
  }
}
