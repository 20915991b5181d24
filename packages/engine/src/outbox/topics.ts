import type { Hash, Instant, Interval, KnownAt, Money } from '@farthing/core'
import type { BudgetEvent, Delinquency, DepletionDecision, InvoiceMessageData, InvoiceMessageType, NoteMessageData, NoteMessageType, PrepaidStanding, Restriction, RestrictionOverride, SettlementPart } from '@farthing/ledger'
import type { LateEvent, OutboxEntry } from '@farthing/ports'

/** Usage of a window is measured and kept; the next revision of the same window says that it was measured anew. */
export interface WindowSealed extends Interval {
  readonly account: string
  readonly subscription: string
  /** 0 for the first seal of the window. */
  readonly revision: number
  /** What the measurement could see: a later event is late. */
  readonly knownAt: KnownAt
  /** Meters that were waited for, by name. */
  readonly meters: readonly string[]
}

/** Money has arrived and stands in the book. Told once for each (provider, payment), whatever reports it. */
export interface PaymentSettled {
  readonly account: string
  readonly provider: string
  /** The provider's name of the payment. */
  readonly payment: string
  readonly amount: Money
  /** When it settled, as its provider says. */
  readonly settledAt: Instant
  /** What it went to, in its order; sums to the amount. Documents that it pays in whole are told by `invoice.paid` right behind it. */
  readonly parts: readonly SettlementPart[]
  /** Of its ledger transaction. */
  readonly transaction: Hash
  /** The payment session that it belongs to. */
  readonly session: Hash
}

/** Prepaid credit is used up, and what was decided then. */
export interface BalanceDepleted extends PrepaidStanding {
  readonly decision: Pick<DepletionDecision, 'id' | 'action' | 'status'>
}

/** What a message of each topic says. */
export type OutboxTopics = { readonly [T in InvoiceMessageType]: InvoiceMessageData } & { readonly [T in NoteMessageType]: NoteMessageData } & {
  readonly 'usage.late': LateEvent
  readonly 'window.sealed': WindowSealed
  readonly 'payment.settled': PaymentSettled
  readonly 'budget.crossed': BudgetEvent
  readonly 'balance.low': PrepaidStanding
  readonly 'balance.release_pending': PrepaidStanding
  readonly 'balance.depleted': BalanceDepleted
  readonly 'balance.recovered': PrepaidStanding
  readonly 'delinquency.changed': Delinquency
  readonly 'restriction.placed': Restriction
  readonly 'restriction.lifted': Restriction
  readonly 'restriction.overridden': RestrictionOverride
}

export type OutboxTopic = keyof OutboxTopics

/** A message with its place, by topic: `message.topic === 'invoice.paid'` tells what its payload is. */
export type TopicEntry<T extends OutboxTopic = OutboxTopic> = { readonly [K in T]: Omit<OutboxEntry, 'topic' | 'payload'> & { readonly topic: K; readonly payload: OutboxTopics[K] } }[T]

/** A message as it is kept. A newer version may have told of other topics: a switch over them needs a default. */
export function topicEntry(entry: Omit<OutboxEntry, 'payload'> & { readonly payload: unknown }): TopicEntry {
  return entry as TopicEntry
}

/** When each is told. */
export const outboxTopics: { readonly [T in OutboxTopic]: string } = {
  'invoice.created': 'A draft was made of what is being issued.',
  'invoice.issued': 'It has its number and cannot change any more; or it is open again as a whole, because what had settled it was taken back.',
  'invoice.partially_paid': 'Something of it is settled, by a payment, credit or a note.',
  'invoice.paid': 'Nothing of it is open, and money settled it.',
  'invoice.credited': 'Nothing of it is open, and notes gave all of it back.',
  'invoice.overdue': 'Its due date has passed, and something of it is open.',
  'invoice.uncollectible': 'What was open of it is given up.',
  'invoice.void': 'It was taken back as a whole.',
  'credit_note.issued': 'A correction has a document in favour of the customer.',
  'supplementary_invoice.issued': 'A correction has a document over more.',
  'usage.late': 'An event came, was amended or was withdrawn after the cut of its sealed period.',
  'window.sealed': 'The usage of a subscription in a period was measured and kept.',
  'payment.settled': 'Money has arrived and stands in the book.',
  'budget.crossed': 'Spend has reached a threshold of a budget, for the first time in its period.',
  'balance.low': 'Prepaid credit has fallen to a limit, or lasts for no longer than one.',
  'balance.release_pending': 'Prepaid credit will be used up soon, and then what it pays for is given up.',
  'balance.depleted': 'Prepaid credit is used up, and it was decided what follows.',
  'balance.recovered': 'Prepaid credit is above its limits again.',
  'delinquency.changed': 'How an account stands with what it owes has changed.',
  'restriction.placed': 'An account may not use what it otherwise could.',
  'restriction.lifted': 'What an account might not do is allowed again.',
  'restriction.overridden': 'An operator lets an account use what is restricted, for some time; or takes that back.',
}
