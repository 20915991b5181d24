import { parseInstant, type Instant } from '@farthing/core'
import { readList } from '../models/read-fields.js'

/** What is known of an account or a prospect, such as `{ country: 'DE', segment: 'startup' }`. */
export interface PlanAttributes {
  readonly [attribute: string]: string
}

/** Who is offered a plan, and when. */
export interface PlanRule<P extends string = string> {
  readonly name: string
  readonly plan: P
  /** Values of which each attribute has one; an attribute that is not known has none. Everybody unless given. */
  readonly when?: { readonly [attribute: string]: readonly string[] }
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
}

/** A decision with its reasons, to keep beside what it led to. */
export interface PlanSelection<P extends string = string> {
  /** The first rule that fits; absent when none does, which is for the host to decide. */
  readonly selected?: { readonly rule: string; readonly plan: P }
  /** The rules before it, and why they do not fit. */
  readonly passed: readonly { readonly rule: string; readonly because: string }[]
}

const maxRules = 1_000

/**
 * The plan that the first fitting rule assigns. Pure: the same rules, attributes and instant give the same decision.
 *
 * @throws `catalog.malformed` for more than 1,000 rules; what `parseInstant` throws
 */
export function selectPlan<const P extends string>(rules: readonly PlanRule<P>[], question: { readonly attributes: PlanAttributes; readonly at: Instant }): PlanSelection<P> {
  readList(rules, 'rules', { min: 0, max: maxRules })
  const at = parseInstant(question.at, { field: 'at' })
  const passed: PlanSelection['passed'][number][] = []
  for (const [index, rule] of rules.entries()) {
    const because = whyNot(rule, { attributes: question.attributes, at, field: `rules[${index}]` })
    if (because === undefined) return { selected: { rule: rule.name, plan: rule.plan }, passed }
    passed.push({ rule: rule.name, because })
  }
  return { passed }
}

interface Question {
  readonly attributes: PlanAttributes
  readonly at: Instant
  readonly field: string
}

function whyNot({ from, to, when = {} }: PlanRule, { attributes, at, field }: Question): string | undefined {
  if (from !== undefined && at < parseInstant(from, { field: `${field}.from` })) return `starts at ${from}`
  if (to !== undefined && at >= parseInstant(to, { field: `${field}.to` })) return `ended at ${to}`
  for (const [attribute, values] of Object.entries(when)) {
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
    if (value === undefined) return `${attribute} is not known`
    if (!values.includes(value)) return `${attribute} is ${value}, not ${values.join(' or ')}`
  }
  return undefined
}
