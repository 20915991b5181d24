import { assertInvariant } from '@farthing/core'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleUsage } from '../visible-state.js'

/** I-CONFLICT. */
export const conflictLaw: MeteringLaw = {
  name: 'I-CONFLICT: an event that says something else under a kept identity and revision is refused by name, and changes nothing',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports().chain((reports) => fc.tuple(fc.constant(reports), fc.subarray([...reports]))),
      async ([reports, contradicted], open) => {
        const { billing } = open()
        await startAll(billing)
        await billing.events.ingest(sent(reports))
        const before = await visibleUsage(billing)
        const others = contradicted.map((report) => ({ ...report, data: { ...report.data, says: 'something else' } }))
        const { counts, refused } = await billing.events.ingest(sent(others))
        assertInvariant(counts.conflict === others.length, `I-CONFLICT: what contradicts is a conflict; but of ${others.length} only ${counts.conflict} are`)
        const expected = others.map(({ source, id }, index) => ({ index, identity: { source, id }, code: 'event.conflict' }))
        assertSame('I-CONFLICT: refused', refused.map(({ index, identity, failure: { code } }) => ({ index, identity: identity ?? null, code })), expected)
        assertSame('I-CONFLICT', await visibleUsage(billing), before)
      },
      options,
    ),
}
