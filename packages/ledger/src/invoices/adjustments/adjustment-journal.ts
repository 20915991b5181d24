import { checkText, fail, parseInstant, type Hash, type Instant } from '@farthing/core'
import type { AdjustmentMove, AdjustmentRecord, AdjustmentStatus, AdjustmentStep } from './adjustment-record.js'

/** An adjustment and where it stands. */
export interface AdjustmentStanding {
  readonly adjustment: AdjustmentRecord
  readonly status: AdjustmentStatus
  /** Who agreed and when; absent where nobody has or had to. */
  readonly approval?: { readonly actor: string; readonly at: Instant }
  /** Id of the document that took it; there while it is applied. */
  readonly document?: Hash
  /** Of the last step; 0 without steps. */
  readonly revision: number
}

/** What happens to an adjustment next. */
export type AdjustmentChange = Pick<AdjustmentStep, 'move' | 'actor' | 'at' | 'document' | 'reason'>

/** Which status follows: a move that is not in it is refused. */
const moves: { readonly [from in AdjustmentStatus]: { readonly [move in AdjustmentMove]?: AdjustmentStatus } } = {
  proposed: { approve: 'open', withdraw: 'withdrawn' },
  open: { apply: 'applied', withdraw: 'withdrawn' },
  applied: { release: 'open' },
  withdrawn: {},
}

/** Where an adjustment stands after its steps. @throws `adjustment.transition` for steps that do not follow each other */
export function adjustmentStanding(adjustment: AdjustmentRecord, steps: readonly AdjustmentStep[]): AdjustmentStanding {
  let standing: AdjustmentStanding = { adjustment, status: adjustment.needsApproval ? 'proposed' : 'open', revision: 0 }
  for (const step of steps) standing = follow(standing, step)
  return standing
}

/**
 * The record of the next step. Nothing is stored here. Discounts are not applied: they stand on every document for as long as they hold.
 *
 * @throws `adjustment.transition` for a move that does not follow, an approval by who decided it, a document too many or too few, and a time before that of
 *   the last step
 */
export function adjustmentStep(adjustment: AdjustmentRecord, steps: readonly AdjustmentStep[], change: AdjustmentChange): AdjustmentStep {
  const standing = adjustmentStanding(adjustment, steps)
  const { move, document, reason } = change
  const step = {
    adjustment: adjustment.id,
    revision: standing.revision + 1,
    move,
    actor: checkText(change.actor, { field: 'actor' }),
    at: parseInstant(change.at, { field: 'at' }),
    ...(document === undefined ? {} : { document: checkText(document, { field: 'document' }) }),
    ...(reason === undefined ? {} : { reason: checkText(reason, { field: 'reason', maxLength: 1_000 }) }),
  }
  follow(standing, step)
  const last = steps.at(-1)?.at ?? adjustment.recordedAt
  if (step.at < last) refuse(adjustment, 'at', `is ${step.at}, before the last step at ${last}`)
  return step
}

function follow(standing: AdjustmentStanding, { move, actor, at, document, revision }: AdjustmentStep): AdjustmentStanding {
  const { adjustment, status } = standing
  const to = moves[status][move]
  const isDiscounting = adjustment.kind === 'discount' && (move === 'apply' || move === 'release')
  if (to === undefined || isDiscounting) refuse(adjustment, 'move', `is ${move}, and ${adjustment.kind === 'discount' ? 'a discount' : 'an adjustment'} that is ${status} does not move by it`)
  if ((document !== undefined) !== (move === 'apply' || move === 'release')) refuse(adjustment, 'document', 'is what took it or gave it back, and nothing else')
  if (move === 'release' && document !== standing.document) refuse(adjustment, 'document', 'is not the one that took it')
  if (move === 'approve' && actor === adjustment.actor) refuse(adjustment, 'actor', `is ${actor}, who decided it: somebody else agrees`)
  const approval = move === 'approve' ? { actor, at } : standing.approval
  return {
    adjustment,
    status: to,
    ...(approval === undefined ? {} : { approval }),
    ...(to === 'applied' && document !== undefined ? { document } : {}),
    revision,
  }
}

function refuse({ id }: AdjustmentRecord, field: string, because: string): never {
  return fail('adjustment.transition', { field, because, facts: { adjustment: id } })
}
