import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

/**
 * Above what it is, and low enough that a validation library (92 kB) does not fit in unseen. A quarter of it is Temporal, which merging usage
 * over windows of local days needs; models, the pipeline and every stage that ships are about 60 kB, currencies and failure rules about 40 kB.
 */
const budget = { bytes: 240_000, gzippedBytes: 80_000 }

it('rate alone bundles for a browser without zod and stays small', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { rate } from '@farthing/pricing'`, resolveDir: fileURLToPath(new URL('../../farthing', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@farthing/source'],
    metafile: true,
    write: false,
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const size = { bytes: code.length, gzippedBytes: gzipSync(code).length }
  const packages = foreignPackages(Object.keys(metafile.inputs))
  console.info(`rate alone: ${size.bytes} bytes, ${size.gzippedBytes} gzipped; brings ${packages.join(', ')}`)

  expect(packages).toContain('@noble/hashes')
  expect(packages).not.toContain('zod')
  expect(size.bytes).toBeLessThan(budget.bytes)
  expect(size.gzippedBytes).toBeLessThan(budget.gzippedBytes)
})

/** Names of the packages that files come from, each once. */
function foreignPackages(files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  return [...new Set(names)].sort()
}
