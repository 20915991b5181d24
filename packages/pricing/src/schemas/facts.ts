import { jsonObjectSchema, decimalSchema, dimensionsSchema, exactSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import type { FactFieldType, FactPack } from '../charges/facts/fact-pack.js'
import { factPacks } from '../charges/facts/fact-packs.js'
import { factPackNames } from '../charges/pipeline/fact-pack.js'
import type { Facts } from '../charges/pipeline/facts.js'

const types: { readonly [type in FactFieldType]: z.ZodType } = {
  text: identifierSchema,
  decimal: decimalSchema,
  exact: exactSchema,
  instant: instantSchema,
  dimensions: dimensionsSchema,
  attributes: jsonObjectSchema,
}

/** Records of every pack in its newest version, made from the table of packs. That no record is there twice is for `checkFacts` to say. */
export const factsSchema = factsObject()

function factsObject(): z.ZodType<Facts> {
  const packs = factPackNames.map((name) => [name, z.array(recordSchema(factPacks[name])).readonly().exactOptional()] as const)
  return z.strictObject(Object.fromEntries(packs))
}

function recordSchema({ fields }: FactPack): z.ZodType {
  const shape = Object.entries(fields).map(([name, { type, required, means, unit }]) => {
    const field = types[type].meta({ description: unit === undefined ? means : `${means}, in ${unit}` })
    return [name, required ? field : z.exactOptional(field)] as const
  })
  return z.strictObject(Object.fromEntries(shape)).readonly()
}
