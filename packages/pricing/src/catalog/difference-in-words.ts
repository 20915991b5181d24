import type { Json } from '@farthing/core'
import type { Difference, Path } from './diff-plans.js'

/** What a field is called where its name in the data says too little. */
const fieldWords: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['upTo', 'upper bound'],
  ['unit', 'unit price'],
  ['flat', 'flat fee'],
  ['by', 'dimension'],
])

/**
 * One sentence for one difference, without its full stop: `base: amount is 59 instead of 49`, `seats is new: model per_unit, unit price 10,
 * meter seats`, `billing period is 1 year instead of 1 month`.
 */
export function differenceInWords({ path, before, after }: Difference): string {
  const [area, component, ...inside] = path
  const isComponent = area === 'components'
  const owner = isComponent ? String(component) : ''
  if (isComponent && inside.length === 0) {
    return after === undefined ? `${owner} is no longer part of the plan: ${valueWords(before)}` : `${owner} is new: ${valueWords(after)}`
  }
  if (path[0] === 'every') return `billing period is ${periodWords(after)} instead of ${periodWords(before)}`
  if (path.at(-1) === 'lasts') return `${pathWords(path.slice(0, -1))} lasts ${lengthWords(after)} instead of ${lengthWords(before)}`
  const what = pathWords(isComponent ? inside : path)
  return `${isComponent ? `${owner}: ` : ''}${what} is ${changeWords(before, after)}`
}

function changeWords(before: Json | undefined, after: Json | undefined): string {
  if (before === undefined) return `${valueWords(after)}, where nothing was said`
  if (after === undefined) return `no longer ${valueWords(before)}`
  return `${valueWords(after)} instead of ${valueWords(before)}`
}

/** Every plan has one. */
function periodWords(every: Json | undefined): string {
  const { count, unit } = every as { readonly count: number; readonly unit: string }
  return `${count} ${unit.replace('_', ' ')}${count === 1 ? '' : 's'}`
}

/** `2 billing periods`, or a length on the calendar. */
function lengthWords(lasts: Json | undefined): string {
  const { periods } = lasts as { readonly periods?: number }
  return periods === undefined ? periodWords(lasts) : `${periods} billing period${periods === 1 ? '' : 's'}`
}

/** From the inside out: `unit price of tier 2`. That a price is one goes without saying, unless all of it changes. */
function pathWords(path: Path): string {
  const steps = path.length > 1 && path[0] === 'price' ? path.slice(1) : path
  const words = steps.flatMap((step, index) => {
    if (typeof step === 'number') return [`${singular(String(steps[index - 1] ?? 'entry'))} ${step + 1}`]
    return typeof steps[index + 1] === 'number' ? [] : [wordOf(step)]
  })
  return words.reverse().join(' of ')
}

function singular(list: string): string {
  const word = wordOf(list)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

function wordOf(key: string): string {
  return fieldWords.get(key) ?? key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** All that a value says; a price is told by its fields. */
function valueWords(value: Json | undefined): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.map((entry: Json) => (typeof entry === 'object' ? `(${valueWords(entry)})` : valueWords(entry))).join(', ')
  return Object.entries(value)
    .map(([key, entry]) => (key === 'price' ? valueWords(entry) : `${wordOf(key)} ${key === 'lasts' ? lengthWords(entry) : valueWords(entry)}`))
    .join(', ')
}
