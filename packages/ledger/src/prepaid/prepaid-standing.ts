import type { CurrencyCode, Decimal, Hash, Instant } from '@farthing/core'
import type { Runway } from '../credits/project-runway.js'
import type { DepletionAction, PrepaidLevel } from './prepaid-policy.js'

/** What an account runs, and would lose. */
export interface AffectedUsage {
  /** Ids of allocations and other resources, by bytes. */
  readonly allocations: readonly string[]
  /** Ids of instances of applications, by bytes. */
  readonly instances: readonly string[]
  /** There where not all of them are named. */
  readonly truncated?: true
}

/** Where the prepaid credit of an account stood when it came to a level. Append-only: one for each move. */
export interface PrepaidStanding {
  readonly account: string
  readonly currency: CurrencyCode
  /** 1 for the first. */
  readonly revision: number
  readonly level: PrepaidLevel
  /** The level before. */
  readonly from: PrepaidLevel
  readonly at: Instant
  /** Credit and unapplied money, less what is owed and accrued; below zero where more was used than there was. */
  readonly available: Decimal
  readonly runway: Runway
  readonly affected: AffectedUsage
  readonly recipients: readonly string[]
}

/** What the host said that it did. */
export interface DepletionReport {
  readonly outcome: 'carried_out' | 'failed'
  readonly at: Instant
  readonly actor: string
  /** What was released or stopped. */
  readonly allocations: readonly string[]
  readonly instances: readonly string[]
  readonly note?: string
}

/**
 * `open` until the host reports; `withdrawn` when credit came back before it did. A decision to notify has nothing to be carried out: `noted`. One that failed
 * may be carried out later.
 */
export type DepletionStatus = 'open' | 'carried_out' | 'failed' | 'withdrawn' | 'noted'

/** What was decided when credit was used up. The host carries it out and reports back. */
export interface DepletionDecision {
  readonly id: Hash
  readonly account: string
  readonly currency: CurrencyCode
  readonly action: DepletionAction
  /** Revision of the standing that it follows from. */
  readonly standing: number
  readonly decidedAt: Instant
  readonly available: Decimal
  readonly runway: Runway
  readonly affected: AffectedUsage
  /** The restriction that was placed with it. */
  readonly restriction?: Hash
  readonly status: DepletionStatus
  readonly withdrawnAt?: Instant
  /** In the order in which they came; at most 100. */
  readonly reports: readonly DepletionReport[]
}
