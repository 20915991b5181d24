export type { Clock } from './clock.js'
export type { AppendOutcome, EventQuery, EventStore, IncomingEvent, StoredEvent } from './event-store.js'
export type {
  AccountStore,
  ChargeRevision,
  ChargeStore,
  CommandRecord,
  CommandStore,
  DocumentStore,
  LedgerStore,
  Page,
  PageRequest,
  PlanVersionStore,
  SealedUsage,
  Storage,
  Stores,
  SubscriptionStore,
  UsageStore,
} from './stores.js'
