import fc from 'fast-check'
import { arbitraryLawReports, sent, shuffled } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleState } from '../visible-state.js'

/** I-ORDER. */
export const orderLaw: MeteringLaw = {
  name: 'I-ORDER: events in any order end in the same state',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports().chain((reports) => fc.tuple(fc.constant(reports), shuffled(reports))),
      async ([reports, reordered], open) => {
        const [one, other] = [open(), open()]
        for (const { billing } of [one, other]) await startAll(billing)
        await one.billing.events.ingest(sent(reports))
        await other.billing.events.ingest(sent(reordered))
        assertSame('I-ORDER', await visibleState(other.billing), await visibleState(one.billing))
      },
      options,
    ),
}
