import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderOrder, purePackages } from '../workspace/layers.mjs'
import { lintViolations, structureViolations, typeViolations, type Violations } from './find-violations.js'
import { impurities, type Impurity } from './impurities.js'
import { plantWorkspace, type PlantedWorkspace } from './plant-workspace.js'

const pureFiles = purePackages.map((folder) => `packages/${folder}/src/${folderOrder[folder][0]}/pure.ts`)
const caughtBy = (check: 'lint' | 'types' | 'structure'): readonly (readonly [string, Impurity])[] =>
  [...impurities].filter(([, impurity]) => impurity[check] !== undefined)

describe('purity of core, pricing and ledger', () => {
  let workspace: PlantedWorkspace
  beforeAll(() => {
    const impure = [...impurities].map(([file, { text }]) => [file, `${text}\n`] as const)
    const pure = pureFiles.map((file) => [file, 'export const double = (count: number): number => count * 2\n'] as const)
    workspace = plantWorkspace(Object.fromEntries([...impure, ...pure]))
  })
  afterAll(() => workspace.remove())

  describe('lint', () => {
    let found: Violations
    beforeAll(async () => {
      found = await lintViolations(workspace.path)
    })
    test.each(caughtBy('lint'))('catches %s', (file, impurity) => expect(found.get(file)).toContain(impurity.lint))
    test.each(pureFiles)('passes %s', (file) => expect(found.get(file)).toEqual([]))
  })

  describe('types without Node and DOM', () => {
    let found: Violations
    beforeAll(async () => {
      found = await typeViolations(workspace.path)
    })
    test.each(caughtBy('types'))('catch %s', (file) => expect(found.get(file)).toBeDefined())
    test.each(pureFiles)('pass %s', (file) => expect(found.get(file)).toBeUndefined())
  })

  describe('dependency rules', () => {
    let found: Violations
    beforeAll(async () => {
      found = await structureViolations(workspace.path)
    })
    test.each(caughtBy('structure'))('catch %s', (file, impurity) => expect(found.get(file)).toContain(impurity.structure))
    test.each(pureFiles)('pass %s', (file) => expect(found.get(file)).toBeUndefined())
  })
})
