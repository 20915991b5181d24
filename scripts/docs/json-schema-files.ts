import { jsonSchemaNames, jsonSchemas } from '@farthing/pricing/schemas'

/** The JSON Schemas that ship with `@farthing/pricing`, one file for each: `packages/pricing/schemas/charge.v1.json`. */
export function jsonSchemaFiles(): readonly { readonly file: string; readonly text: string }[] {
  const schemas = jsonSchemas()
  return jsonSchemaNames.map((name) => ({ file: `packages/pricing/schemas/${name}.v1.json`, text: `${JSON.stringify(schemas[name], undefined, 2)}\n` }))
}
