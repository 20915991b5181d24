import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { structureViolations, type Violations } from './find-violations.js'
import { plantWorkspace, type PlantedWorkspace } from './plant-workspace.js'

interface Case {
  /** What is wrong, in words. */
  readonly title: string
  readonly file: string
  readonly text: string
  /** The rule that reports it; absent when the import is allowed. */
  readonly rule?: string
}

const cases: readonly Case[] = [
  {
    title: 'a folder imports a later folder',
    file: 'packages/core/src/errors/early.ts',
    text: "import { late } from '../usage/late.js'\nexport const early = late",
    rule: 'folder-order-core-errors',
  },
  {
    title: 'a folder imports a later folder for a type',
    file: 'packages/pricing/src/models/early.ts',
    text: "import type { late } from '../rating/late.js'\nexport type Early = typeof late",
    rule: 'folder-order-pricing-models',
  },
  {
    title: 'a folder imports the index of its package',
    file: 'packages/ledger/src/invoices/round-about.ts',
    text: "import * as all from '../index.js'\nexport const everything = all",
    rule: 'folder-order-ledger-invoices',
  },
  {
    title: 'a folder imports an earlier folder',
    file: 'packages/core/src/usage/backward.ts',
    text: "import { first } from '../errors/first.js'\nexport const backward = first",
  },
  {
    title: 'a test imports a later folder',
    file: 'packages/core/src/errors/early.test.ts',
    text: "import { late } from '../usage/late.js'\nexport const early = late",
  },
  {
    title: 'core imports pricing',
    file: 'packages/core/src/usage/upward.ts',
    text: "import * as pricing from '@farthing/pricing'\nexport const upward = pricing",
    rule: 'package-order-core',
  },
  {
    title: 'ledger imports the engine for a type',
    file: 'packages/ledger/src/book/upward.ts',
    text: "import type * as engine from '@farthing/engine'\nexport type Upward = typeof engine",
    rule: 'package-order-ledger',
  },
  {
    title: 'engine imports ledger',
    file: 'packages/engine/src/downward.ts',
    text: "import * as ledger from '@farthing/ledger'\nexport const downward = ledger",
  },
  {
    title: 'an adapter runs pricing',
    file: 'packages/adapters-memory/src/rates.ts',
    text: "import * as pricing from '@farthing/pricing'\nexport const rates = pricing",
    rule: 'types-only-adapters-memory',
  },
  {
    title: 'an adapter names a pricing record',
    file: 'packages/adapters-memory/src/names.ts',
    text: "import type * as pricing from '@farthing/pricing'\nexport type Names = typeof pricing",
  },
  {
    title: 'a package reaches inside another one',
    file: 'packages/pricing/src/models/inside.ts',
    text: "import { first } from '../../../core/src/errors/first.js'\nexport const inside = first",
    rule: 'no-reaching-inside',
  },
  {
    title: 'a test on PostgreSQL reaches inside another package',
    file: 'packages/pricing/src/models/inside.pg.test.ts',
    text: "import { first } from '../../../core/src/errors/first.js'\nexport const inside = first",
    rule: 'no-reaching-inside-from-server-tests',
  },
  {
    title: 'a test on a server reaches inside another package',
    file: 'packages/pricing/src/models/inside.pg.test.ts',
    text: "import { first } from '../../../core/src/errors/first.js'\nexport const inside = first",
    rule: 'no-reaching-inside-from-server-tests',
  },
  {
    title: 'a test on a server borrows the test server of another package',
    file: 'packages/farthing/test/serve.pg.test.ts',
    text: "import { serve } from '../../adapters-pg/test-server/serve.js'\nexport const server = serve",
  },
  {
    title: 'a test on a server borrows a law of whole engines',
    file: 'packages/farthing/test/law.pg.test.ts',
    text: "import { law } from '../../engine/src/test/laws/law.js'\nexport const held = law",
  },
  {
    title: 'arithmetic imports zod',
    file: 'packages/core/src/money/schema.ts',
    text: "import { z } from 'zod'\nexport const schema = z.string()",
    rule: 'zod-in-schemas-only',
  },
  {
    title: 'a pure package has a dependency of its own',
    file: 'packages/ledger/src/invoices/dependent.ts',
    text: "import ts from 'typescript'\nexport const dependent = ts",
    rule: 'pure-dependencies',
  },
  {
    title: 'an example imports what no host can',
    file: 'examples/9-inside/main.ts',
    text: "import { first } from '../../packages/core/src/errors/first.js'\nexport const inside = first",
    rule: 'published-names-only',
  },
  {
    title: 'an example imports a published name',
    file: 'examples/9-inside/published.ts',
    text: "import * as farthing from 'farthing'\nexport const published = farthing",
  },
  {
    title: 'a schema imports zod',
    file: 'packages/core/src/schemas/schema.ts',
    text: "import { z } from 'zod'\nexport const schema = z.string()",
  },
  {
    title: 'billing imports fast-check',
    file: 'packages/engine/src/arbitrary.ts',
    text: "import fc from 'fast-check'\nexport const arbitrary = fc.string()",
    rule: 'fast-check-in-testing-only',
  },
  {
    title: 'two files import each other',
    file: 'packages/engine/src/egg.ts',
    text: "import { hen } from './hen.js'\nexport const egg = (): unknown => hen",
    rule: 'no-circle',
  },
  {
    title: 'an import leads nowhere',
    file: 'packages/engine/src/lost.ts',
    text: "import { nothing } from './nowhere.js'\nexport const lost = nothing",
    rule: 'no-unresolved',
  },
  {
    title: 'source imports a test',
    file: 'packages/core/src/usage/tested.ts',
    text: "import { early } from '../errors/early.test.js'\nexport const tested = early",
    rule: 'no-tests-in-source',
  },
]

const others = {
  'packages/core/src/errors/first.ts': 'export const first = 1\n',
  'packages/adapters-pg/test-server/serve.ts': 'export const serve = 1\n',
  'packages/engine/src/test/laws/law.ts': 'export const law = 1\n',
  'packages/core/src/usage/late.ts': 'export const late = 1\n',
  'packages/pricing/src/rating/late.ts': 'export const late = 1\n',
  'packages/engine/src/hen.ts': "import { egg } from './egg.js'\nexport const hen = (): unknown => egg\n",
}

describe('the order of packages and folders', () => {
  let workspace: PlantedWorkspace
  let found: Violations
  beforeAll(async () => {
    workspace = plantWorkspace({ ...others, ...Object.fromEntries(cases.map(({ file, text }) => [file, `${text}\n`])) })
    found = await structureViolations(workspace.path)
  })
  afterAll(() => workspace.remove())

  test.each(cases.filter(({ rule }) => rule !== undefined))('refuses: $title', ({ file, rule }) => {
    expect(found.get(file)).toContain(rule)
  })
  test.each(cases.filter(({ rule }) => rule === undefined))('allows: $title', ({ file }) => {
    expect(found.get(file)).toBeUndefined()
  })
})
