import { fail } from '@farthing/core'
import type { UsageReceipt, UsageRecord, UsageSink } from '@farthing/ports'

/**
 * What goes wrong with a delivery: `reject`: it is not taken. `lose_receipt`: it is taken, and the receipt does not arrive. `refuse`: it is refused for good.
 * `none`: nothing.
 */
export type SinkFault = 'reject' | 'lose_receipt' | 'refuse' | 'none'

export interface MockUsageSinkOptions {
  /** `mock` unless given. */
  readonly name?: string
  readonly meters?: readonly string[]
  /** What goes wrong with each delivery, in order; nothing behind the last of them. */
  readonly faults?: readonly SinkFault[]
}

/** A sink in memory that can fail, and what it has. */
export interface MockUsageSink {
  readonly sink: UsageSink
  /** Every record that reached it, repeats included, in the order in which they came. */
  readonly received: readonly UsageRecord[]
  /** What it has: the last revision of each (subscription, meter, period). */
  kept(): readonly UsageRecord[]
  /** What goes wrong with the next deliveries, behind what was said before. */
  failNext(...faults: readonly SinkFault[]): void
}

/** A sink for tests, which can be away, lose its receipts, and refuse: it passes `usageSinkSuite`. */
export function mockUsageSink({ name = 'mock', meters, faults = [] }: MockUsageSinkOptions = {}): MockUsageSink {
  const coming = [...faults]
  const received: UsageRecord[] = []
  const byPlace = new Map<string, UsageRecord>()
  const keep = (record: UsageRecord): UsageReceipt => {
    const place = JSON.stringify([record.subscription, record.meter, record.from, record.to])
    const kept = byPlace.get(place)
    if (kept === undefined || kept.revision < record.revision) byPlace.set(place, record)
    return { reference: `ur_${record.idempotencyKey.slice(0, 12)}` }
  }
  const sink: UsageSink = {
    name,
    ...(meters !== undefined && { meters }),
    deliver: async (record) => {
      received.push(record)
      const fault = coming.shift() ?? 'none'
      if (fault === 'reject') fail('delivery.not_taken', { field: 'record', because: 'was not taken: the sink is away' })
      if (fault === 'refuse') return { refused: 'the sink has no such customer' }
      const receipt = keep(record)
      if (fault === 'lose_receipt') fail('delivery.not_taken', { field: 'record', because: 'was taken, and its receipt is lost' })
      return receipt
    },
  }
  return { sink, received, kept: () => [...byPlace.values()], failNext: (...next) => void coming.push(...next) }
}
