import type { Hash } from '@farthing/core'
import type { Stores } from '@farthing/ports'

/** A record as a command writes it. */
export interface WrittenRecord {
  /** What it is. */
  readonly record: string
  readonly id: string
  readonly content: unknown
  /** A digest that it brings along: nothing is hashed again. */
  readonly hash?: Hash
  /** Whether nothing can have stood there before. */
  readonly isFirst: boolean
}

type Method = (...args: never) => unknown

/** How the writes of a store are read. */
interface AuditedStore<S> {
  /** By method that writes: the records of a call. */
  readonly writes: { readonly [M in keyof S]?: S[M] extends (...args: infer A) => unknown ? (...args: A) => readonly WrittenRecord[] : never }
  /** By method that reads: the record that a call showed, and what it is found by. */
  readonly shows?: { readonly [M in keyof S]?: S[M] extends (...args: infer A) => Promise<infer R> ? (result: R, ...args: A) => readonly WrittenRecord[] : never }
  /** What stands there, for a record that was not read before it was replaced. */
  readonly find?: (store: S, written: WrittenRecord) => Promise<unknown>
}

/** Written once, and never replaced. */
const once = (record: string, id: string, content: unknown, hash?: Hash): readonly WrittenRecord[] => [{ record, id, content, isFirst: true, ...(hash === undefined ? {} : { hash }) }]

/** Replaced as a whole, or continued by a step behind the one before. */
const current = (record: string, id: string, content: unknown, isFirst = false): readonly WrittenRecord[] => [{ record, id, content, isFirst }]

/** A record that may not be there. */
const shown = (record: string, id: string, content: unknown): readonly WrittenRecord[] => (content === undefined ? [] : current(record, id, content))

const place = (...parts: readonly (string | number)[]): string => parts.join('/')

const paymentRecords = { session: 'payment_session', refund: 'refund', dispute: 'dispute', customer: 'provider_customer', webhook: 'payment_webhook' } as const

/**
 * What an audit says of a write, by store. What is not here follows from what is: charges from their documents, carries from charges, messages
 * and their deliveries and numbers from documents, published plans from subscriptions, sums from events.
 */
