import { checkJson, checkText, describeValue, fail, findPeriod, instantOfLocal, isFarthingError, parseInstant, parseLocalDate, periodAt, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { SubscriptionContract } from './subscriptions/subscription-contract.js'

/**
 * A billing period: a label that its local start date begins with (`2026-10`, `2026-10-14`, `2026`), or its bounds as instants or as local
 * dates in the subscription's zone.
 */
export type PeriodChoice = string | { readonly from: string; readonly to: string }

/** A contract with one period of its own grid. */
export interface BilledPeriod {
  readonly contract: SubscriptionContract
  readonly period: Interval
}

/**
 * The period of a contract's own grid that a choice means: `none` when the grid has none, `several` when a label fits more than one.
 *
 * @throws the `time.*` codes for malformed text, `period.ends_before_start`
 */
export function periodOf({ subscription, planVersion }: SubscriptionContract, choice: PeriodChoice): Interval | 'none' | 'several' {
  const grid = billingGridOf(subscription, planVersion.content)
  if (typeof choice === 'string') return labelledPeriod(() => findPeriod(grid, choice))
  checkBounds(choice)
  const from = boundaryIn(choice.from, subscription.zone, 'period.from')
  const to = boundaryIn(choice.to, subscription.zone, 'period.to')
  if (from >= to) fail('period.ends_before_start', { field: 'period.to', because: `is ${to}, not after ${from}`, facts: { from, to } })
  const period = periodAt(grid, from)
  return period.from === from && period.to === to ? { from, to } : 'none'
}

function labelledPeriod(find: () => Interval): Interval | 'none' | 'several' {
  try {
    const { from, to } = find()
    return { from, to }
  } catch (error) {
    if (isFarthingError(error) && error.code === 'period.not_found') return 'none'
    if (isFarthingError(error) && error.code === 'period.ambiguous') return 'several'
    throw error
  }
}

/** @throws `command.invalid`, such as for a choice that is missing */
function checkBounds(choice: unknown): void {
  if (typeof choice !== 'object' || choice === null) fail('command.invalid', { field: 'period', because: `is ${describeValue(choice)}, neither a label such as 2026-10 nor { from, to }` })
  checkJson(choice, 'period')
}

/** A text of ten characters is a local date; any other is an instant. */
export function boundaryIn(text: string, zone: string, field: string): string {
  checkText(text, { field })
  return text.length === 10 ? instantOfLocal(parseLocalDate(text, field), zone) : parseInstant(text, { field })
}

/** How a choice reads in a message. */
export function choiceText(choice: PeriodChoice): string {
  return typeof choice === 'string' ? JSON.stringify(choice) : `${choice.from} to ${choice.to}`
}
