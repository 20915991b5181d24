import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { plantWorkspace, type PlantedWorkspace } from '../planted/plant-workspace.js'
import { emitProgram } from './emit-program.js'
import { reportEntryPoint } from './report-entry-point.js'

const index = "export { price } from './models/price.js'\nexport type { Price, Price as Tariff } from './models/price.js'\nexport { first } from '@farthing/core'\n"
const price = `
/** What it costs. */
export interface Price { readonly unit: string }
export function price(unit: string): Price
export function price(unit: string, currency: string): Price
export function price(unit: string): Price { return { unit } }
export const notExported = 1
`

describe('reportEntryPoint', () => {
  let workspace: PlantedWorkspace | undefined
  afterEach(() => workspace?.remove())

  async function report(files: Readonly<Record<string, string>>): Promise<string> {
    workspace = plantWorkspace({ 'packages/core/src/index.ts': 'export const first = 1\n', 'packages/pricing/src/index.ts': index, ...files })
    const entry = { specifier: '@farthing/pricing', name: 'index', source: join(workspace.path, 'packages/pricing/src/index.ts') }
    return reportEntryPoint(entry, await emitProgram([entry]))
  }

  test('lists what is exported, by name, without comments and bodies', async () => {
    const text = await report({ 'packages/pricing/src/models/price.ts': price })
    expect(text.slice(text.indexOf('```ts'))).toBe(`\`\`\`ts
export interface Price {
    readonly unit: string;
}

export interface Price {
    readonly unit: string;
}
export { Price as Tariff }

// first: from @farthing/core

export declare function price(unit: string): Price;
export declare function price(unit: string, currency: string): Price;
\`\`\`
`)
  })
  test.each([
    ['a parameter', price.replace('unit: string, currency: string', 'unit: string, currency: string, zone: string')],
    ['a field', price.replace('unit: string }', 'unit: string; readonly flat?: string }')],
    ['a return type', price.replaceAll('): Price', '): Readonly<Price>')],
  ])('changes with %s', async (_name, changed) => {
    const before = await report({ 'packages/pricing/src/models/price.ts': price })
    workspace?.remove()
    expect(await report({ 'packages/pricing/src/models/price.ts': changed })).not.toBe(before)
  })
  test('stays with a comment or a body', async () => {
    const before = await report({ 'packages/pricing/src/models/price.ts': price })
    workspace?.remove()
    const changed = price.replace('What it costs', 'What it is').replace('{ unit } }', '{ unit: unit.trim() } }')
    expect(await report({ 'packages/pricing/src/models/price.ts': changed })).toBe(before)
  })
})
