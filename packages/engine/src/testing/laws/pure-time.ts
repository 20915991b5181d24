import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll, type LawBilling } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { atPlatformTime, platformTimes } from '../platform-time.js'
import { assertSame, tryHistories } from '../try-histories.js'
import { visibleState, visibleUsage } from '../visible-state.js'

const october = { account: 'acme', period: '2026-10' } as const

/** I-PURETIME. */
export const pureTimeLaw: MeteringLaw = {
  name: 'I-PURETIME: nothing depends on the clock of the platform, and usage not on the one that is handed in',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports({ maxEvents: 4 }).chain((reports) => fc.tuple(fc.constant(reports), fc.nat(reports.length))),
      async ([reports, late], open) => {
        const run = async (billing: LawBilling) => {
          await startAll(billing)
          await billing.events.ingest(sent(reports.slice(late)))
          await billing.usage.seal(october)
          await billing.events.ingest(sent(reports.slice(0, late)))
          await billing.invoices.issue({ ...october, key: 'acme/2026-10' })
          return everythingOf(billing)
        }
        const [first, ...others] = await inTurn(platformTimes, (at) => atPlatformTime(at, () => run(open().billing)))
        for (const other of others) assertSame('I-PURETIME: the clock of the platform', other, first)
        const [usage, ...usages] = await inTurn(['2026-12-01', '2031-02-28', '9998-12-31'], async (day) => {
          const { billing } = open({ at: `${day}T00:00:00.000000Z` })
          await startAll(billing)
          await billing.events.ingest(sent(reports))
          return visibleUsage(billing)
        })
        for (const other of usages) assertSame('I-PURETIME: the clock that is handed in', other, usage)
      },
      // Six tenants a history.
      { ...options, numRuns: Math.ceil((options?.numRuns ?? 1000) * 0.3) },
    ),
}

/** All that was made, but for digests and cuts: they name the tenant, or what was stored. */
async function everythingOf(billing: LawBilling): Promise<object> {
  const { items: invoices } = await billing.invoices.list()
  const { items: transactions } = await billing.ledger.list()
  return {
    state: await visibleState(billing),
    windows: await billing.windows.list(),
    seals: (await billing.usage.seal(october)).map(({ knownAt, waits, buckets, revision }) => ({ knownAt: knownAt.at, waits, buckets, revision })),
    invoices: invoices.map(({ number, issuedAt, knownAt, totals }) => ({ number, issuedAt, knownAt: knownAt.at, totals })),
    transactions: transactions.map(({ bookedAt, entries }) => ({
      bookedAt,
      // Without the item: it is the id of a document, a digest too.
      entries: entries.map(({ account, amountMinor, currency }) => ({ account, amountMinor, currency })),
    })),
  }
}

async function inTurn<T, R>(inputs: readonly T[], run: (input: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const input of inputs) results.push(await run(input))
  return results
}
