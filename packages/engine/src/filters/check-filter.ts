import { calendarGrid, checkCurrency, checkInterval, checkText, describeValue, fail, findPeriod, parseInstant, type Interval } from '@farthing/core'

/** Every value that a condition may have. */
type KnownValues<V extends string = string> = { readonly [value in V]: true }

type ConditionRule = 'text' | 'texts' | 'currency' | 'instant' | 'interval' | 'period' | 'number' | 'flag' | KnownValues

/** What fits the type of a condition. */
type RuleFor<V> = [V] extends [true]
  ? 'flag'
  : [V] extends [readonly string[]]
    ? 'texts'
    : [V] extends [number]
      ? 'number'
      : [V] extends [string]
        ? string extends V
          ? 'text' | 'currency' | 'instant' | 'period'
          : KnownValues<V>
        : 'interval'

/** Every condition of a filter with every value that it may have: the compiler asks for new ones. */
export type FilterRules<F> = { readonly [K in keyof F]-?: RuleFor<NonNullable<F[K]>> }

const mostTexts = 10_000

/**
 * Checks the conditions of a list before anything is read. One that the list does not know is refused, and so is a value that none of its records could
 * have: a misspelt condition would be a list of everything. What is `undefined` counts as absent. Instants come out in their one form.
 *
 * @throws `filter.invalid`, or the `text.*`, `time.*` and `money.*` codes, each with the condition as its field
 */
export function checkFilter<F extends object>(filter: F | undefined, rules: FilterRules<F>): F {
  const given: unknown = filter ?? {}
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return refuse('filter', `is ${describeValue(given)} and not an object`)
  const checked: { [condition: string]: unknown } = {}
  for (const [name, value] of Object.entries(given) as readonly (readonly [string, unknown])[]) {
    if (value === undefined) continue
    if (!Object.hasOwn(rules, name)) refuse(name, `is given, and this list goes by ${Object.keys(rules).join(', ')}`)
    checked[name] = checkCondition(name, value, (rules as { readonly [condition: string]: ConditionRule })[name] ?? 'text')
  }
  const { since, until } = checked
  if (typeof since === 'string' && typeof until === 'string' && until <= since) refuse('until', `is ${until}, which is not after ${since}`)
  return checked as F
}

function checkCondition(field: string, value: unknown, rule: ConditionRule): unknown {
  switch (rule) {
    case 'text':
      return checkText(value, { field })
    case 'texts':
      return checkTexts(field, value)
    case 'currency':
      return checkCurrency(checkText(value, { field }), field).code
    case 'instant':
      return parseInstant(checkText(value, { field }), { field })
    case 'interval':
      return checkSpan(field, value)
    case 'period':
      return checkLabel(field, value)
    case 'number':
      return Number.isSafeInteger(value) ? value : refuse(field, `is ${describeValue(value)} and not a whole number`)
    case 'flag':
      return value === true ? value : refuse(field, `is ${describeValue(value)} and not true`)
    default:
      return typeof value === 'string' && Object.hasOwn(rule, value) ? value : refuse(field, `is ${describeValue(value)} and not one of ${Object.keys(rule).join(', ')}`)
  }
}

function checkTexts(field: string, value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > mostTexts) return refuse(field, `is ${Array.isArray(value) ? `${value.length} entries` : describeValue(value)}, where a list of up to ${mostTexts} is taken`)
  return (value as readonly unknown[]).map((each, index) => checkText(each, { field: `${field}[${index}]` }))
}

function checkSpan(field: string, value: unknown): Interval {
  if (typeof value !== 'object' || value === null) return refuse(field, `is ${describeValue(value)} and not an interval`)
  const stranger = Object.keys(value).find((name) => name !== 'from' && name !== 'to')
  if (stranger !== undefined) refuse(`${field}.${stranger}`, 'is given, and an interval has from and to')
  return checkInterval(value as Interval, field)
}

/** A label is a year, a month or a day that there is. */
function checkLabel(field: string, value: unknown): string {
  const label = checkText(value, { field })
  findPeriod(calendarGrid(label.length > 7 ? 'day' : label.length > 4 ? 'month' : 'year', 'UTC'), label)
  return label
}

function refuse(field: string, because: string): never {
  return fail('filter.invalid', { field, because })
}
