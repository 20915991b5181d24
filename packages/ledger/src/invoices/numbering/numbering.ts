import { checkText, describeValue, fail, localDateOf, type Instant, type Zone } from '@farthing/core'

/** How documents of one legal entity are numbered. */
export interface Numbering {
  /**
   * The text of a number. `{number}` is the count, `{number:6}` filled up to six digits; `{year}` and `{month}` those of the date of issue; `{entity}` the legal
   * entity. `INV-{year}-{number:6}` gives `INV-2026-000042`.
   */
  readonly format: string
  /** Whose documents these are, where a tenant has more than one legal entity. */
  readonly entity?: string
  /** `year` starts the count again with each year of issue; `never` unless given. */
  readonly restart?: 'never' | 'year'
  /** The most characters that the targets of exports take, such as 21; 64 unless given. */
  readonly maxLength?: number
}

/** What a number is made for. */
export interface NumberedDocument {
  readonly issuedAt: Instant
  /** Whose date the date of issue is. */
  readonly zone: Zone
}

const longest = 64
const place = /\{(number|year|month|entity)(?::(\d{1,2}))?\}/g

/**
 * Returns a numbering as it is.
 *
 * @throws `invoice.numbering_invalid` for a format without its one count, with a place that nothing fills, with a count that starts again each year without
 *   saying the year, or for which even the first number or the name of the series is too long
 */
export function checkNumbering(numbering: Numbering, field = 'numbering'): Numbering {
  const { format, entity, restart = 'never', maxLength = longest } = numbering
  checkText(format, { field: `${field}.format`, maxLength: longest })
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > longest) refuse(`${field}.maxLength`, `is ${describeValue(maxLength)} and not 1 to ${longest}`)
  const places = [...format.matchAll(place)]
  if (places.filter(([, name]) => name === 'number').length !== 1) refuse(`${field}.format`, `is "${format}", without one place for the count`)
  if (/[{}]/.test(format.replaceAll(place, ''))) refuse(`${field}.format`, `is "${format}", with a place that nothing fills`)
  if (restart === 'year' && !places.some(([, name]) => name === 'year')) refuse(`${field}.format`, `is "${format}", which says no year where the count starts again with it`)
  if (places.some(([, name]) => name === 'entity') && entity === undefined) refuse(`${field}.entity`, 'is missing, and the format says it')
  if (entity !== undefined) checkText(entity, { field: `${field}.entity`, maxLength: 32 })
  const first: NumberedDocument = { issuedAt: '2026-01-01T00:00:00.000000Z', zone: 'UTC' }
  documentNumber(numbering, 1, first)
  const series = numberSeries(numbering, first)
  if (series.length > longest) refuse(`${field}.format`, `gives the series "${series}" with ${series.length} characters, where ${longest} are taken`)
  return numbering
}

/** The series that a number is drawn from: one for each legal entity, and for each year where the count starts again. The port makes it gapless per tenant. */
export function numberSeries({ format, entity, restart = 'never' }: Numbering, { issuedAt, zone }: NumberedDocument): string {
  const [prefix = ''] = format.split('{')
  const name = prefix.replace(/[^\p{L}\p{N}]+$/u, '')
  const year = restart === 'year' ? [localDateOf(issuedAt, zone).slice(0, 4)] : []
  return [name === '' ? 'documents' : name, ...(entity === undefined ? [] : [entity]), ...year].join('/')
}

/**
 * The text of a number. It is as wide as the count needs, never cut.
 *
 * @throws `invoice.numbering_invalid` when it is longer than its targets take
 */
export function documentNumber({ format, entity = '', maxLength = longest }: Numbering, count: number, { issuedAt, zone }: NumberedDocument): string {
  const date = localDateOf(issuedAt, zone)
  const values: Readonly<Record<string, string>> = { number: String(count), year: date.slice(0, 4), month: date.slice(5, 7), entity }
  const text = format.replaceAll(place, (_, name: string, width?: string) => (values[name] ?? '').padStart(Number(width ?? 0), '0'))
  if (text.length > maxLength) refuse('number', `is "${text}" with ${text.length} characters, and its targets take ${maxLength}`)
  return text
}

function refuse(field: string, because: string): never {
  return fail('invoice.numbering_invalid', { field, because })
}
