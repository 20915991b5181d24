import { compare, failureOf, parseExact, parseInstant } from '@farthing/core'

/**
 * Whether an answer states what a vector expects: decimals and fractions by value ("10.00" is "10", and the integer 10),
 * instants by the moment they name, lists by position, records by every key that the vector states.
 */
export function sameValue(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length && expected.every((item, index) => sameValue(item, actual[index]))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false
    const found = actual as Readonly<Record<string, unknown>>
    return Object.entries(expected).every(([key, value]) => Object.hasOwn(found, key) && sameValue(value, found[key]))
  }
  return Object.is(expected, actual) || sameText(textOf(expected), textOf(actual))
}

/** A count may be a JSON integer on one side and a decimal string on the other. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : undefined
}

function sameText(expected: string | undefined, actual: string | undefined): boolean {
  if (expected === undefined || actual === undefined) return false
  const numbers = [expected, actual].map((text) => read(() => parseExact(text)))
  if (numbers[0] !== undefined && numbers[1] !== undefined) return compare(numbers[0], numbers[1]) === 0
  const instants = [expected, actual].map((text) => read(() => parseInstant(text)))
  return instants[0] !== undefined && instants[0] === instants[1]
}

/** What a text says, or undefined when it says something else. */
function read<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    failureOf(error)
    return undefined
  }
}
