import type { CurrencyCode, Decimal, Failure, Hash, Instant, Interval } from '@farthing/core'
import type { Side } from '@farthing/pricing'
import type { TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Which documents a billing run is about: those of the periods of a label, those that fall due in a range, or those that an instant lies in; of all accounts unless some are named. */
export interface BillingRunScope {
  /** `2026-10`: every period whose local start date begins with it. */
  readonly period?: string
  /** With `to`: documents that fall due after this instant, or after the start of this local date in the zone of each subscription. */
  readonly from?: string
  /** The last instant, or the start of the local date, at which they fall due. */
  readonly to?: string
  /** Documents of the period of each subscription that runs at this instant. */
  readonly runningAt?: Instant
  readonly accounts?: readonly string[]
  /** Accounts with a subscription to one of these, as it began or since it was changed. */
  readonly plans?: readonly string[]
  /** Accounts of which events were received at this instant or later. */
  readonly changedSince?: Instant
}

/** When a document is unlike the one of the period before. All that is given has to hold; without `above` and `below` none is. */
export interface OutlierPolicy {
  /** Its net amount is more than so many times the one before, such as `"3"`. */
  readonly above?: Decimal
  /** Its net amount is less than so many times the one before, such as `"0.5"`. */
  readonly below?: Decimal
  /** Smaller differences are none; `"0"` unless given. */
  readonly leastDifference?: Decimal
  /** Whether such a document waits for somebody to release it, or is issued and told of. */
  readonly then: 'hold' | 'report'
}

/** A billing run, as it stands. */
export interface BillingRun {
  readonly id: string
  /** 0 when it starts, one more for each step that changes it. */
  readonly revision: number
  readonly mode: 'preview' | 'commit'
  readonly scope: BillingRunScope
  readonly outliers?: OutlierPolicy
  /** Whether usage whose document is not issued is booked as accrued. */
  readonly accrues: boolean
  /** Whether late events of documents that were issued before are taken. */
  readonly corrects: boolean
  readonly actor: string
  readonly correlation: string
  readonly startedAt: Instant
  /** What was stored when it started. */
  readonly cut: string
  /** `planning` until all of its accounts are found, `working` until none of them is pending. */
  readonly status: 'planning' | 'working' | 'ended'
  /** Accounts that are found. */
  readonly accounts: number
  /** Accounts of one part: the part of an account is its place, divided by this. */
  readonly partSize: number
  /** From where it goes on looking for accounts. */
  readonly cursor?: string
  readonly endedAt?: Instant
}

/** Net, tax and gross of documents in one currency. */
export interface RunAmounts {
  readonly currency: CurrencyCode
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
}

/**
 * What became of a document:
 * - `issued` by this run, or `previewed`: what a committed run would issue now.
 * - `present`: it was issued before.
 * - `skipped`: all of it is zero, and the tenant issues no such invoices.
 * - `open`: its period is not over, or somebody is waited for; a later run issues it.
 * - `held`: it breaks a bound or is an outlier, until somebody releases it.
 * - `failed`: the reason is in `failure`; the others are not kept from theirs.
 */
export type RunOutcome = 'issued' | 'previewed' | 'present' | 'skipped' | 'open' | 'held' | 'failed'

/** A document that a run is about, and what became of it. */
export interface RunDocument extends Interval {
  readonly side: Side
  /** Absent for the one of the account. */
  readonly group?: string
  readonly outcome: RunOutcome
  /** Id of the invoice, where it is issued. */
  readonly invoice?: Hash
  readonly number?: string
  /** What it comes to; absent where that is not known. */
  readonly amounts?: RunAmounts
  /** Content hash of what was issued or previewed. */
  readonly contentHash?: Hash
  /** Net amount of the document of the period before, where it was compared. */
  readonly before?: Decimal
  /** Whether it is unlike the one before. */
  readonly outlier?: 'above' | 'below'
  /** Why it is held, open or failed. */
  readonly failure?: Failure
}

/** What late events changed of documents that were issued before. What was kept of an attempt whose process ended behind it is not counted here. */
export interface RunCorrections {
  /** Late events that were taken. */
  readonly events: number
  /** Ids of the notes and invoices that came of it. */
  readonly documents: readonly Hash[]
  /** Proposals that wait for somebody. */
  readonly proposals: number
  readonly refused: readonly { readonly invoice: Hash; readonly failure: Failure }[]
}

/** What somebody decided about an account that was held. */
export interface RunDecision {
  /** `release`: bounds do not hold it. `retry`: it is judged anew. `clear`: it is out of this run. */
  readonly kind: 'release' | 'retry' | 'clear'
  readonly actor: string
  readonly at: Instant
  readonly reason?: string
}

/** An account of a run, as it stands. */
export interface BillingRunAccount {
  readonly run: string
  readonly account: string
  /** 0 when it is found, one more for each step that changes it. */
  readonly revision: number
  readonly part: number
  readonly sides: readonly Side[]
  /** `held` where a document or a correction is held or failed; `cleared` where somebody took it out of the run. */
  readonly status: 'pending' | 'done' | 'held' | 'cleared'
  readonly documents: readonly RunDocument[]
  /** Absent where no late events were found. */
  readonly corrections?: RunCorrections
  /** Why nothing could be done for it at all. */
  readonly failure?: Failure
  /** Oldest first. */
  readonly decisions: readonly RunDecision[]
  /** When it was worked on last. */
  readonly at?: Instant
}

/** Conditions that must hold together; the time is that of the start. */
export interface BillingRunFilter extends TimeScope {
  readonly mode?: BillingRun['mode']
  readonly status?: BillingRun['status']
}

/** Conditions that must hold together. */
export interface BillingRunAccountFilter {
  readonly status?: BillingRunAccount['status']
  readonly part?: number
}

/** Billing runs of one tenant, with their accounts. Each is replaced by what follows from it. Proved by `billingRunStoreSuite`. */
export interface BillingRunStore {
  get(id: string): Promise<BillingRun | undefined>
  /** As `get`, in order to save what follows: until this transaction ends, others that load the same run wait and then get what it has saved. */
  load(id: string): Promise<BillingRun | undefined>
  /** Keeps a run in place of the one before. @throws `storage.conflict` unless its revision is one more than the stored one, or 0 where there is none */
  save(run: BillingRun): Promise<void>
  /** Ordered by start, then id bytes. */
  list(filter: BillingRunFilter, page?: PageRequest): Promise<Page<BillingRun>>
  /** Those of these accounts that the run has, by account bytes. */
  find(run: string, accounts: readonly string[]): Promise<readonly BillingRunAccount[]>
  /** Keeps accounts in place of those before. @throws `storage.conflict` when a revision does not follow; then none is kept */
  saveAccounts(accounts: readonly BillingRunAccount[]): Promise<void>
  /** Ordered by part, then account bytes. */
  accounts(run: string, filter: BillingRunAccountFilter, page?: PageRequest): Promise<Page<BillingRunAccount>>
  /** How many accounts a run has in each status. */
  counts(run: string): Promise<{ readonly [status in BillingRunAccount['status']]: number }>
}
