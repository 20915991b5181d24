import { mockUsageSink, type SinkFault } from '@farthing/adapters-memory'
import { shiftInstant } from '@farthing/core'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { createBilling } from '../../create-billing.js'
import { catalog, tokens } from '../sample-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

/** What may happen between two reports: events come, some of them late, amended or withdrawn; the sink fails. */
const anyTurn = fc.record({
  events: fc.array(fc.record({ id: fc.integer({ min: 0, max: 3 }), revision: fc.integer({ min: 0, max: 3 }), count: fc.integer({ min: 0, max: 9 }), isVoid: fc.boolean() }), { maxLength: 3 }),
  faults: fc.array(fc.constantFrom<SinkFault>('reject', 'lose_receipt', 'none'), { maxLength: 2 }),
  job: fc.constantFrom('report', 'deliver', 'retry-deliveries'),
})

/** A sink that fails whenever it likes ends with what was used, having got each revision at least once and in order. A run is dozens of jobs. */
export async function checkSinks(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTurn, { minLength: 1, maxLength: 4 }), (turns) => onStorage(subject, async (storage) => {
      const clock = { time: '2026-10-15T10:00:00.000000Z', now: () => clock.time }
      const { sink, received, kept, failNext } = mockUsageSink()
      const billing = createBilling({ catalog, storage, clock, usageReporting: { sinks: [sink], retryAfterSeconds: [60] } })
      await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
      for (const { events, faults, job } of turns) {
        await billing.events.ingest(events.map(({ id, revision, count, isVoid }) => tokens(`e${id}`, String(count), { revision, ...(isVoid && revision > 0 && { data: null }) })))
        failNext(...faults)
        await billing.jobs.run(job)
        clock.time = shiftInstant(clock.time, 61_000)
      }
      // What the sink still has before it, it fails at: nine jobs at most, and three for what comes of them.
      for (let last = 0; last < 12; last += 1) {
        await billing.jobs.run(last % 4 === 0 ? 'report' : 'retry-deliveries')
        clock.time = shiftInstant(clock.time, 61_000)
      }
      const [current] = (await billing.usage.history({ subscription: 'acme', meter: 'tokens', by: [], limit: 1 })).flatMap(({ usage }) => usage)
      expect(kept().at(-1)?.quantity ?? '0').toBe(current?.quantity ?? '0')
      const revisions = received.map(({ revision }) => revision)
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
      expect([...new Set(revisions)]).toEqual(Array.from({ length: revisions.at(-1) ?? 0 }, (_, index) => index + 1))
      // A sink that adds differences up comes to the same.
      const added = new Map(received.map((record) => [record.idempotencyKey, Number(record.quantity) - Number(record.previous)]))
      expect([...added.values()].reduce((sum, each) => sum + each, 0)).toBe(Number(kept().at(-1)?.quantity ?? '0'))
    })),
    { numRuns },
  )
}
