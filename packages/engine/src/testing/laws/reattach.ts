import { arbitraryBatches } from '@farthing/core/testing'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { lawSubscriptions, startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleState } from '../visible-state.js'

/** I-REATTACH. */
export const reattachLaw: MeteringLaw = {
  name: 'I-REATTACH: subscriptions that start after their events end in the same state as if they had been first',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports().chain((reports) => fc.tuple(fc.constant(reports), arbitraryBatches(reports), fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }))),
      async ([reports, batches, places], open) => {
        const [first, later] = [open(), open()]
        await startAll(first.billing)
        await first.billing.events.ingest(sent(reports))
        for (const [index, batch] of [...batches, [], [], [], []].slice(0, 5).entries()) {
          await startAll(later.billing, lawSubscriptions.filter((_, subscription) => Math.min(places[subscription] ?? 0, 4) === index))
          await later.billing.events.ingest(sent(batch))
        }
        assertSame('I-REATTACH', await visibleState(later.billing), await visibleState(first.billing))
      },
      options,
    ),
}
