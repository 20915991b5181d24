import { assertInvariant } from '@farthing/core'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleUsage } from '../visible-state.js'

/** I-NOTTL. */
export const noTtlLaw: MeteringLaw = {
  name: 'I-NOTTL: years later, and after the close of the period, a repeat is still a duplicate and a contradiction a conflict',
  check: (subject, options) =>
    tryHistories(
      subject,
      fc.tuple(arbitraryLawReports(), fc.boolean()),
      async ([reports, isAgeLimited], open) => {
        const books = open(isAgeLimited ? { sources: { '*': { maxAge: 'P90D' } } } : {})
        await startAll(books.billing)
        await books.billing.events.ingest(sent(reports))
        const seals = await books.billing.usage.seal({ period: '2026-10' })
        const before = await visibleUsage(books.billing)
        const later = books.restart('2036-12-31T23:59:59.999999Z')
        const repeated = await later.billing.events.ingest(sent(reports))
        assertInvariant(repeated.counts.duplicate === reports.length, 'I-NOTTL: a repeat is a duplicate, however late it comes')
        const contradictions = reports.map((report) => ({ ...report, data: { ...report.data, says: 'something else' } }))
        const contradicted = await later.billing.events.ingest(sent(contradictions))
        assertInvariant(contradicted.counts.conflict === reports.length, 'I-NOTTL: a contradiction is a conflict, however late it comes')
        assertSame('I-NOTTL', await visibleUsage(later.billing), before)
        assertSame('I-NOTTL: the seal stands', await later.billing.usage.seal({ period: '2026-10' }), seals)
      },
      options,
    ),
}
