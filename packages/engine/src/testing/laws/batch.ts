import { arbitraryBatches } from '@farthing/core/testing'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleState } from '../visible-state.js'

/** I-BATCH. Conflicts are among the events: the order stays, so that the first one wins in both. */
export const batchLaw: MeteringLaw = {
  name: 'I-BATCH: events in any batches, each by another process, end in the same state with the same receipts',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports({ conflicts: true }).chain((reports) => fc.tuple(fc.constant(reports), arbitraryBatches(reports))),
      async ([reports, batches], open) => {
        const [whole, cut] = [open(), open()]
        for (const { billing } of [whole, cut]) await startAll(billing)
        const { receipts } = await whole.billing.events.ingest(sent(reports), { receipts: true })
        const receiptsOfBatches = []
        for (const batch of batches) receiptsOfBatches.push((await cut.restart().billing.events.ingest(sent(batch), { receipts: true })).receipts)
        assertSame('I-BATCH: receipts', receiptsOfBatches.flat(), receipts)
        assertSame('I-BATCH', await visibleState(cut.billing), await visibleState(whole.billing))
      },
      options,
    ),
}
