import { checkText, describeValue, durationMs, fail } from '@farthing/core'
import type { DunningSchedule, DunningStep } from './dunning-schedule.js'
import { restrictionScopes, type RestrictionScope } from './restriction.js'

const most = { steps: 50, retries: 20, days: 3_650 } as const
const known: readonly string[] = restrictionScopes

/**
 * Returns the schedule as it is. Nothing is sorted: steps that do not rise by days contradict each other, as does one that restricts less than the one before.
 *
 * @throws `dunning.invalid`, `text.*`, `time.duration_invalid`, each naming the part below `field`
 */
export function checkDunningSchedule(schedule: DunningSchedule, field = 'schedule'): DunningSchedule {
  checkText(schedule.name, { field: `${field}.name` })
  checkLength(schedule.steps, `${field}.steps`, most.steps)
  checkLength(schedule.retryAfter, `${field}.retryAfter`, most.retries)
  schedule.steps.forEach((step, index) => checkStep(step, schedule.steps.slice(0, index), `${field}.steps[${index}]`))
  if (schedule.disputeLost !== undefined) checkScope(schedule.disputeLost, `${field}.disputeLost`)
  schedule.retryAfter.forEach((wait, index) => {
    if (durationMs(wait, `${field}.retryAfter[${index}]`) === 0) refuse(`${field}.retryAfter[${index}]`, 'is no time')
  })
  return schedule
}

function checkStep({ id, afterDays, notice, restrict }: DunningStep, before: readonly DunningStep[], field: string): void {
  checkText(id, { field: `${field}.id` })
  if (before.some((step) => step.id === id)) refuse(`${field}.id`, `is ${JSON.stringify(id)}, and another step has it`)
  if (!Number.isInteger(afterDays) || afterDays < 1 || afterDays > most.days) refuse(`${field}.afterDays`, `is ${describeValue(afterDays)}, not a whole number from 1 to ${most.days}`)
  const last = before.at(-1)
  if (last !== undefined && afterDays <= last.afterDays) refuse(`${field}.afterDays`, `is ${afterDays} behind ${last.afterDays}`)
  if (notice !== undefined) checkText(notice, { field: `${field}.notice` })
  if (restrict !== undefined) checkScope(restrict, `${field}.restrict`)
  const restricted = before.findLast((step) => step.restrict !== undefined)?.restrict
  if (restrict !== undefined && restricted !== undefined && rankOf(restrict) < rankOf(restricted)) refuse(`${field}.restrict`, `is ${restrict} behind ${restricted}`)
}

function checkScope(scope: RestrictionScope, field: string): void {
  if (!known.includes(scope)) refuse(field, `is ${describeValue(scope)} and none of ${known.join(', ')}`)
}

function rankOf(scope: RestrictionScope): number {
  return restrictionScopes.indexOf(scope)
}

function checkLength(list: readonly unknown[], field: string, longest: number): void {
  const given: unknown = list
  if (!Array.isArray(given)) refuse(field, `is ${describeValue(given)} and not a list`)
  if (list.length > longest) refuse(field, `has ${list.length} entries, where at most ${longest} are taken`)
}

function refuse(field: string, because: string): never {
  return fail('dunning.invalid', { field, because })
}
