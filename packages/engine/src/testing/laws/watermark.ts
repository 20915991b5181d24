import { assertInvariant, durationMs, shiftInstant, sum, type Instant, type ObservedEvent, type WindowingState } from '@farthing/core'
import { arbitraryLatenessPolicy, arbitraryWindowingInputs } from '@farthing/core/testing'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import fc from 'fast-check'
import type { MeteringLaw } from '../metering-subject.js'
import { tryHistories } from '../try-histories.js'

const histories = arbitraryLatenessPolicy().chain((policy) => fc.record({ policy: fc.constant(policy), inputs: arbitraryWindowingInputs(policy) }))

/** I-WATERMARK. The reducer alone is held to it by `assertWindowingLaws` of `@farthing/core/testing`. */
export const watermarkLaw: MeteringLaw = {
  name: 'I-WATERMARK: no watermark goes back, whatever the clock, over restarts; a window is sealed only when it has passed its end and grace',
  check: (subject, options) =>
    tryHistories(
      subject,
      histories,
      async ({ policy, inputs }, open) => {
        let books = open({ catalog: dailyCatalog(), lateness: { every: policy }, at: '2026-10-20T00:00:00.000000Z' })
        await books.billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-19' })
        let before = await books.billing.windows.list()
        for (const input of inputs) {
          books = books.restart(input.at)
          const { events, windows } = books.billing
          if (input.kind === 'advance') await windows.advance({ meter: 'tokens', upTo: input.upTo })
          else if (input.kind === 'complete') await windows.complete({ source: input.source, upTo: input.upTo })
          else if (input.kind === 'events') await events.ingest(input.events.map(tokensOf))
          const { sealed } = await windows.sealDue()
          const after = await windows.list()
          assertMonotone(before, after)
          for (const { to } of sealed) assertPassed(shiftInstant(to, durationMs(policy.grace ?? 'PT0S')), after)
          before = after
        }
      },
      options,
    ),
}

function assertMonotone(before: readonly WindowingState[], after: readonly WindowingState[]): void {
  for (const [index, { watermark, closedTo }] of before.entries()) {
    const now = after[index]
    assertInvariant(now !== undefined && watermark <= now.watermark, `I-WATERMARK: a watermark at ${watermark} went back to ${now?.watermark ?? 'nothing'}`)
    assertInvariant(closedTo <= now.closedTo, `I-WATERMARK: what was closed up to ${closedTo} is open from ${now.closedTo}`)
  }
}

function assertPassed(due: Instant, states: readonly WindowingState[]): void {
  for (const { watermark } of states) assertInvariant(watermark >= due, `I-WATERMARK: a window that is due at ${due} is sealed at a watermark of ${watermark}`)
}

/** One meter, so that a policy decides alone; days, so that windows end while the clock runs. */
function dailyCatalog() {
  return defineCatalog({
    meters: { tokens: sum({ event: 'llm.tokens', value: 'count' }) },
    plans: { pro: plan({ currency: 'EUR', every: 'day' }, { tokens: perUnit('tokens', '0.001') }), scans: plan({ currency: 'EUR', every: 'day' }, {}) },
  })
}

function tokensOf({ source, id, time }: ObservedEvent): object {
  return { source, id, time, type: 'llm.tokens', subject: 'acme', data: { count: 1 } }
}