export const auditedStores: { readonly [K in keyof Stores]?: AuditedStore<Stores[K]> } = {
  eventBodies: { writes: { decide: (removal) => once('event_removal', removal.id, removal) } },
  accounts: {
    writes: { put: (account) => current('account', account.id, account) },
    shows: { get: (account, id) => shown('account', id, account) },
    find: (accounts, { id }) => accounts.get(id),
  },
  subscriptions: {
    writes: { put: (subscription) => current('subscription', subscription.id, subscription) },
    shows: { get: (subscription, id) => shown('subscription', id, subscription), load: (subscription, id) => shown('subscription', id, subscription) },
    find: (subscriptions, { id }) => subscriptions.get(id),
  },
  // The basis and the cut decide what the usage is, whatever it amounts to.
  usage: { writes: { put: ({ subscription, from, to, revision, knownAt, basis }) => once('usage', place(subscription, from, to, revision), { knownAt, basis }) } },
  writeOffs: { writes: { put: (writeOff) => once('write_off', place(writeOff.subscription, writeOff.source, writeOff.id, writeOff.revision), writeOff) } },
  documents: {
    writes: {
      put: (invoice) => once('invoice', invoice.id, invoice, invoice.documentHash),
      appendStatus: (status) => current('invoice_status', status.document, status, status.revision === 1),
      appendDelivery: (delivery) => once('invoice_delivery', place(delivery.document, delivery.kind, delivery.provider, delivery.revision), delivery),
    },
    shows: { statuses: (statuses, document) => shown('invoice_status', document, statuses.at(-1)) },
    find: async (documents, { id }) => (await documents.statuses(id)).at(-1),
  },
  corrections: {
    writes: {
      append: ({ evidence: _, ...correction }) => once('correction', place(correction.invoice, correction.revision), correction),
      appendStep: (step) => current('correction_proposal', step.proposal, step, step.move === 'propose'),
    },
    shows: { steps: (steps, proposal) => shown('correction_proposal', proposal, steps.at(-1)) },
    find: async (corrections, { id }) => (await corrections.steps(id)).at(-1),
  },
  ledger: {
    writes: {
      put: (transaction) => once('ledger_transaction', transaction.id, transaction),
      putAll: (transactions) => transactions.flatMap((transaction) => once('ledger_transaction', transaction.id, transaction)),
    },
  },
  bookPeriods: { writes: { close: (closing) => once('book_closing', closing.through, closing) } },
  holds: {
    writes: { append: (hold) => current('hold', hold.id, hold, hold.revision === 1) },
    shows: { get: (hold, id) => shown('hold', id, hold) },
    find: (holds, { id }) => holds.get(id),
  },
  billingRuns: {
    writes: {
      save: (run) => current('billing_run', run.id, run, run.revision === 0),
      saveAccounts: (accounts) => accounts.flatMap((account) => current('billing_run_account', place(account.run, account.account), account, account.revision === 0)),
    },
    shows: {
      get: (run, id) => shown('billing_run', id, run),
      load: (run, id) => shown('billing_run', id, run),
      find: (accounts, run) => accounts.flatMap((account) => shown('billing_run_account', place(run, account.account), account)),
      accounts: ({ items }, run) => items.flatMap((account) => shown('billing_run_account', place(run, account.account), account)),
    },
  },
  deliveries: {
    writes: {
      move: (delivery) => current('delivery', place(delivery.destination, delivery.id), delivery),
      putDestination: (state) => current('delivery_destination', state.destination, state, state.step === 1),
    },
    shows: {
      get: (delivery, destination, id) => shown('delivery', place(destination, id), delivery),
      destination: (state, name) => shown('delivery_destination', name, state),
    },
  },
  ratingRuns: { writes: { append: (run) => once('rating_run', run.id, run) } },
  credits: {
    writes: {
      put: (grant) => once('credit_grant', grant.id, grant),
      append: (movement) => once('credit_movement', place(movement.grant, movement.sequence), movement),
    },
  },
  adjustments: {
    writes: {
      put: (adjustment) => once('adjustment', adjustment.id, adjustment),
      append: (step) => current('adjustment_step', step.adjustment, step, step.revision === 1),
    },
    shows: { steps: (steps, adjustment) => shown('adjustment_step', adjustment, steps.at(-1)) },
    find: async (adjustments, { id }) => (await adjustments.steps(id)).at(-1),
  },
  payments: {
    writes: { append: (record) => current(paymentRecords[record.kind], record.id, record, record.revision === 1) },
    shows: { get: (record, kind, id) => shown(paymentRecords[kind], id, record) },
  },
  quotas: {
    writes: {
      appendLimit: (limit) => current('quota_limit', place(limit.subscription, limit.feature), limit, limit.revision === 1),
      append: (reservation) => current('quota_reservation', reservation.id, reservation, reservation.revision === 1),
    },
    shows: {
      limits: (limits, subscription) => limits.flatMap((limit) => shown('quota_limit', place(subscription, limit.feature), limit)),
      get: (reservation, id) => shown('quota_reservation', id, reservation),
    },
  },
  controls: {
    writes: { append: (record) => current(record.kind, record.id, record, record.revision === 1) },
    shows: { get: (record, kind, id) => shown(kind, id, record) },
  },
}

/** What is known of a call of a store: what it writes, or what its answer shows. */
export interface AuditedCall {
  readonly writes?: (args: readonly unknown[]) => readonly WrittenRecord[]
  readonly shows?: (result: unknown, args: readonly unknown[]) => readonly WrittenRecord[]
}

/** The table, by names that are only known when they are called. */
export function auditedCall(store: string, method: string): AuditedCall {
  const { writes, shows } = (Object.hasOwn(auditedStores, store) ? Reflect.get(auditedStores, store) : {}) as Partial<Record<'writes' | 'shows', { readonly [method: string]: Method }>>
  const write = writes !== undefined && Object.hasOwn(writes, method) ? writes[method] : undefined
  const show = shows !== undefined && Object.hasOwn(shows, method) ? shows[method] : undefined
  return {
    ...(write === undefined ? {} : { writes: (args) => Reflect.apply(write, undefined, args) as readonly WrittenRecord[] }),
    ...(show === undefined ? {} : { shows: (result, args) => Reflect.apply(show, undefined, [result, ...args]) as readonly WrittenRecord[] }),
  }
}
