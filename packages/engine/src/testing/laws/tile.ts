import { addDays, assertInvariant, instantOfLocal, localDateOf } from '@farthing/core'
import { arbitraryClockChange } from '@farthing/core/testing'
import fc from 'fast-check'
import type { MeteringLaw } from '../metering-subject.js'
import { tryHistories } from '../try-histories.js'

/** A subscription that starts up to three months before an awkward change of clocks, or on the day, anchored on any day of the month. */
const starts = fc
  .record({ change: arbitraryClockChange(), daysBefore: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 92 })), anchorDay: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }) })
  .map(({ change: { zone, at }, daysBefore, anchorDay }) => ({ zone, from: addDays(localDateOf(at, zone), -daysBefore), anchorDay, until: addDays(localDateOf(at, zone), 62) }))

/** I-TILE. The grids themselves are held against every zone and cadence by `assertPeriodLaws` of `@farthing/core/testing`. */
export const tileLaw: MeteringLaw = {
  name: 'I-TILE: the sealed windows of a subscription tile its time from its first instant on, over two runs',
  check: (subject, options) =>
    tryHistories(
      subject,
      starts,
      async ({ zone, from, anchorDay, until }, open) => {
        const end = instantOfLocal(until, zone)
        const { billing, restart } = open({ at: instantOfLocal(addDays(until, -31), zone) })
        const { from: start } = await billing.subscriptions.start({ key: 's', account: 'a', plan: 'pro', from, zone, ...(anchorDay === undefined ? {} : { anchorDay }) })
        const first = await billing.windows.sealDue()
        const second = await restart(end).billing.windows.sealDue()
        assertInvariant(first.held.length === 0 && second.held.length === 0, 'I-TILE: nothing holds a window')
        let next = start
        for (const window of [...first.sealed, ...second.sealed]) {
          const isFirst = next === start && window.from < start && start < window.to
          assertInvariant((isFirst || window.from === next) && window.from < window.to, `I-TILE: after ${next} comes the window from ${window.from} to ${window.to}, in ${zone}`)
          next = window.to
        }
        assertInvariant(next <= end, `I-TILE: no window that ends at ${next} is sealed at ${end}`)
        assertInvariant(next > instantOfLocal(addDays(until, -32), zone), `I-TILE: windows are sealed up to ${next} only, at ${end}`)
      },
      options,
    ),
}
