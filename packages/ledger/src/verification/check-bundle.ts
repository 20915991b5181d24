import { fail } from '@farthing/core'
import type { EvidenceBundle } from './evidence-bundle.js'

/**
 * Reads a bundle from plain data. Only its frame is checked, in one look at each part: whether its content is right is what `verifyBundle` finds out.
 *
 * @param field what names the input in a failure, such as a file
 * @throws `verify.bundle_malformed` naming the part that is missing, or a format that this version does not know
 */
export function checkBundle(value: unknown, field = 'bundle'): EvidenceBundle {
  checkFrame(value, field)
  return value
}

export function checkFrame(value: unknown, field: string): asserts value is EvidenceBundle {
  if (!isRecord(value)) return refuseMalformed(field, 'is no record')
  refuseOther(value, 'format', 'evidence-bundle/1', field)
  const evidence = recordAt(value, 'evidence', field)
  refuseOther(evidence, 'format', 'invoice-evidence/1', `${field}.evidence`)
  listAt(recordAt(evidence, 'invoice', `${field}.evidence`), 'lines', `${field}.evidence.invoice`)
  for (const [index, rating] of listAt(evidence, 'ratings', `${field}.evidence`).entries()) checkRating(rating, `${field}.evidence.ratings[${index}]`)
  for (const part of ['stages', 'aggregations', 'handedOn', 'boundaries']) listAt(value, part, field)
  const seal = recordAt(value, 'seal', field)
  listAt(seal, 'parts', `${field}.seal`)
  if (Object.hasOwn(value, 'metering')) {
    const metering = recordAt(value, 'metering', field)
    recordAt(metering, 'meters', `${field}.metering`)
    listAt(metering, 'candidates', `${field}.metering`)
  }
}

export function checkRating(rating: unknown, field: string): void {
  if (!isRecord(rating)) return refuseMalformed(field, 'is no record')
  recordAt(recordAt(rating, 'contract', field), 'planVersion', `${field}.contract`)
  listAt(recordAt(rating, 'facts', field), 'usage', `${field}.facts`)
  recordAt(rating, 'period', field)
}

export interface Fields {
  readonly [key: string]: unknown
}

export function refuseOther(record: Fields, key: string, known: string, field: string): void {
  const found = own(record, key)
  if (found !== known) refuseMalformed(`${field}.${key}`, `is ${found === undefined ? 'missing' : JSON.stringify(found)}; this version reads ${known}`)
}

export function recordAt(record: Fields, key: string, field: string, place = `${field}.${key}`): Fields {
  const found = own(record, key)
  return isRecord(found) ? found : refuseMalformed(place, found === undefined ? 'is missing' : 'is no record')
}

export function listAt(record: Fields, key: string, field: string): readonly unknown[] {
  const found = own(record, key)
  return Array.isArray(found) ? found : refuseMalformed(`${field}.${key}`, found === undefined ? 'is missing' : 'is no list')
}

function own(record: Fields, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function refuseMalformed(field: string, because: string): never {
  return fail('verify.bundle_malformed', { field, because })
}
