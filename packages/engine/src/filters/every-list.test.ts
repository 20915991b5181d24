import { expect, it } from 'vitest'
import { operationTable } from '../operations/operation-table.js'
import { acmeBilling, failureIn } from '../test/sample-billing.js'

/** What is listed of one thing that its first argument names, and not by conditions. */
const ofOneThing: readonly string[] = ['ledger.listOfAccount', 'runs.accounts']

it('every list refuses what it does not go by, and pages that are none', async () => {
  const billing = await acmeBilling()
  const lists: string[] = []
  for (const [area, rows] of Object.entries(operationTable)) {
    for (const [name, { kind, names, isStream = false }] of Object.entries(rows)) {
      const part: unknown = Reflect.get(billing, area)
      if (kind !== 'query' || names !== undefined || isStream || typeof part !== 'object' || part === null) continue
      const list = Reflect.get(part, name) as (...args: readonly unknown[]) => Promise<unknown>
      const answer = await Promise.resolve().then(() => list()).catch(() => undefined)
      if (typeof answer !== 'object' || answer === null || !('items' in answer) || ofOneThing.includes(`${area}.${name}`)) continue
      lists.push(`${area}.${name}`)
      const refused = await failureIn(async () => list({ acount: 'acme' }))
      expect(refused, `${area}.${name}`).toMatchObject({ code: expect.stringMatching(/^(filter.invalid|storage.page_invalid)$/) as string, field: 'acount' })
      const request = refused?.code === 'filter.invalid' ? [{}, { limit: 0 }] : [{ limit: 0 }]
      expect(await failureIn(async () => list(...request)), `${area}.${name}`).toMatchObject({ code: 'storage.page_invalid' })
    }
  }
  expect(lists.length).toBeGreaterThan(35)
})
