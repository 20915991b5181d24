import type { Hash, Instant } from '@farthing/core'
import type { AdjustmentStanding } from '@farthing/ledger'
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
 * Marks adjustments as applied, in the transaction that keeps the document that took them. When another document has come between, the place of the step is
 * taken, `storage.conflict`, and the command that issues this one starts again with what is left.
 *
 * @throws `adjustment.transition` for one that was withdrawn meanwhile
 */
export async function applyAdjustments(stores: Stores, taken: readonly AdjustmentStanding[], step: DocumentStep): Promise<void> {
  for (const { adjustment } of taken) await takeStep(stores, adjustment.id, { move: 'apply', ...step })
}

/** Gives back what a document took, in the transaction that makes it void: the next document takes it. */
export async function releaseAdjustments(stores: Stores, account: string, step: DocumentStep): Promise<void> {
  const applied = (await loadAdjustments(stores, { account })).filter(({ document }) => document === step.document)
  for (const { adjustment } of applied) await takeStep(stores, adjustment.id, { move: 'release', ...step })
}
