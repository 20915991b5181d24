import type { Instant, Interval } from '@farthing/core'
import type { RetentionReview } from '@farthing/ledger'

/** Whether reviews of one kind cover an interval without a gap, in whatever parts they were made. */
export function isReviewed(reviews: readonly RetentionReview[], kind: RetentionReview['review'], { from, to }: Interval): boolean {
  let reached: Instant = from
  const parts = reviews.filter(({ review }) => review === kind).sort((a, b) => (a.from < b.from ? -1 : 1))
  for (const part of parts) if (part.from <= reached && part.to > reached) reached = part.to
  return reached >= to
}
