import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { Manifest } from '../../charges/pipeline/manifest.js'
import { readMinimum, type MinimumCommitment } from './minimum-config.js'
import { runMinimum } from './minimum-run.js'

const manifest: Omit<Manifest, 'name' | 'scope'> = { version: 1, kind: 'amount', step: 'minimum', facts: [], limits: { charges: 100_000, effects: 1 } }

/**
 * A minimum for the selected charges of a subscription: what is missing is a charge of its own, the true-up, and with a factor what is beyond
 * costs more. Documents round the charges first and bring what is shown to the minimum, as long as it counts them `net`.
 *
 * Nothing used costs the whole minimum; exactly the minimum costs nothing more.
 */
export const minimumCommitment = /* @__PURE__ */ defineStage<MinimumCommitment>({
  manifest: { ...manifest, name: 'minimum-commitment', scope: 'subscription' },
  check: readMinimum,
  run: runMinimum,
})

/** As `minimumCommitment`, for the charges of all subscriptions of an account together: usage of one fills up the minimum of another. */
export const accountMinimumCommitment = /* @__PURE__ */ defineStage<MinimumCommitment>({
  manifest: { ...manifest, name: 'account-minimum-commitment', scope: 'account' },
  check: readMinimum,
  run: runMinimum,
})
