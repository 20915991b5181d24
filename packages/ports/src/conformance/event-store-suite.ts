import type { IncomingEvent } from '../event-store.js'
import { eventAppendCases } from './event-append-cases.js'
import { eventChangeCases } from './event-change-cases.js'
import { eventCutCases } from './event-cut-cases.js'
import { eventHistoryCases } from './event-history-cases.js'
import { eventLookUpCases } from './event-look-up-cases.js'
import { incomingEvent, october, scanAll } from './event-samples.js'
import { eventScanCases } from './event-scan-cases.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import type { StorageFactory, Suite } from './suite.js'

export const eventProbe: RecordProbe<'events', IncomingEvent> = {
  store: 'events',
  record: (text) => incomingEvent({ id: text, subject: text, data: { text } }),
  write: (events, record) => events.append([record]),
  read: async (events, { identity, event }) => {
    const found = await scanAll(events, { ...october, subjects: [event.subject] })
    return found.find((stored) => stored.identity === identity)
  },
}

/** The contract of `EventStore`. */
export const eventStoreSuite: Suite<StorageFactory<'events'>> = {
  name: 'event store',
  cases: [...recordCases(eventProbe), ...eventAppendCases, ...eventScanCases, ...eventLookUpCases, ...eventCutCases, ...eventChangeCases, ...eventHistoryCases],
}
