import { checkJson, type JsonObject } from '@farthing/core'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { use } from '../charges/pipeline/test/sample-program.js'
import { rate } from '../rating/rate.js'
import { arbitraryRatingInput } from '../testing/arbitrary-rating.js'
import { jsonSchemaFixtures } from '../testing/fixtures/json-schema-fixtures.js'
import { sampleFacts } from '../testing/fixtures/sample-facts.js'
import { factsSchema, jsonSchemaNames, jsonSchemas, manifestSchema, programSchema, stageContextSchema, type JsonSchemaName } from './index.js'

const schemas = jsonSchemas()
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
const validators = Object.fromEntries(jsonSchemaNames.map((name) => [name, ajv.compile(schemas[name])])) as Record<JsonSchemaName, ValidateFunction>
const fixtures = jsonSchemaFixtures()
const [charge, context, program, manifest] = [fixtures.charge, fixtures.context, fixtures.program, fixtures.manifest] as readonly JsonObject[]
const [event] = fixtures.events as readonly JsonObject[]

describe('the JSON Schemas', () => {
  it.each(jsonSchemaNames)('%s accepts its fixture', (name) => {
    expect([validators[name](fixtures[name]), validators[name].errors]).toEqual([true, null])
    expect(schemas[name]).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `farthing:${name}.v1` })
  })

  it('charge accepts every charge that rating makes, and manifest every stage that ships', () => {
    fc.assert(
      fc.property(arbitraryRatingInput(), (input) => {
        for (const each of rate(input).charges) expect(validators.charge(each)).toBe(true)
      }),
      { numRuns: 1000 },
    )
    for (const { manifest: each } of Object.values(builtInStages)) expect(validators.manifest(each)).toBe(true)
  })

  test.each<[JsonSchemaName, string, unknown]>([
    ['charge', 'without a key', without(charge, 'chargeKey')],
    ['charge', 'with an unknown field', { ...charge, note: 'x' }],
    ['charge', 'with a number for an amount', { ...charge, amount: 49 }],
    ['charge', 'with an amount that is not canonical', { ...charge, amount: '49.00' }],
    ['charge', 'with no steps', { ...charge, trail: [] }],
    ['facts', 'of an unknown pack', { weather: [] }],
    ['facts', 'without a required field', { services: [{ name: 'Hosting', value: '1' }] }],
    ['facts', 'with a fraction for a decimal', { services: [{ component: 'a', name: 'Hosting', value: '1/3' }] }],
    ['facts', 'with a dimension that is a number', { usage: [{ ...sampleFacts.usage[0], dimensions: { region: 1 } }] }],
    ['events', 'that are one event', event],
    ['events', 'with a local time', [{ ...event, time: '2026-10-14T09:00:00' }]],
    ['events', 'with data that is text', [{ ...event, data: 'x' }]],
    ['context', 'without a currency', without(context, 'currency')],
    ['context', 'of another side', { ...context, side: 'purchase' }],
    ['program', 'with a stage without rules', { stages: [use('percent-discount@1', { rules: [] })] }],
    ['program', 'with a configuration that is text', { stages: [use('percent-discount@1', { rules: [{ id: 'a', config: '10' as never }] })] }],
    ['manifest', 'of version 0', { ...manifest, version: 0 }],
    ['manifest', 'that reads an unknown pack', { ...manifest, facts: [{ pack: 'weather', versions: [1], fields: [], required: true }] }],
    ['manifest', 'without limits', without(manifest, 'limits')],
  ])('%s refuses one %s', (name, _, value) => {
    expect(validators[name](value)).toBe(false)
  })
})

describe('the schemas behind them', () => {
  it('accept what the library makes, unchanged', () => {
    expect(stageContextSchema.parse(context)).toStrictEqual(context)
    expect(programSchema.parse(program)).toStrictEqual(program)
    expect(factsSchema.parse(sampleFacts)).toStrictEqual(sampleFacts)
    for (const { manifest: each } of Object.values(builtInStages)) expect(manifestSchema.parse(each)).toStrictEqual(each)
  })
})

function without(record: object | undefined, key: string): JsonObject {
  const { [key]: _, ...others } = checkJson(record, '') as JsonObject
  return others
}
