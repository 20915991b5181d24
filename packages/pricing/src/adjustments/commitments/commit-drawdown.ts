import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { Manifest } from '../../charges/pipeline/manifest.js'
import { readDrawdown, type CommitDrawdown } from './drawdown-config.js'
import { runDrawdown } from './drawdown-run.js'

const manifest: Omit<Manifest, 'name' | 'scope'> = {
  version: 1,
  kind: 'amount',
  step: 'commitment',
  facts: [{ pack: 'subscription', versions: [1], fields: ['to'], required: false }],
  limits: { charges: 100_000, effects: 100_000 },
}

/**
 * Charges against a commitment, over periods. Prepaid money pays for the selected charges as far as it reaches, each in proportion; a promise
 * to spend counts them. A run belongs to the commitment when it begins in its time, start inclusive, end exclusive.
 *
 * The run that reaches the end, or the last of a subscription that ends before, settles it: what is left of prepaid money expires, with a
 * warning `commit_expired`, and what is missing to a promise is a charge of its own. Hands on what was used.
 */
export const commitDrawdown = /* @__PURE__ */ defineStage<CommitDrawdown>({
  manifest: { ...manifest, name: 'commit-drawdown', scope: 'subscription' },
  check: readDrawdown,
  run: (input) => runDrawdown(input, { draws: 'from-charges', endsAt: input.facts.subscription?.[0]?.to }),
})

/** As `commitDrawdown`, for the charges of all subscriptions of an account together. What prepaid money pays is a credit of its own. */
export const accountCommitDrawdown = /* @__PURE__ */ defineStage<CommitDrawdown>({
  manifest: { ...manifest, name: 'account-commit-drawdown', scope: 'account', facts: [] },
  check: readDrawdown,
  run: (input) => runDrawdown(input, { draws: 'as-credit' }),
})
