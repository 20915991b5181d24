import type { Decimal, Exact, Failure, Hash, UnattachedReason } from '@farthing/core'
import type { BilledLine } from './billed-usage.js'

/**
 * Why an event that a meter could count is in no invoice. `filtered`: the filter of the meter passes it over. `quarantined`: it breaks the meter.
 * `unattached`: no subscription takes it. `not_metered`: the plan of its subscription does not read the meter. `elsewhere`: another subscription takes it.
 * `unsealed`: its period is not sealed yet, or was sealed before it came. `not_invoiced`: sealed, and not invoiced yet. `late`: it came after the cut of
 * the invoice and of its last re-rating, and waits for a correction. `written_off`: somebody decided that it is not billed. `credited`: a credit note took the whole
 * invoice back.
 */
export type ExclusionReason = (typeof exclusionReasons)[number]

export const exclusionReasons = ['filtered', 'quarantined', 'unattached', 'not_metered', 'elsewhere', 'unsealed', 'not_invoiced', 'late', 'written_off', 'credited'] as const

/** Why an event costs nothing. `zero_price`: free tiers, included units, a price of zero. `discounted`: stages took all of it off. `unpriced`: no component of the plan reads its meter. */
export type FreeReason = (typeof freeReasons)[number]

export const freeReasons = ['zero_price', 'discounted', 'unpriced'] as const

/** What became of an event on one meter. Each is exactly one of these. */
export type EventFate =
  | { readonly meter: string; readonly outcome: 'billed'; readonly subscription: string; readonly lines: readonly LineOfEvent[]; readonly correction?: TakenBy }
  | { readonly meter: string; readonly outcome: 'free'; readonly reason: FreeReason; readonly subscription: string; readonly lines: readonly LineOfEvent[]; readonly correction?: TakenBy }
  | {
      readonly meter: string
      readonly outcome: 'excluded'
      readonly reason: ExclusionReason
      readonly subscription?: string
      /** Why no subscription takes it. */
      readonly unattached?: UnattachedReason
      /** How it breaks the meter. */
      readonly failure?: Failure
      /** The invoice that it is late for, or that was credited. */
      readonly invoice?: { readonly id: Hash; readonly number: string }
    }

/** The re-rating of its invoice that took an event in. */
export interface TakenBy {
  readonly revision: number
  /** Number of the credit note or supplementary invoice; absent where the difference came to none of its own. */
  readonly number?: string
}

/** A line that an event stands on: of the invoice, or of what it comes to with its corrections. */
export interface LineOfEvent {
  readonly invoice: Hash
  readonly number: string
  readonly line: Hash
  readonly description: string
  /** Of the whole line, in major units. */
  readonly amount: Decimal
  /** The steps of the price that its units fall into, where units add up: its place is by time, source and id. */
  readonly steps?: readonly StepOfEvent[]
}

export interface StepOfEvent {
  readonly description: string
  /** 1-based; absent where the model has no tiers. */
  readonly tier?: number
  /** Units of the event in this step. */
  readonly quantity: Exact
  readonly unit: Decimal
}

export function lineOfEvent({ invoice, line }: BilledLine): LineOfEvent {
  return { invoice: invoice.id, number: invoice.number, line: line.id, description: line.description, amount: line.amount }
}
