import type { CorrectionBundle } from './correction-bundle.js'
import { checkFrame, checkRating, listAt, recordAt, refuseMalformed, refuseOther, type Fields } from './check-bundle.js'

/**
 * Reads a bundle of corrections from plain data. Only its frame is checked: whether its content is right is what `verifyCorrections` finds out.
 *
 * @param field what names the input in a failure, such as a file
 * @throws `verify.bundle_malformed` naming the part that is missing, or a format that this version does not know
 */
export function checkCorrectionBundle(value: unknown, field = 'bundle'): CorrectionBundle {
  checkCorrections(value, field)
  return value
}

function checkCorrections(value: unknown, field: string): asserts value is CorrectionBundle {
  const bundle = recordAt({ value }, 'value', field, field)
  refuseOther(bundle, 'format', 'correction-bundle/1', field)
  checkFrame(recordAt(bundle, 'invoice', field), `${field}.invoice`)
  for (const [index, each] of listAt(bundle, 'corrections', field).entries()) checkCorrection(recordAt({ each }, 'each', field, `${field}.corrections[${index}]`), `${field}.corrections[${index}]`)
  for (const part of ['stages', 'aggregations']) listAt(bundle, part, field)
  listAt(recordAt(bundle, 'seal', field), 'parts', `${field}.seal`)
}

const kinds: readonly unknown[] = ['rerating', 'credit', 'void']

function checkCorrection(each: Fields, field: string): void {
  const correction = recordAt(each, 'correction', field)
  if (!kinds.includes(correction['kind'])) refuseMalformed(`${field}.correction.kind`, `is none of ${kinds.join(', ')}`)
  listAt(recordAt(correction, 'delta', `${field}.correction`), 'lines', `${field}.correction.delta`)
  listAt(correction, 'causes', `${field}.correction`)
  if ('target' in correction) listAt(recordAt(correction, 'target', `${field}.correction`), 'lines', `${field}.correction.target`)
  if ('note' in each) listAt(recordAt(each, 'note', field), 'lines', `${field}.note`)
  if (!('evidence' in each)) return
  for (const [index, rating] of listAt(recordAt(each, 'evidence', field), 'ratings', `${field}.evidence`).entries()) checkRating(rating, `${field}.evidence.ratings[${index}]`)
}
