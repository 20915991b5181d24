import type { Instant } from '@farthing/core'
import type { BudgetDecisionRecord, BudgetEvent, BudgetPolicy, Delinquency, DepletionDecision, DunningNotice, LegalHold, PersonalDataErasure, PrepaidPolicy, PrepaidStanding, Restriction, RestrictionOverride, RetentionReview, UsageCompaction } from '@farthing/ledger'
import type { AccountScope, TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** What is kept to watch and steer what accounts spend and owe, by kind. */
export interface ControlContents {
  readonly budget_policy: BudgetPolicy
  readonly budget_event: BudgetEvent
  readonly budget_decision: BudgetDecisionRecord
  readonly prepaid_policy: PrepaidPolicy
  readonly prepaid_standing: PrepaidStanding
  readonly depletion: DepletionDecision
  readonly delinquency: Delinquency
  readonly restriction: Restriction
  readonly override: RestrictionOverride
  readonly dunning_notice: DunningNotice
  readonly retention_review: RetentionReview
  readonly legal_hold: LegalHold
  readonly usage_compaction: UsageCompaction
  readonly erasure: PersonalDataErasure
}

export type ControlRecordKind = keyof ControlContents

/** A thing as it stood after one of its steps. What it is found by never changes, the status aside. */
export interface ControlRecordOf<K extends ControlRecordKind> {
  readonly kind: K
  /** Unique within the kind. */
  readonly id: string
  /** 1 for the first, one more for each step. */
  readonly revision: number
  readonly account: string
  readonly status: string
  /** What it follows from, such as the policy of an event or the document of a notice. */
  readonly about?: string
  readonly createdAt: Instant
  readonly content: ControlContents[K]
}

export type ControlRecord = { readonly [K in ControlRecordKind]: ControlRecordOf<K> }[ControlRecordKind]

/** Conditions that must hold together; time is that of creation. */
export interface ControlRecordFilter extends AccountScope, TimeScope {
  readonly status?: string
  readonly about?: string
}

/**
 * Budgets, prepaid credit, restrictions, dunning and retention of one tenant: policies, and what was seen, decided and told by them. Append-only: a step is kept beside those
 * before it. Proved by `controlStoreSuite`.
 */
export interface ControlStore {
  /**
   * Adds a step to a thing, behind the one before; the same again is a no-op. Of two that follow from the same step, the second waits for the first and
   * is refused: it starts again from what is there then.
   *
   * @throws `storage.conflict` when its revision is taken by other content, or is not the next
   */
  append(record: ControlRecord): Promise<void>
  /** The last step. */
  get<K extends ControlRecordKind>(kind: K, id: string): Promise<ControlRecordOf<K> | undefined>
  /** Every step, by revision. */
  history<K extends ControlRecordKind>(kind: K, id: string): Promise<readonly ControlRecordOf<K>[]>
  /** The last steps of all things of a kind, ordered by creation, then id bytes. */
  list<K extends ControlRecordKind>(kind: K, filter: ControlRecordFilter, page?: PageRequest): Promise<Page<ControlRecordOf<K>>>
  /**
   * Takes out of every step of an account whom it was told to: `recipients` become none, a `recipient` an empty text. Gives how many steps had any. Under an erasure of the
   * account that was decided in `eventBodies`, and not for every role.
   *
   * @throws `storage.removal_unknown`, `storage.not_permitted`
   */
  eraseRecipients(account: string, removal: string): Promise<number>
}
