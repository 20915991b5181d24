import type { Instant } from '@farthing/core'
import type { Dispute, DisputeFact, DisputeStatus } from './dispute.js'

export interface DisputeState {
  readonly status: DisputeStatus
  /** How it ended; known from the verdict on, also once it is closed. */
  readonly outcome?: 'won' | 'lost'
  /** The last date that was given for evidence. */
  readonly dueAt?: Instant
}

const rank: { readonly [status in DisputeStatus]: number } = {
  opened: 0,
  needs_response: 1,
  evidence_due: 2,
  evidence_submitted: 3,
  won: 4,
  lost: 4,
  closed: 5,
}

/** What follows from the facts of a dispute, in whatever order they came. Of two verdicts the later one holds; of one instant, the later id. */
export function disputeState({ facts }: Pick<Dispute, 'facts'>): DisputeState {
  const verdict = facts.findLast(isVerdict)
  const reached = facts.reduce<DisputeStatus>((status, { kind }) => (rank[kind] > rank[status] ? kind : status), 'opened')
  const dueAt = facts.findLast((fact) => fact.dueAt !== undefined)?.dueAt
  return {
    status: verdict !== undefined && rank[reached] === rank.won ? verdict.kind : reached,
    ...(verdict !== undefined && { outcome: verdict.kind }),
    ...(dueAt !== undefined && { dueAt }),
  }
}

type Verdict = DisputeFact & { readonly kind: 'won' | 'lost' }

export function isVerdict(fact: DisputeFact): fact is Verdict {
  return fact.kind === 'won' || fact.kind === 'lost'
}
