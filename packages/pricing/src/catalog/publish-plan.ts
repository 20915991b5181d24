import { checkJson, fail, hashContent, type Digest, type Hash } from '@farthing/core'
import type { StageTable } from '../charges/pipeline/stage.js'
import { at, readText } from '../models/read-fields.js'
import type { Component } from './component.js'
import { checkPlan, type Plan } from './plan.js'

/** A published plan: immutable, identified by the hash of its content. */
export interface PlanVersion {
  /** Name of the plan; all its versions share it. */
  readonly plan: string
  /** Hash of name and canonical content: the same terms give the same version, whoever publishes them and when. */
  readonly version: Hash
  readonly content: Plan
}

/**
 * Publishes a plan under its name. The version holds its own canonical copy, so a later change of `plan` does not reach it.
 * Deterministic: the order in which components were written does not matter.
 *
 * @throws what `checkPlan` throws; `catalog.invalid` for a price that is still drawn from a price book: publish the plan of a catalogue, which is complete.
 */
export function publishPlan(name: string, plan: Plan, digest?: Digest, stages?: StageTable): PlanVersion {
  const { components, ...terms } = checkPlan(plan, '', stages)
  const complete = Object.entries(components).map(([key, component]): readonly [string, Component] => {
    if ('price' in component) return [key, component]
    return fail('catalog.invalid', {
      field: at('components', key),
      because: `is still drawn from the price book ${component.book}`,
      facts: { book: component.book, entry: component.entry },
    })
  })
  const content: Plan = { ...terms, components: Object.fromEntries(complete) }
  return { plan: readText(name, 'plan'), version: hashContent('plan/1', [name, checkJson(content, '')], digest), content }
}
