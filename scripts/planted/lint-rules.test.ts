import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lintViolations, type Violations } from './find-violations.js'
import { plantWorkspace, type PlantedWorkspace } from './plant-workspace.js'

const decimal = 'type Decimal = `${number}`\n'
const operators = 'farthing/no-decimal-operators'
const division = 'farthing/no-division'
const money = 'farthing/no-number-money'
const syntax = 'no-restricted-syntax'
const imports = 'no-restricted-imports'
const atImport = 'farthing/pure-at-import'

/** File name, source, and the rule that reports it; `undefined` for what is allowed. */
const cases: readonly (readonly [name: string, file: string, text: string, rule: string | undefined])[] = [
  ['orders decimals', 'engine/src/a1', `${decimal}export const f = (a: Decimal, b: Decimal): boolean => a < b`, operators],
  ['tells decimals apart', 'engine/src/a2', `${decimal}export const f = (a: Decimal, b: Decimal): boolean => a === b`, operators],
  ['compares a decimal with a literal', 'pricing/src/models/a3', `${decimal}export const f = (a: Decimal): boolean => a === '0'`, operators],
  ['compares an optional decimal', 'engine/src/a4', `${decimal}export const f = (a: Decimal | undefined, b: Decimal): boolean => a !== b`, operators],
  ['asks whether a decimal is there', 'engine/src/a5', `${decimal}export const f = (a: Decimal | undefined): boolean => a === undefined`, undefined],
  ['orders other text', 'engine/src/a6', 'export const f = (a: string, b: string): boolean => a < b', undefined],
  ['joins decimals', 'engine/src/a7', `${decimal}export const f = (a: Decimal, b: Decimal): string => a + b`, operators],
  ['makes a float of a decimal', 'engine/src/a8', `${decimal}export const f = (a: Decimal): number => Number(a)`, operators],
  ['parses a decimal as a float', 'engine/src/a9', `${decimal}export const f = (a: Decimal): number => Number.parseFloat(a)`, operators],
  ['signs a decimal', 'engine/src/a10', `${decimal}export const f = (a: Decimal): number => -a`, operators],
  ['switches on a decimal', 'engine/src/a11', `${decimal}export function f(a: Decimal): number {\n  switch (a) {\n    case '1':\n      return 1\n    default:\n      return 2\n  }\n}`, operators],
  ['compares inside exact arithmetic', 'core/src/money/a12', `${decimal}export const f = (a: Decimal): boolean => a === '0'`, undefined],

  ['divides bigints', 'core/src/usage/b1', 'export const f = (a: bigint): bigint => a / 2n', division],
  ['divides bigints in exact arithmetic', 'core/src/money/b2', 'export const f = (a: bigint): bigint => a / 2n', undefined],
  ['takes a remainder of bigints', 'engine/src/b3', 'export const f = (a: bigint): bigint => a % 2n', division],
  ['calls a division', 'engine/src/b4', 'export const f = (a: { div(b: number): number }): number => a.div(2)', division],
  ['divides milliseconds', 'core/src/time/b5', 'export const f = (elapsedMs: number): number => elapsedMs / 1000', undefined],
  ['divides anything in pricing', 'pricing/src/rating/b6', 'export const f = (count: number): number => count / 2', syntax],
  ['calculates with decimal.js', 'ledger/src/book/b7', "import { Decimal } from 'decimal.js'\nexport const f = Decimal", imports],

  ['has a number as a price', 'ports/src/c1', 'export interface Line {\n  readonly unitPrice: number\n}', money],
  ['takes a number as a quantity', 'pricing/src/models/c2', 'export const f = (quantity: number): number => quantity', money],
  ['counts with a number', 'ports/src/c3', 'export interface Batch {\n  readonly eventCount: number\n  readonly separate: number\n}', undefined],

  ['calls at import', 'core/src/meters/e1', 'const table = (): readonly string[] => []\nexport const all = table()', atImport],
  ['makes an object at import', 'pricing/src/models/e2', "export const when = new RegExp('a')", atImport],
  ['computes a key at import', 'core/src/meters/e6', "const one = { name: 'one' }\nexport const all = { [one.name]: one }", atImport],
  ['calls at import and says that it is pure', 'core/src/meters/e3', 'const table = (): readonly string[] => []\nexport const all = /* @__PURE__ */ table()', undefined],
  ['makes a set at import', 'ledger/src/book/e4', "export const all = new Set(['a'])", undefined],
  ['calls when it is called', 'core/src/meters/e5', 'const table = (): readonly string[] => []\nexport const all = (): readonly string[] => table()', undefined],

  ['exports all', 'engine/src/d1', "export * from './a6.js'", syntax],
  ['exports all under a name', 'core/src/usage/d2', "export * as money from '../money/a12.js'", syntax],
  ['has any', 'engine/src/d3', 'export const f = (a: any): unknown => a', '@typescript-eslint/no-explicit-any'],
  ['forgets a promise', 'engine/src/d4', 'export function f(p: Promise<void>): void {\n  p\n}', '@typescript-eslint/no-floating-promises'],
  ['is too long a function', 'engine/src/d5', `export function f(): void {\n${'  void 0\n'.repeat(70)}}`, 'max-lines-per-function'],
  ['is too long a file', 'engine/src/d6', `export const a = 1\n${'\n'.repeat(400)}`, 'max-lines'],
]

const path = (file: string): string => `packages/${file}.ts`

describe('lint rules', () => {
  let workspace: PlantedWorkspace
  let found: Violations
  beforeAll(async () => {
    workspace = plantWorkspace(Object.fromEntries(cases.map(([, file, text]) => [path(file), `${text}\n`])))
    found = await lintViolations(workspace.path)
  })
  afterAll(() => workspace.remove())

  test.each(cases.filter(([, , , rule]) => rule !== undefined))('refuse what %s', (_name, file, _text, rule) => {
    expect(found.get(path(file))).toContain(rule)
  })
  test.each(cases.filter(([, , , rule]) => rule === undefined))('allow what %s', (_name, file) => {
    expect(found.get(path(file))).toEqual([])
  })
})
