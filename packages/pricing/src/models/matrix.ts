import { canonicalJson, fail, type Decimal, type Dimensions } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import type { PriceModel } from './price-model.js'
import { at, optional, readDecimal, readList, readNamed, readRecord, readText } from './read-fields.js'

/** The price of usage that has all these dimension values. */
export interface MatrixRow {
  readonly when: Dimensions
  readonly unit: Decimal
}

/** The unit price depends on the dimensions of usage. */
export interface MatrixPrice {
  readonly model: 'matrix'
  /** The first row that fits decides, so the special ones come first. */
  readonly rows: readonly MatrixRow[]
  /** Price of usage that no row fits; without it such usage is refused. */
  readonly otherwise?: Decimal
}

const maxRows = 10_000

/** One part: the row that fits. A dimension that usage lacks is `null`, also in `when`. A negative quantity is credited at the same price. */
export const matrixModel: PriceModel<MatrixPrice> = {
  name: 'matrix',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'rows', 'otherwise'])
    const place = at(field, 'rows')
    const rows = readList(fields.rows, place, { min: 1, max: maxRows }).map((row, index) => readRow(row, at(place, index)))
    refuseRepeated(rows, place)
    return { model: 'matrix', rows, ...optional(fields, 'otherwise', field, readDecimal) }
  },

  dimensions({ rows }) {
    return [...new Set(rows.flatMap(({ when }) => Object.keys(when)))]
  },

  rate({ rows, otherwise }, { quantity, dimensions = {} }) {
    const row = rows.find(({ when }) => Object.entries(when).every(([name, value]) => valueOf(dimensions, name) === value))
    const unit = row?.unit ?? otherwise
    if (unit === undefined) {
      return fail('price.not_priced', { field: 'dimensions', because: `are ${canonicalJson(dimensions)}, which no row fits` })
    }
    return ratedPrice([chargePart({ label: row === undefined ? 'Other' : rowLabel(row), quantity, unit })])
  },
}

function readRow(value: unknown, field: string): MatrixRow {
  const fields = readRecord(value, field, ['when', 'unit'])
  const place = at(field, 'when')
  const when = Object.entries(readNamed(fields.when, place)).map(([name, wanted]) => [name, wanted === null ? null : readText(wanted, at(place, name))])
  if (when.length === 0) fail('price.invalid', { field: place, because: 'is empty; the price of all other usage is `otherwise`' })
  return { when: Object.fromEntries(when) as Dimensions, unit: readDecimal(fields.unit, at(field, 'unit')) }
}

function refuseRepeated(rows: readonly MatrixRow[], field: string): void {
  const seen = new Map<string, number>()
  rows.forEach(({ when }, index) => {
    const key = canonicalJson(when)
    const first = seen.get(key)
    if (first !== undefined) fail('price.invalid', { field: at(at(field, index), 'when'), because: `repeats row ${first}, which always decides`, facts: { first } })
    seen.set(key, index)
  })
}

function rowLabel({ when }: MatrixRow): string {
  return Object.entries(when).map(([name, value]) => `${name}: ${value ?? 'none'}`).join(', ')
}

function valueOf(dimensions: Dimensions, name: string): string | null {
  return Object.hasOwn(dimensions, name) ? (dimensions[name] ?? null) : null
}
