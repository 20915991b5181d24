import { fail } from '@farthing/core'
import { builtInStages, checkBindings, checkProgram, factPackNames, type AvailablePack, type Bindings, type FactPackName, type Program } from '@farthing/pricing'
import { inFile } from './in-file.js'
import { readJsonFile } from './read-json-file.js'

/** A pipeline file: one program for all, or programs bound to plans with their policies. */
export type Pipeline = { readonly program: Program; readonly bindings?: never } | { readonly bindings: Bindings; readonly program?: never }

/**
 * Reads a pipeline file: `{ stages }`, or `{ bindings, policies? }`.
 *
 * @throws `file.unreadable`, `json.malformed`, and what `checkProgram` and `checkBindings` throw, each naming file and field
 */
export async function readPipeline(path: string): Promise<Pipeline> {
  const input = await readJsonFile(path)
  const isBound = typeof input === 'object' && input !== null && 'bindings' in input
  return inFile(path, () => (isBound ? { bindings: checkBindings(input) } : { program: checkProgram(input, builtInStages) }))
}

/**
 * Reads a file that says which facts can be had: a list of `{ pack, versions, fields?, records? }`.
 *
 * @throws `file.unreadable`, `json.malformed`, `catalog.malformed` naming file and field
 */
export async function readAvailablePacks(path: string): Promise<readonly AvailablePack[]> {
  const input = await readJsonFile(path)
  if (!Array.isArray(input)) return fail('catalog.malformed', { field: path, because: 'is not a list of fact packs' })
  return input.map((entry: unknown, index) => availablePack(entry, `${path}: [${index}]`))
}

function availablePack(entry: unknown, field: string): AvailablePack {
  const { pack, versions, fields, records } = typeof entry === 'object' && entry !== null ? (entry as Partial<{ [key in keyof AvailablePack]: unknown }>) : {}
  if (!isPackName(pack)) return fail('catalog.malformed', { field: `${field}.pack`, because: `is not one of ${factPackNames.join(', ')}` })
  if (!isListOf(versions, isCount)) return fail('catalog.malformed', { field: `${field}.versions`, because: 'is not a list of whole numbers' })
  if (fields !== undefined && !isListOf(fields, isText)) return fail('catalog.malformed', { field: `${field}.fields`, because: 'is not a list of texts' })
  if (records !== undefined && !isCount(records)) return fail('catalog.malformed', { field: `${field}.records`, because: 'is not a whole number' })
  return { pack, versions, ...(fields === undefined ? {} : { fields }), ...(records === undefined ? {} : { records }) }
}

function isPackName(value: unknown): value is FactPackName {
  return factPackNames.some((name) => name === value)
}

function isListOf<T>(value: unknown, is: (entry: unknown) => entry is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
