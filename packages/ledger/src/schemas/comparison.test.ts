import { describe, expect, it } from 'vitest'
import golden from '../comparison/golden/legacy-migration.json' with { type: 'json' }
import { resultOfInvoices } from '../comparison/result-of-invoices.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { ratingResultSchema, resultComparisonSchema } from './comparison.js'

const result = resultOfInvoices('ours', [sampleEvidence().invoice])

describe('schemas of results and what they differ in', () => {
  it('take what the library makes', () => {
    expect(ratingResultSchema.parse(result)).toEqual(result)
    expect(resultComparisonSchema.parse(golden)).toEqual(golden)
  })

  it('refuse the rest', () => {
    const [first] = result.lines
    expect(ratingResultSchema.safeParse({ ...result, lines: [{ ...first, amount: '1.50' }] }).success).toBe(false)
    expect(ratingResultSchema.safeParse({ ...result, lines: [{ ...first, note: 'x' }] }).success).toBe(false)
    expect(resultComparisonSchema.safeParse({ ...golden, format: 'result-comparison/2' }).success).toBe(false)
    expect(resultComparisonSchema.safeParse({ ...golden, hash: 'x' }).success).toBe(false)
  })
})
