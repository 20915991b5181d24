import { folderOrder, purePackages } from '../workspace/layers.mjs'

/** A violation and which enforcements must catch it: each has holes that another closes. */
export interface Impurity {
  readonly name: string
  readonly text: string
  /** The rule of ESLint that reports it. */
  readonly lint?: string
  /** Whether it does not compile without Node and DOM types. */
  readonly types?: boolean
  /** The rule of dependency-cruiser that reports it. */
  readonly structure?: string
}

const globals = 'no-restricted-globals'

const planted: readonly Impurity[] = [
  { name: 'clock', text: 'export const at = (): number => Date.now()', lint: globals },
  { name: 'monotonic-clock', text: 'export const at = (): number => performance.now()', lint: globals, types: true },
  { name: 'random', text: 'export const pick = (): number => Math.random()', lint: 'no-restricted-properties' },
  { name: 'crypto', text: 'export const id = (): string => crypto.randomUUID()', lint: globals, types: true },
  { name: 'process', text: 'export const zone = (): string | undefined => process.env.TZ', lint: globals, types: true },
  { name: 'console', text: 'export const say = (): void => console.log(1)', lint: globals, types: true },
  { name: 'timer', text: 'export const later = (f: () => void): void => void setTimeout(f, 1)', lint: globals, types: true },
  { name: 'network', text: "export const get = (): unknown => fetch('https://example.com')", lint: globals, types: true },
  { name: 'dom', text: 'export const title = (): string => document.title', lint: globals, types: true },
  { name: 'global-this', text: 'export const all = (): unknown => globalThis', lint: globals },
  {
    name: 'node-module',
    text: "import { readFileSync } from 'node:fs'\nexport const read = (): string => readFileSync('x', 'utf8')",
    lint: 'no-restricted-imports',
    types: true,
    structure: 'pure-no-node',
  },
  {
    name: 'bare-node-module',
    text: "import { readFileSync } from 'fs'\nexport const read = (): string => readFileSync('x', 'utf8')",
    types: true,
    structure: 'pure-no-node',
  },
  {
    name: 'other-dependency',
    text: "import { z } from 'zod'\nexport const schema = z.string()",
    lint: 'no-restricted-imports',
    structure: 'zod-in-schemas-only',
  },
  { name: 'work-at-import', text: 'const seen: string[] = []\nseen.push(\'loaded\')\nexport const count = (): number => seen.length', lint: 'no-restricted-syntax' },
]

/** Each impurity in every pure package, by path. */
export const impurities: ReadonlyMap<string, Impurity> = new Map(
  purePackages.flatMap((folder) =>
    planted.map((impurity) => [`packages/${folder}/src/${folderOrder[folder][0]}/${impurity.name}.ts`, impurity] as const),
  ),
)
