import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly '@farthing/source'?: string }>>
  readonly bin?: Readonly<Record<string, string>>
}

/** Shared by all packages, each of which is built in its own folder: what `exports` and `bin` promise is what gets built. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest

const library = Object.fromEntries(
  Object.entries(manifest.exports).flatMap(([subPath, target]) => {
    const source = typeof target === 'string' ? undefined : target['@farthing/source']
    return source === undefined ? [] : [[subPath === '.' ? 'index' : subPath.slice(2), source]]
  }),
)

/** Written beforehand by `npm run build`, for all packages at once: bundling them takes a fifth of the time that making them from sources would. */
const declarations = Object.fromEntries(
  Object.entries(library).map(([name, source]) => [name, resolve('../../.cache/declarations', basename(process.cwd()), source).replace(/\.ts$/, '.d.ts')]),
)

const commands = Object.fromEntries(
  Object.values(manifest.bin ?? {}).map((file) => {
    const name = file.replace('./dist/', '').replace('.js', '')
    return [name, `src/${name}.ts`]
  }),
)

// Sub-paths share their chunks: `.` and `./testing` of one package never hold two copies of a class.
const shared = { target: 'node20', splitting: true, silent: true, removeNodeProtocol: false } as const satisfies Options

export default defineConfig([
  { ...shared, entry: { ...library, ...commands }, format: 'esm' },
  {
    ...shared,
    entry: library,
    format: 'cjs',
    // Both are published as ECMAScript modules only; bundled, they also load where `require` of such a module does not work (Jest).
    noExternal: ['@noble/hashes', 'temporal-polyfill'],
  },
  {
    ...shared,
    entry: library,
    format: ['esm', 'cjs'],
    dts: { only: true, entry: declarations, compilerOptions: { ignoreDeprecations: '6.0', noCheck: true } },
  },
])
