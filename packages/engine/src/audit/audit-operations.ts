import type { FailureCode, Hash, Instant, Json } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandRefusal, Page, PageRequest, RecordChange } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'

/** That a command was done: written in its own transaction, so that neither is there without the other. Never changed. */
export interface AuditRecord {
  /** `invoices.issue` and the like. */
  readonly operation: string
  readonly key: string
  readonly actor: string
  readonly correlation: string
  /** Why, as the caller said. */
  readonly reason?: string
  readonly at: Instant
  /** That it was done: what was refused is a `RefusedCommand`, and nothing is kept of a command that did not come to its end. */
  readonly outcome: 'done'
  /** What leads to its result, such as an id. */
  readonly result: Json
  /** Digest of its arguments: whoever has them can show that they were these. */
  readonly fingerprint: Hash
  /** What it wrote, with digests of before and after: the first 1,000. */
  readonly changes: readonly RecordChange[]
  /** How many records it wrote, also those that `changes` leaves out. */
  readonly changeCount: number
}

/**
 * That a command was refused, and by which rule: written in a transaction of its own. Never changed. A command of several steps, such as a payment at a provider or a rewind, may
 * have kept those before.
 */
export interface RefusedCommand {
  readonly id: Hash
  readonly operation: string
  /** Absent where it was no key. The same key may have been refused before, and done since. */
  readonly key?: string
  readonly actor: string
  /** Absent where neither one nor a key was given. */
  readonly correlation?: string
  readonly reason?: string
  readonly at: Instant
  readonly outcome: 'refused'
  readonly code: FailureCode
  /** What the failure named. No value that was given is kept. */
  readonly field: string
  /** Digest of its arguments; absent where they are no plain JSON. */
  readonly fingerprint?: Hash
}

/** Conditions that must hold together. */
export interface AuditFilter {
  readonly operation?: string
  readonly actor?: string
  readonly correlation?: string
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
}

export interface AuditOperations {
  /** By time, then operation and key. */
  list(filter?: AuditFilter, page?: PageRequest): Promise<Page<AuditRecord>>
  get(command: Pick<AuditRecord, 'operation' | 'key'>): Promise<AuditRecord | undefined>
  /** Commands that were refused, by whoever called: by time, then id. A refusal that is repeated is there as often, but once for an instant. */
  refusals(filter?: AuditFilter, page?: PageRequest): Promise<Page<RefusedCommand>>
}

export function auditOperations({ storage, tenant }: BillingContext): AuditOperations {
  return {
    list: async (filter, page) => {
      const conditions = conditionsOf(filter)
      return storage.transaction(tenant, async ({ commands }) => {
        const { items, ...rest } = await commands.list(conditions, page)
        return { items: items.map(auditRecordOf), ...rest }
      })
    },
    get: ({ operation, key }) =>
      storage.transaction(tenant, async ({ commands }) => {
        const record = await commands.get(operation, key)
        return record && auditRecordOf(record)
      }),
    refusals: async (filter, page) => {
      const conditions = conditionsOf(filter)
      return storage.transaction(tenant, async ({ commands }) => {
        const { items, ...rest } = await commands.refusals(conditions, page)
        return { items: items.map(refusedCommandOf), ...rest }
      })
    },
  }
}

/** @throws `filter.invalid`, the `text.*` and `time.*` codes */
function conditionsOf(filter: AuditFilter | undefined): CommandFilter {
  const { operation, ...rest } = checkFilter<AuditFilter>(filter, { operation: 'text', actor: 'text', correlation: 'text', from: 'instant', to: 'instant' })
  return { ...rest, ...(operation === undefined ? {} : { kind: operation }) }
}

export function auditRecordOf({ kind, key, actor, correlation, reason, at, result, fingerprint, changes = [], changeCount = 0 }: CommandRecord): AuditRecord {
  return { operation: kind, key, actor, correlation, ...(reason === undefined ? {} : { reason }), at, outcome: 'done', result, fingerprint, changes, changeCount }
}

export function refusedCommandOf({ kind, ...rest }: CommandRefusal): RefusedCommand {
  return { operation: kind, ...rest, outcome: 'refused' }
}
