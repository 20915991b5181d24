import { jsonSchemaNames, jsonSchemas } from '@farthing/pricing/schemas'
import { jsonSchemaFixtures } from '@farthing/pricing/testing'

/** The JSON Schemas that ship with `@farthing/pricing` and a valid record of each: `packages/pricing/schemas/charge.v1.json`, `…/fixtures/charge.v1.json`. */
export function jsonSchemaFiles(): readonly { readonly file: string; readonly text: string }[] {
  const [schemas, fixtures] = [jsonSchemas(), jsonSchemaFixtures()]
  return jsonSchemaNames.flatMap((name) => [
    { file: `packages/pricing/schemas/${name}.v1.json`, text: textOf(schemas[name]) },
    { file: `packages/pricing/schemas/fixtures/${name}.v1.json`, text: textOf(fixtures[name]) },
  ])
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
