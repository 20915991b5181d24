/** A value of a difference, for people: `nothing` where one side has none. */
export function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
