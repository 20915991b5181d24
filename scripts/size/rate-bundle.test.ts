import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { inRoot } from '../workspace/root.js'

/** Bundles one import for a browser, from source, and says what went in. */
async function bundle(contents: string): Promise<{ readonly bytes: number; readonly inputs: readonly string[] }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: inRoot('packages', 'pricing'), loader: 'ts' },
    conditions: ['@farthing/source'],
    platform: 'browser',
    format: 'esm',
    bundle: true,
    minify: true,
    treeShaking: true,
    metafile: true,
    write: false,
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  return {
    bytes: outputFiles[0]?.contents.byteLength ?? 0,
    inputs: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
  }
}

test('rate alone bundles for a browser, without zod and fast-check, in its budget', async () => {
  const { bytes, inputs } = await bundle("export { rate } from './src/index.js'")
  console.log(`rate alone: ${(bytes / 1000).toFixed(1)} kB minified, from ${inputs.length} files`)
  expect(inputs.filter((file) => /node_modules\/(zod|fast-check)\//.test(file))).toEqual([])
  expect(inputs.some((file) => file.endsWith('packages/pricing/src/rating/rate.ts'))).toBe(true)
  expect(bytes).toBeLessThan(160_000)
})

test('the search for zod finds it where it is', async () => {
  const { inputs } = await bundle("export { decimalSchema } from '@farthing/core/schemas'")
  expect(inputs.some((file) => file.includes('node_modules/zod/'))).toBe(true)
})
