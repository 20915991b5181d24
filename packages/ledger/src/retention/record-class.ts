/**
 * Kinds of records that are kept for times of their own.
 *
 * `usage_event`: raw usage, the bodies of events. `usage_identity`: what decides that an event is a duplicate. `usage_total`: sealed usage and summaries,
 * with their Merkle roots. `charge`: ratings and what was rated. `document`: invoices, credit notes and their evidence. `ledger`: the book and its chain.
 * `payment`: sessions, payments and refunds. `dispute`: disputes and their evidence. `credit`: grants and movements. `audit`: commands and decisions.
 * `message`: the outbox and deliveries.
 */
export type RecordClass = (typeof recordClasses)[number]

export const recordClasses = ['usage_event', 'usage_identity', 'usage_total', 'charge', 'document', 'ledger', 'payment', 'dispute', 'credit', 'audit', 'message'] as const
