import { currencyCodeSchema, decimalSchema, dimensionsSchema, exactSchema, hashSchema, identifierSchema, instantSchema, jsonObjectSchema, usageEventSchema } from '@farthing/core/schemas'
import type { JsonObject } from '@farthing/core'
import { z } from 'zod'
import { chargeSchema } from './charge.js'
import { factsSchema } from './facts.js'
import { programSchema } from './program.js'
import { manifestSchema, stageContextSchema } from './stage.js'

/** What has a JSON Schema, by the name of its file: `charge.v1.json`. */
export const jsonSchemaNames = ['charge', 'facts', 'events', 'context', 'program', 'manifest'] as const

export type JsonSchemaName = (typeof jsonSchemaNames)[number]

const version = 1

/** Each as what it is: a change that refuses a record which was valid, or accepts one with new fields, is a new version. */
const sources: { readonly [name in JsonSchemaName]: { readonly title: string; readonly schema: z.ZodType } } = {
  charge: { title: 'A charge', schema: chargeSchema },
  facts: { title: 'Records that stages may read, by fact pack', schema: factsSchema },
  events: { title: 'Usage events in canonical form', schema: z.array(usageEventSchema) },
  context: { title: 'What holds for a whole run of a program', schema: stageContextSchema },
  program: { title: 'A program: stages in the order in which they run', schema: programSchema },
  manifest: { title: 'What a stage says of itself', schema: manifestSchema },
}

/**
 * The JSON Schemas (draft 2020-12) of what stages are handed and of what programs are made of, for authors in other languages. They say the
 * shape: what belongs together, such as amounts that sum, the checks of the library say.
 */
export function jsonSchemas(): { readonly [name in JsonSchemaName]: JsonObject } {
  const schemas = jsonSchemaNames.map((name) => [name, jsonSchemaOf(name)] as const)
  return Object.fromEntries(schemas) as { readonly [name in JsonSchemaName]: JsonObject }
}

function jsonSchemaOf(name: JsonSchemaName): JsonObject {
  const { title, schema } = sources[name]
  const made = z.toJSONSchema(schema, { unrepresentable: 'any', override: ({ zodSchema, jsonSchema }) => describe(zodSchema, jsonSchema) })
  const { $schema, ...rest } = JSON.parse(JSON.stringify(made)) as JsonObject
  return { $schema: $schema ?? null, $id: `farthing:${name}.v${version}`, title, ...rest }
}

/** Forms that are checked by code, as far as a pattern can say them. */
const forms: readonly (readonly [z.ZodType, object])[] = [
  [decimalSchema, { type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$' }],
  [exactSchema, { type: 'string', pattern: '^-?(0|[1-9][0-9]*)((\\.[0-9]*[1-9])?|/[1-9][0-9]*)$' }],
  [instantSchema, { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$' }],
  [identifierSchema, { type: 'string', minLength: 1, maxLength: 256 }],
  [hashSchema, { type: 'string', pattern: '^[0-9a-f]{64}$' }],
  [currencyCodeSchema, { type: 'string', pattern: '^[A-Z0-9]{1,12}$' }],
  [dimensionsSchema, { type: 'object', additionalProperties: { type: ['string', 'null'] } }],
  [jsonObjectSchema, { type: 'object' }],
]

function describe(zodSchema: z.core.$ZodType, jsonSchema: { [key: string]: unknown }): void {
  // A schema with a description is a copy of the one that it was made from.
  const form = forms.find(([known]) => known === zodSchema || known === zodSchema._zod.parent)
  if (form !== undefined) {
    const { description } = jsonSchema
    for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key)
    Object.assign(jsonSchema, form[1], description === undefined ? {} : { description })
  } else if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { type: 'object' })
  delete jsonSchema['readOnly']
}
