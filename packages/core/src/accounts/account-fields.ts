import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'

/** Refuses what is no object, and fields that the record does not have, so that a misspelt one is not lost. */
export function checkFields(value: unknown, field: string, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(field, `is ${describeValue(value)} and not an object`)
  const stranger = Object.keys(value).find((name) => !known.includes(name))
  if (stranger !== undefined) refuse(field, `has the unknown field ${describeValue(stranger)}`)
}

/** Texts that may be absent. */
export function checkTexts<T extends object>(record: T, field: string, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    if (record[name] !== undefined) checkText(record[name], { field: `${field}.${name}` })
  }
}

export interface ListCheck<T> {
  readonly most: number
  readonly least?: number
  /** Of two items with one key the second is refused. */
  readonly keyOf: (item: T) => string
  readonly check: (item: T, field: string) => void
}

export function checkList<T>(list: readonly T[], field: string, { most, least = 0, keyOf, check }: ListCheck<T>): void {
  const given: unknown = list
  if (!Array.isArray(given)) refuse(field, `is ${describeValue(given)} and not a list`)
  if (list.length < least || list.length > most) refuse(field, `has ${list.length} entries, where ${least} to ${most} are taken`)
  const seen = new Set<string>()
  list.forEach((item, index) => {
    check(item, `${field}[${index}]`)
    const key = keyOf(item)
    if (seen.has(key)) refuse(`${field}[${index}]`, 'is there a second time')
    seen.add(key)
  })
}

export function checkOneOf(value: unknown, field: string, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return
  refuse(field, `is ${describeValue(value)} and not ${known.map((name) => `"${name}"`).join(' or ')}`)
}

export function checkWhole(value: unknown, field: string, { from, to }: { readonly from: number; readonly to: number }): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return
  refuse(field, `is ${describeValue(value)} and not a whole number from ${from} to ${to}`)
}

export function refuse(field: string, because: string): never {
  return fail('account.invalid', { field, because })
}
