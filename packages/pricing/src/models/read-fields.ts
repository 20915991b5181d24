import { checkText, describeValue, fail, parseDecimal, signOf, type Decimal } from '@farthing/core'

/** A record of unknown origin: a constructor's argument or parsed JSON. */
export type Fields = { readonly [key: string]: unknown }

/**
 * Reads a record whose keys are all among `known`. A value of `undefined` counts as absent.
 * An unknown key is refused, because a misspelt option that is ignored bills the wrong amount.
 */
export function readRecord(value: unknown, field: string, known: readonly string[]): Fields {
  const fields = readObject(value, field)
  for (const key of Object.keys(fields)) {
    if (!known.includes(key) && fields[key] !== undefined) {
      fail('catalog.malformed', { field: at(field, key), because: `is not one of ${known.join(', ')}`, facts: { known } })
    }
  }
  return fields
}

/** Enough for a price list, and a bound on what one reading costs. */
const maxNames = 10_000

/** Reads a record of up to 10,000 entries whose keys are names that its author chose, such as meters by name. */
export function readNamed(value: unknown, field: string): Fields {
  const fields = readObject(value, field)
  const entries = Object.keys(fields).length
  if (entries <= maxNames) return fields
  return fail('catalog.malformed', { field, because: `has ${entries} entries, more than ${maxNames}`, facts: { entries, maxNames } })
}

/** Reads a record whatever its keys. */
export function readObject(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  return fail('catalog.malformed', { field, because: `is ${describeValue(value)} and not a record` })
}

export function readList(value: unknown, field: string, limit: { readonly min: number; readonly max: number }): readonly unknown[] {
  if (!Array.isArray(value)) return fail('catalog.malformed', { field, because: `is ${describeValue(value)} and not a list` })
  if (value.length >= limit.min && value.length <= limit.max) return value
  return fail('catalog.malformed', {
    field,
    because: `has ${value.length} entries and not ${limit.min} to ${limit.max}`,
    facts: { entries: value.length, ...limit },
  })
}

/** A decimal in canonical form. Numbers are refused: `0.1` is not a tenth. */
export function readDecimal(value: unknown, field: string): Decimal {
  if (typeof value === 'string') return parseDecimal(value, field)
  return fail('decimal.malformed', { field, because: `is ${describeValue(value)} and not a decimal as text, such as "0.01"` })
}

/** A decimal above 0. @throws `price.invalid` */
export function readPositive(value: unknown, field: string): Decimal {
  const size = readDecimal(value, field)
  if (signOf(size) > 0) return size
  return fail('price.invalid', { field, because: `is ${size} and not above 0`, facts: { value: size } })
}

/** A decimal that is not below 0. @throws `price.invalid` */
export function readNotNegative(value: unknown, field: string): Decimal {
  const amount = readDecimal(value, field)
  if (signOf(amount) >= 0) return amount
  return fail('price.invalid', { field, because: `is ${amount} and below 0`, facts: { value: amount } })
}

/** A whole number from 0 to a million. */
export function readCount(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000) return value
  return fail('catalog.malformed', { field, because: `is ${describeValue(value)} and not a whole number from 0 to 1,000,000` })
}

export function readYesOrNo(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value
  return fail('catalog.malformed', { field, because: `is ${describeValue(value)} and not true or false` })
}

/** A name: well-formed text of 1 to 256 characters. */
export function readText(value: unknown, field: string): string {
  return checkText(value, { field })
}

/** Turns one value into what it should be, or fails naming its field. */
export type Read<T> = (value: unknown, field: string) => T

/** Reads one of a few words. */
export function oneOf<const C extends string>(choices: readonly C[]): Read<C> {
  return (value, field) => {
    const choice = choices.find((each) => each === value)
    if (choice !== undefined) return choice
    return fail('catalog.malformed', { field, because: `is ${describeValue(value)} and not one of ${choices.join(', ')}`, facts: { choices } })
  }
}

/** A record with the one property `key`, or an empty one when the value is absent: spread it into the record that is built. */
export function optional<K extends string, T>(fields: Fields, key: K, field: string, read: Read<T>): { readonly [key in K]?: T } {
  const value = fields[key]
  return value === undefined ? {} : ({ [key]: read(value, at(field, key)) } as { readonly [key in K]?: T })
}

/** The path of a key inside `field`. */
export function at(field: string, key: string | number): string {
  if (typeof key === 'number') return `${field}[${key}]`
  return field === '' ? key : `${field}.${key}`
}
