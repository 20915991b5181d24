import { assertInvariant, canonicalJson, effectiveEvents, type UsageBucket } from '@farthing/core'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { lawPeriods, startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'

/** I-ONEWINDOW. */
export const oneWindowLaw: MeteringLaw = {
  name: 'I-ONEWINDOW: on each meter an event lies in exactly one sealed window, and in one bucket of it',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports(),
      async (reports, open) => {
        const { billing } = open()
        await startAll(billing)
        await billing.events.ingest(sent(reports))
        const buckets: UsageBucket[] = []
        for (const period of lawPeriods) {
          for (const seal of await billing.usage.seal({ period })) {
            assertInvariant(seal.buckets.every(({ from, to }) => seal.from <= from && to <= seal.to), 'I-ONEWINDOW: no bucket crosses the bounds of its window')
            buckets.push(...seal.buckets)
          }
        }
        const { items } = await billing.events.list({}, { limit: 1_000 })
        const effective = effectiveEvents(reports).effective.map(({ identity }) => identity)
        assertSame('I-ONEWINDOW: every effective event is found', items.map(({ identity }) => identity), effective)
        for (const { event, readings } of items) {
          for (const reading of readings) {
            if (reading.status !== 'metered') continue
            const holding = buckets.filter((bucket) => bucket.from <= event.time && event.time < bucket.to && groupOf(bucket) === groupOf(reading))
            assertInvariant(holding.length === 1, `I-ONEWINDOW: an event at ${event.time} lies in ${holding.length} windows of ${reading.meter}`)
          }
        }
        const metered = items.flatMap(({ readings }) => readings).filter(({ status }) => status === 'metered').length
        const held = buckets.reduce((sum, { events }) => sum + events, 0)
        assertInvariant(held === metered, `I-ONEWINDOW: windows hold ${held} events of ${metered}`)
      },
      options,
    ),
}

function groupOf({ subscription, meter, dimensions }: Pick<UsageBucket, 'subscription' | 'meter' | 'dimensions'>): string {
  return canonicalJson([subscription, meter, dimensions])
}
