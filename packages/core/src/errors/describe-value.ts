const shownCharacters = 60

/**
 * A value as it may stand in a failure message: text in quotes with escapes, cut after 60 characters; anything else by its kind.
 * Never throws and never prints more than a line, whatever the input holds.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= shownCharacters
        ? JSON.stringify(value)
        : `${JSON.stringify(value.slice(0, shownCharacters))}… (${value.length} characters)`
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}
