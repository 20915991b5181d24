import { assertInvariant } from '@farthing/core'
import { arbitraryBatches } from '@farthing/core/testing'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll, type LawBilling } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleUsage } from '../visible-state.js'

const noEvents: readonly unknown[] = [null, 'no event', [], {}, { id: '', source: 'api' }, { id: 'x', source: 'api', type: 't', subject: 's', time: '2026-10-25', data: {} }]

/** Reports, with things between them that are no events. */
const inputs = fc
  .tuple(arbitraryLawReports({ conflicts: true }), fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...noEvents)), { maxLength: 3 }))
  .map(([reports, odd]) => odd.reduce<readonly unknown[]>((all, [place, input]) => [...all.slice(0, place), input, ...all.slice(place)], sent(reports)))

/** I-CENSUS. */
export const censusLaw: MeteringLaw = {
  name: 'I-CENSUS: everything that was received is accounted for: by batch, for all time, and by meter',
  check: (subject, options) =>
    tryHistories(
      subject,
      inputs.chain(arbitraryBatches),
      async (batches, open) => {
        const { billing } = open()
        await startAll(billing)
        const total = { received: 0, kept: 0, duplicate: 0, conflict: 0, rejected: 0 }
        for (const batch of batches) {
          const { counts, receipts = [] } = await billing.events.ingest(batch, { receipts: true })
          const { received, accepted, unattached, duplicate, conflict, rejected } = counts
          assertInvariant(received === batch.length, `I-CENSUS: a batch of ${batch.length} is received as ${received}`)
          assertInvariant(received === accepted + unattached + duplicate + conflict + rejected, 'I-CENSUS: outcomes of a batch add up')
          for (const [outcome, count] of Object.entries({ accepted, unattached, duplicate, conflict, rejected })) {
            assertInvariant(receipts.filter((receipt) => receipt === outcome).length === count, `I-CENSUS: there is a receipt for each ${outcome} event`)
          }
          total.received += received
          total.kept += accepted + unattached
          total.duplicate += duplicate
          total.conflict += conflict
          total.rejected += rejected
        }
        const { rejected, ...census } = await billing.events.census()
        assertSame('I-CENSUS: for all time', { ...census, rejected: Object.values(rejected).reduce((sum, count) => sum + count, 0) }, total)
        await assertReadingsAddUp(billing)
      },
      options,
    ),
}

/** Each meter has taken or set aside every event that it reads, and usage holds exactly what it has taken. */
async function assertReadingsAddUp(billing: LawBilling): Promise<void> {
  const { readings } = await billing.events.count()
  const periods = await visibleUsage(billing)
  const inUsage = periods.flatMap(({ usage }) => usage).reduce((sum, { events }) => sum + events, 0)
  const quarantined = periods.flatMap((period) => period.quarantined).length
  assertInvariant(inUsage === readings.metered, `I-CENSUS: usage holds ${inUsage} of ${readings.metered} readings`)
  assertInvariant(quarantined === readings.quarantined, `I-CENSUS: ${quarantined} of ${readings.quarantined} quarantined readings are shown`)
}
