import { fail, type Hash, type Instant } from '@farthing/core'
import { adjustmentStep, type AdjustmentStanding } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { loadAdjustments } from './load-adjustments.js'
import { takeStep } from './move-adjustment.js'

interface DocumentStep {
  /** Id of the document. */
  readonly document: Hash
  readonly at: Instant
  readonly actor: string
}

/**
 * Marks adjustments as applied, in the transaction that keeps the document that took them. Steps follow those that were there when the document was drafted: when
 * another document or a withdrawal has come between, it is `storage.conflict`, and the command that issues this one starts again with what is left.
 *
 * @throws `storage.conflict`
 */
export async function applyAdjustments(stores: Stores, taken: readonly AdjustmentStanding[], step: DocumentStep): Promise<void> {
  for (const { adjustment, revision } of taken) {
    const steps = await stores.adjustments.steps(adjustment.id)
    if (steps.length !== revision) fail('storage.conflict', { field: 'adjustments', because: `has moved ${adjustment.id} meanwhile`, facts: { adjustment: adjustment.id } })
    await stores.adjustments.append(adjustmentStep(adjustment, steps, { move: 'apply', ...step }))
  }
}

/** Gives back what a document took, in the transaction that makes it void: the next document takes it. */
export async function releaseAdjustments(stores: Stores, account: string, step: DocumentStep): Promise<void> {
  const applied = (await loadAdjustments(stores, { account })).filter(({ document }) => document === step.document)
  for (const { adjustment } of applied) await takeStep(stores, adjustment.id, { move: 'release', ...step })
}
