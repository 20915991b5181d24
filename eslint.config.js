import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { farthing } from './scripts/eslint-rules/index.js'
import { purePackages } from './scripts/workspace/layers.mjs'

const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/*.bench.ts', '**/test/**', '**/fixtures/**']
const pure = purePackages.map((folder) => `packages/${folder}/src/**/*.ts`)

/** What a pure function cannot reach: the clock, chance, the process, the network, and anything that runs later. */
const impureGlobals = [
  'Date', 'performance', 'process', 'console', 'Buffer', 'crypto', 'fetch', 'XMLHttpRequest', 'WebSocket',
  'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'requestAnimationFrame',
  'globalThis', 'global', 'window', 'self', 'document', 'navigator', 'localStorage', 'require', '__dirname', '__filename',
]

const exportAll = { selector: 'ExportAllDeclaration', message: 'List every export by name.' }
const workAtImport = {
  selector: 'Program > ExpressionStatement, Program > :matches(ForStatement, ForOfStatement, WhileStatement, IfStatement, TryStatement)',
  message: 'Nothing runs at import time in a pure package.',
}
const division = {
  selector: ":matches(BinaryExpression, AssignmentExpression)[operator=/^\\/=?$/]",
  message: 'Division belongs to core/money; use divide() of @farthing/core, which stays exact.',
}

const node = { regex: '^node:', message: 'The pure packages know no Node.' }
const zod = { regex: '^zod($|/)', message: 'zod belongs to the schemas folders: arithmetic never imports it.' }
const decimalJs = { regex: '^decimal\\.js', message: 'Only core/money calculates with decimal.js.' }

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.cache/', 'reports/', 'coverage/', '**/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { farthing },
    // One program for the whole repository: a program for each package would check the shared sources again and again.
    languageOptions: { parserOptions: { project: 'tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', exportAll],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `LocalDate | Instant` are both strings to the compiler and two things to the reader.
      '@typescript-eslint/no-duplicate-type-constituents': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // Records and ports are closures over plain functions: no method here reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Both take structural types for nominal ones: a stream or a computed key of another declaration is no mistake.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Port contracts are asynchronous for the sake of databases; memory answers at once.
      '@typescript-eslint/require-await': 'off',
      'farthing/no-decimal-operators': 'error',
    },
  },
  {
    // A list of names, one origin a line.
    files: ['packages/*/src/index.ts'],
    rules: { 'max-lines': ['error', { max: 600 }] },
  },
  {
    // Its framework wants decorators of the older kind, which the compiler takes by an option.
    files: ['examples/5-nestjs/**/*.ts'],
    languageOptions: { parserOptions: { project: 'examples/5-nestjs/tsconfig.json' } },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: tests,
    rules: {
      'max-lines-per-function': ['error', { max: 70 }],
      'farthing/no-number-money': 'error',
      'farthing/no-division': 'error',
      'no-restricted-imports': ['error', { patterns: [zod, decimalJs] }],
    },
  },
  {
    files: pure,
    ignores: tests,
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is not an argument, so it is not here.' },
        { object: 'Temporal', property: 'Now', message: 'The time is an argument.' },
      ],
      'farthing/pure-at-import': 'error',
      'no-restricted-imports': ['error', { patterns: [node, zod, decimalJs] }],
      'no-restricted-syntax': ['error', exportAll, workAtImport],
    },
  },
  {
    files: ['packages/{pricing,ledger}/src/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', exportAll, workAtImport, division] },
  },
  {
    files: ['packages/core/src/money/**/*.ts'],
    ignores: tests,
    rules: {
      'farthing/no-division': 'off',
      'farthing/no-decimal-operators': 'off',
      'no-restricted-imports': ['error', { patterns: [node, zod] }],
    },
  },
  {
    files: ['packages/{core,pricing,ledger}/src/schemas/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', { patterns: [node, decimalJs] }] },
  },
  {
    // Schemas and arbitraries are made by calls; who imports them wants them.
    files: ['packages/{core,pricing,ledger}/src/{schemas,testing}/**/*.ts'],
    rules: { 'farthing/pure-at-import': 'off' },
  },
  {
    files: tests,
    rules: {
      // Tests index literals that they wrote two lines above, and hand wrong types in to see them refused.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // They look into parsed output, where a wrong guess turns them red.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'farthing/no-decimal-operators': 'off',
    },
  },
)
