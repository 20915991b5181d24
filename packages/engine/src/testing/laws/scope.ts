import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleState } from '../visible-state.js'

/** I-SCOPE. */
export const scopeLaw: MeteringLaw = {
  name: 'I-SCOPE: tenants do not see each other: the same events are new to each',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports({ conflicts: true }),
      async (reports, open) => {
        const [first, second, idle] = [open(), open(), open()]
        for (const { billing } of [first, second, idle]) await startAll(billing)
        const untouched = await visibleState(idle.billing)
        const one = await first.billing.events.ingest(sent(reports), { receipts: true })
        const other = await second.billing.events.ingest(sent(reports), { receipts: true })
        assertSame('I-SCOPE: receipts', other.receipts, one.receipts)
        assertSame('I-SCOPE', await visibleState(second.billing), await visibleState(first.billing))
        assertSame('I-SCOPE: a tenant that received nothing', await visibleState(idle.billing), untouched)
      },
      options,
    ),
}
