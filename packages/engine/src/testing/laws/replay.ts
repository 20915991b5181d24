import { assertInvariant } from '@farthing/core'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleUsage } from '../visible-state.js'

/** I-REPLAY. */
export const replayLaw: MeteringLaw = {
  name: 'I-REPLAY: events that come again are duplicates, and nothing that is kept changes',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports().chain((reports) => fc.tuple(fc.constant(reports), reports.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...reports), { maxLength: 8 }))),
      async ([reports, again], open) => {
        const { billing, restart } = open()
        await startAll(billing)
        await billing.events.ingest(sent(reports))
        const before = [await billing.events.list({}, { limit: 1_000 }), await visibleUsage(billing)]
        const { kept } = await billing.events.census()
        const { counts } = await restart().billing.events.ingest(sent(again))
        assertSame('I-REPLAY', [await billing.events.list({}, { limit: 1_000 }), await visibleUsage(billing)], before)
        assertInvariant(counts.duplicate === again.length, `I-REPLAY: repeats are duplicates; but of ${again.length} only ${counts.duplicate} are`)
        assertInvariant((await billing.events.census()).kept === kept, 'I-REPLAY: a repeat is not kept again')
      },
      options,
    ),
}
