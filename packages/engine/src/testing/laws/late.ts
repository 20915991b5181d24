import { assertInvariant, type UsageEvent } from '@farthing/core'
import fc from 'fast-check'
import type { EventRecord } from '../../events/event-record.js'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll, type LawBilling } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'

/** What is sent before the seal and after it, whether an invoice takes the seal, and which of the late events are written off. */
const histories = arbitraryLawReports().chain((reports) =>
  fc.record({ reports: fc.constant(reports), sealedAt: fc.nat(reports.length), isInvoiced: fc.boolean(), writtenOff: fc.infiniteStream(fc.boolean()) }),
)

const scope = { account: 'acme', period: '2026-10' } as const

/** I-LATE. */
export const lateLaw: MeteringLaw = {
  name: 'I-LATE: every event that is usage of a sealed window is in what was billed, or late, or written off: one of the three, until a seal takes it',
  check: (subject, options) =>
    tryHistories(
      subject,
      histories,
      async ({ reports, sealedAt, isInvoiced, writtenOff }, open) => {
        const { billing } = open()
        await startAll(billing)
        await billing.events.ingest(sent(reports.slice(0, sealedAt)))
        const seals = await billing.usage.seal(scope)
        if (isInvoiced) await billing.invoices.issue({ ...scope, key: 'acme/2026-10' })
        const then = await versionsUsed(billing)
        const held = seals.flatMap(({ buckets }) => buckets).reduce((sum, { events }) => sum + events, 0)
        assertInvariant(held === [...then.values()].reduce((sum, { metered }) => sum + metered, 0), `I-LATE: what is sealed holds ${held} readings`)
        await billing.events.ingest(sent(reports.slice(sealedAt)))
        const expected = changedVersions(then, await versionsUsed(billing))
        assertSame('I-LATE: what is not in the cut is late', await lateVersions(billing), expected)
        const chosen = (await billing.events.late(scope)).items.filter(() => writtenOff.next().value)
        if (chosen.length > 0) await billing.events.writeOff({ ...scope, key: 'w', reason: 'law', events: chosen.map(({ source, id }) => ({ source, id })) })
        const gone = (await billing.events.writeOffs({ account: 'acme' })).items.map(versionOf)
        assertSame('I-LATE: what is written off is late no longer, and the rest still is', [...(await lateVersions(billing)), ...gone].sort(), expected)
        await billing.usage.seal(scope)
        const left = await lateVersions(billing)
        assertSame('I-LATE: a seal takes what no invoice keeps it from', left, isInvoiced ? expected.filter((version) => !gone.includes(version)) : [])
      },
      options,
    ),
}

interface VersionUsed {
  readonly version: string
  /** On how many meters it counts. */
  readonly metered: number
}

/** Versions of events that are usage of the period, by identity. What breaks a meter is quarantined, and no seal takes it. */
async function versionsUsed(billing: LawBilling): Promise<ReadonlyMap<string, VersionUsed>> {
  const { items } = await billing.events.list({ subscription: 'acme', to: '2026-10-31T23:00:00Z' }, { limit: 1_000 })
  return new Map(items.filter(isUsage).map(({ identity, event, readings }) => [identity, { version: versionOf(event), metered: readings.filter(({ status }) => status === 'metered').length }]))
}

function isUsage({ readings }: EventRecord): boolean {
  return readings.some(({ status }) => status === 'metered')
}

/** What differs: the version that is there now, or the one that was there when none is. */
function changedVersions(then: ReadonlyMap<string, VersionUsed>, now: ReadonlyMap<string, VersionUsed>): readonly string[] {
  const arrived = [...now].flatMap(([identity, { version }]) => (then.get(identity)?.version === version ? [] : [version]))
  const withdrawn = [...then].flatMap(([identity, { version }]) => (now.has(identity) ? [] : [version]))
  return [...arrived, ...withdrawn].sort()
}

async function lateVersions(billing: LawBilling): Promise<readonly string[]> {
  return (await billing.events.late(scope)).items.map(versionOf).sort()
}

function versionOf({ source, id, revision }: Pick<UsageEvent, 'source' | 'id' | 'revision'>): string {
  return JSON.stringify([source, id, revision])
}
