import { add, canonicalJson, compareBytes, checkJson, checkText, describeValue, fail, parseDecimal, parseExact, parseInstant, type Json, type JsonObject } from '@farthing/core'
import { factPackNames } from '../pipeline/fact-pack.js'
import type { Facts } from '../pipeline/facts.js'
import type { FactFieldType, FactPack } from './fact-pack.js'
import { factPacks } from './fact-packs.js'

const maxRecords = 1_000_000

/**
 * Reads the records that a host gives, in canonical form: known packs, known fields, each of its type, no record twice, events in the order in
 * which they happened and others in that of their identity. At most 1,000,000 of each pack; O(n log n).
 *
 * @throws `rating.fact_invalid` and the codes of decimals, instants and text, naming pack, record and field; `rating.too_large`
 */
export function checkFacts(facts: Facts): Facts {
  const unknown = Object.keys(facts).find((name) => !factPackNames.some((known) => known === name))
  if (unknown !== undefined) refuse(`facts.${unknown}`, `is no pack; there are ${factPackNames.join(', ')}`)
  return Object.fromEntries(factPackNames.flatMap((name) => {
    const records = facts[name]
    return records === undefined ? [] : [[name, checkPack(factPacks[name], records)]]
  }))
}

function checkPack(pack: FactPack, records: readonly JsonObject[]): readonly JsonObject[] {
  const field = `facts.${pack.name}`
  if (!Array.isArray(records)) refuse(field, `is ${describeValue(records)} and not a list`)
  if (records.length > maxRecords) {
    fail('rating.too_large', { field, because: `has ${records.length} records, more than ${maxRecords}`, facts: { records: records.length, maxRecords } })
  }
  const seen = new Set<string>()
  const checked = records.map((record, index) => {
    const place = `${field}[${index}]`
    const values = checkRecord(pack, record, place)
    const identity = canonicalJson(pack.identity.map((name) => values[name] ?? null))
    if (seen.has(identity)) refuse(place, `has the ${pack.identity.join(', ')} of an earlier record`)
    seen.add(identity)
    return values
  })
  return checked.sort((a, b) => compareRecords(a, b, pack))
}

function compareRecords(a: JsonObject, b: JsonObject, { identity }: FactPack): -1 | 0 | 1 {
  for (const field of ['occurredAt', ...identity]) {
    const order = compareBytes(sortable(a[field]), sortable(b[field]))
    if (order !== 0) return order
  }
  return 0
}

function sortable(value: Json | undefined): string {
  return typeof value === 'string' ? value : canonicalJson(value ?? null)
}

function checkRecord({ name, fields }: FactPack, record: unknown, place: string): JsonObject {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return refuse(place, `is ${describeValue(record)} and not a record`)
  const values = record as JsonObject
  for (const key of Object.keys(values)) if (!Object.hasOwn(fields, key)) refuse(`${place}.${key}`, `is not a field of ${name}: ${Object.keys(fields).join(', ')}`)
  return Object.fromEntries(Object.entries(fields).flatMap(([key, { type, required }]) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    if (value !== undefined) return [[key, readers[type](value, `${place}.${key}`)]]
    if (required) refuse(`${place}.${key}`, 'is missing')
    return []
  }))
}

const readers: { readonly [type in FactFieldType]: (value: Json, field: string) => Json } = {
  text: (value, field) => checkText(value, { field }),
  decimal: (value, field) => parseDecimal(textOf(value, field), field),
  // Computed quantities may be longer than what `parseExact` lets in; adding nothing gives the canonical form.
  exact: (value, field) => add(parseExact(textOf(value, field), field), '0'),
  instant: (value, field) => parseInstant(textOf(value, field), { field }),
  dimensions: (value, field) => Object.fromEntries(entriesOf(value, field).map(([name, each]) => [name, each === null ? null : checkText(each, { field: `${field}.${name}` })])),
  attributes: (value, field) => checkJson(Object.fromEntries(entriesOf(value, field)), field),
}

function textOf(value: Json, field: string): string {
  return typeof value === 'string' ? value : refuse(field, `is ${describeValue(value)} and not text`)
}

function entriesOf(value: Json, field: string): readonly (readonly [string, Json])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value)
  return refuse(field, `is ${describeValue(value)} and not a record`)
}

function refuse(field: string, because: string): never {
  return fail('rating.fact_invalid', { field, because })
}
