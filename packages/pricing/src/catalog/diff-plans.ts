import { canonicalJson, checkJson, compareBytes, type Json, type JsonObject } from '@farthing/core'
import { at } from '../models/read-fields.js'
import { differenceInWords } from './difference-in-words.js'
import { checkPlan, type Plan } from './plan.js'

/** One thing in which a plan differs from another. */
export interface PlanDifference {
  /** Key of the component; absent for the terms of the plan itself. */
  readonly component?: string
  /** Where it stands: `components.tokens.price.tiers[1].unit`. */
  readonly path: string
  /** Absent where the first plan says nothing. */
  readonly before?: Json
  /** Absent where the second plan says nothing. */
  readonly after?: Json
  /** `tokens: unit price of tier 2 is 0.000003 instead of 0.0000025`. */
  readonly words: string
}

/** A step into plain data: a key, or a place in a list. */
export type Path = readonly (string | number)[]

export interface Difference {
  readonly path: Path
  readonly before?: Json
  readonly after?: Json
}

/**
 * What changes for a subscription that goes from plan `a` to plan `b`, in words: the terms first, then component by component in byte order.
 *
 * Complete: there is no difference exactly when both publish as the same version under one name. A component that is new, gone or priced by
 * another model is one difference, with all that it says.
 *
 * @throws what reading a plan throws, with fields under `a` and `b`
 */
export function diffPlans(a: Plan, b: Plan): readonly PlanDifference[] {
  const before = checkJson(checkPlan(a, 'a'), 'a') as JsonObject
  const after = checkJson(checkPlan(b, 'b'), 'b') as JsonObject
  const terms = differences(withoutComponents(before), withoutComponents(after), [])
  return [...terms, ...differences(before['components'], after['components'], ['components'])].map(asPlanDifference)
}

function withoutComponents({ components: _, ...terms }: JsonObject): JsonObject {
  return terms
}

function asPlanDifference(difference: Difference): PlanDifference {
  const { path, ...values } = difference
  const [area, component] = path
  const text = path.reduce<string>((parent, step) => at(parent, step), '')
  const owner = area === 'components' && typeof component === 'string' ? { component } : {}
  return { ...owner, path: text, ...values, words: differenceInWords(difference) }
}

function differences(before: Json | undefined, after: Json | undefined, path: Path): readonly Difference[] {
  if (isRecord(before) && isRecord(after) && isSameKind(before, after, path)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareBytes)
    return keys.flatMap((key) => differences(valueOf(before, key), valueOf(after, key), [...path, key]))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longer: readonly Json[] = before.length > after.length ? before : after
    return longer.flatMap((_, index) => differences(elementOf(before, index), elementOf(after, index), [...path, index]))
  }
  if (isSame(before, after)) return []
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}

/** Records are told field by field, except prices of two models, and a billing period or the length of a phase, which are one thing. */
function isSameKind(before: JsonObject, after: JsonObject, path: Path): boolean {
  return before['model'] === after['model'] && path[0] !== 'every' && path.at(-1) !== 'lasts'
}

function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after
  return canonicalJson(before) === canonicalJson(after)
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueOf(record: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function elementOf(list: readonly Json[], index: number): Json | undefined {
  return list[index]
}
