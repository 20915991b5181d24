import { checkInterval, fail, type Instant, type Interval } from '@farthing/core'

/** A period of event time that has ended. @throws `retention.review_invalid`, `time.*`, and what `checkInterval` throws */
export function checkPastInterval(period: Interval, now: Instant): Interval {
  const { from, to } = checkInterval(period)
  if (to > now) fail('retention.review_invalid', { field: 'period.to', because: `is ${to}, which has yet to come`, facts: { to } })
  return { from, to }
}
