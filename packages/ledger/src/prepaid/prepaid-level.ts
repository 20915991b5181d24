import { compare, multiply, signOf } from '@farthing/core'
import type { PrepaidFigures } from './prepaid-figures.js'
import type { PrepaidLevel, PrepaidPolicy } from './prepaid-policy.js'

/**
 * The level that figures come to; the gravest that holds, and limits are included.
 *
 * Nothing is available: `depleted`. Under `force_release`, what is available lasts for the hours of notice or fewer: `release_pending`. It is at the low balance, or
 * lasts for the days of the low runway or fewer: `low`. An account that burns nothing lasts for ever.
 */
export function prepaidLevel({ available, runway: { daysLeft } }: PrepaidFigures, { lowBalance, lowRunwayDays, releaseNoticeHours }: PrepaidPolicy): PrepaidLevel {
  if (signOf(available) <= 0) return 'depleted'
  if (daysLeft !== undefined && releaseNoticeHours !== undefined && compare(multiply(daysLeft, '24'), `${releaseNoticeHours}`) <= 0) return 'release_pending'
  if (lowBalance !== undefined && compare(available, lowBalance) <= 0) return 'low'
  return daysLeft !== undefined && lowRunwayDays !== undefined && compare(daysLeft, `${lowRunwayDays}`) <= 0 ? 'low' : 'ok'
}
