import { folderOrder, packageOrder, purePackages, typeOnlyImports } from '../workspace/layers.mjs'

/*
 * The rules for dependency-cruiser, generated from the one table of layers. Tests may reach further than what they test
 * (a test-only package, fast-check, Node), but not backwards through the order of packages.
 */

const tests = String.raw`\.(test|test-d|bench)\.ts$|/test(-server)?/`

/** @param {readonly string[]} names */
const anyOf = (names) => `(${names.join('|')})`

const packageRules = packageOrder.flatMap((name, position) => {
  const later = packageOrder.slice(position + 1)
  if (later.length === 0) return []
  return {
    name: `package-order-${name}`,
    comment: `${name} imports only packages before it: ${packageOrder.slice(0, position).join(', ') || 'none'}`,
    severity: 'error',
    from: { path: `^packages/${name}/`, pathNot: tests },
    to: { path: `^packages/${anyOf(later)}/` },
  }
})

const typeOnlyRules = Object.entries(typeOnlyImports).map(([name, targets]) => ({
  name: `types-only-${name}`,
  comment: `${name} knows ${targets.join(' and ')} by their record types only, or not at all`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: tests },
  to: { path: `^packages/${anyOf(targets)}/`, dependencyTypesNot: ['type-only'] },
}))

const folderRules = Object.entries(folderOrder).flatMap(([name, folders]) =>
  folders.slice(0, -1).map((folder, position) => ({
    name: `folder-order-${name}-${folder}`,
    comment: `${name}/${folder} imports only itself and ${folders.slice(0, position).join(', ') || 'nothing else'}`,
    severity: 'error',
    from: { path: `^packages/${name}/src/${folder}/`, pathNot: tests },
    to: { path: `^packages/${name}/src/(${anyOf(folders.slice(position + 1))}/|index\\.ts$)` },
  })),
)

const pure = `^packages/${anyOf(purePackages)}/src/`

const purityRules = [
  {
    name: 'pure-no-node',
    comment: 'core, pricing and ledger run in a browser and on the edge',
    severity: 'error',
    from: { path: pure, pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'pure-dependencies',
    comment: 'a pure package has no other dependencies than those of the table',
    severity: 'error',
    from: { path: pure, pathNot: `${tests}|/(schemas|testing)/` },
    to: { path: 'node_modules/', pathNot: 'node_modules/(decimal\\.js|temporal-polyfill|temporal-spec|@noble/hashes)/' },
  },
  {
    name: 'zod-in-schemas-only',
    comment: 'arithmetic never imports zod',
    severity: 'error',
    from: { path: '^packages/', pathNot: `${tests}|/schemas/` },
    to: { path: 'node_modules/zod/' },
  },
  {
    name: 'fast-check-in-testing-only',
    comment: 'fast-check is a dependency of the testing kits, not of billing',
    severity: 'error',
    from: { path: '^packages/', pathNot: `${tests}|/testing/` },
    to: { path: 'node_modules/fast-check/' },
  },
]

const generalRules = [
  {
    name: 'no-circle',
    comment: 'modules are read from bottom to top; types may refer to each other',
    severity: 'error',
    from: { path: '^(packages|scripts|conformance|bench|torture|examples)/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved',
    comment: 'every import resolves; what the tutorial has its reader write is installed where it is followed',
    severity: 'error',
    from: { pathNot: '^examples/12-first-hour/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'no-reaching-inside',
    comment: 'packages meet at their entry points; relative paths end at the package',
    severity: 'error',
    from: { path: '^packages/([^/]+)/', pathNot: String.raw`\.pg\.test\.ts$` },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'no-reaching-inside-from-server-tests',
    comment: 'a test on a real PostgreSQL borrows the test server and the laws of whole engines, and nothing else that is inside a package',
    severity: 'error',
    from: { path: String.raw`^packages/([^/]+)/.*\.pg\.test\.ts$` },
    to: { path: '^packages/', pathNot: ['^packages/$1/', '^packages/adapters-pg/test-server/', '^packages/engine/src/test/laws/'], dependencyTypes: ['local'] },
  },
  {
    name: 'published-names-only',
    comment: 'examples import what a host can import',
    severity: 'error',
    from: { path: '^examples/' },
    to: { path: '^packages/', dependencyTypes: ['local'] },
  },
  {
    name: 'no-tests-in-source',
    comment: 'source files do not import tests',
    severity: 'error',
    from: { path: '^packages/[^/]+/src/', pathNot: tests },
    to: { path: tests },
  },
]

export const structureRules = [
  ...packageRules,
  ...typeOnlyRules,
  ...folderRules,
  ...purityRules,
  ...generalRules,
]
