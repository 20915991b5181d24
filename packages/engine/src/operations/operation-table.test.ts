import { describe, expect, it } from 'vitest'
import { sampleBilling } from '../test/sample-billing.js'
import { operationTable } from './operation-table.js'

/** Every operation of a billing instance, as it is made: `area.operation`, or the name alone. */
export function operationsOf(billing: object): readonly string[] {
  return Object.entries(billing).flatMap(([area, part]: [string, unknown]) =>
    typeof part === 'function' ? [area] : Object.entries(part as object).flatMap(([name, operation]: [string, unknown]) => (typeof operation === 'function' ? [`${area}.${name}`] : [])),
  )
}

describe('the table of operations', () => {
  it('has a row for every operation of a billing instance, and for nothing else', () => {
    const rows = Object.entries(operationTable).flatMap(([area, operations]) => Object.keys(operations).map((name) => (area === '' ? name : `${area}.${name}`)))
    expect(rows.sort()).toEqual([...operationsOf(sampleBilling())].sort())
  })
})
