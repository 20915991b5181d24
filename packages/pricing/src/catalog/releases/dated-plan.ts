import { parseInstant, type Hash, type Instant } from '@farthing/core'
import { at, optional, readRecord, readText } from '../../models/read-fields.js'
import { checkPlan, type Plan, type PlanComponents } from '../plan.js'

/** A later version of a plan of a catalogue, and from when on it is the one that is sold. */
export interface DatedPlan<P extends Plan<PlanComponents> = Plan> {
  /** Inclusive; until the next. For a correction the start of what it corrects. */
  readonly effectiveFrom: Instant
  readonly plan: P
  /** Hash of the version whose place it takes, for all the time that this was in effect. */
  readonly corrects?: Hash
  /** Why it was corrected. */
  readonly reason?: string
}

/** Reads a dated plan in canonical form. References into price books stay. @throws what `checkPlan` throws, the `time.*` codes */
export function checkDatedPlan(value: unknown, field: string): DatedPlan<Plan<PlanComponents>> {
  const fields = readRecord(value, field, ['effectiveFrom', 'plan', 'corrects', 'reason'])
  const place = at(field, 'effectiveFrom')
  return {
    effectiveFrom: parseInstant(readText(fields.effectiveFrom, place), { field: place }),
    plan: checkPlan(fields.plan, at(field, 'plan')),
    ...optional(fields, 'corrects', field, readText),
    ...optional(fields, 'reason', field, readText),
  }
}
