import { isFarthingError } from '@farthing/core'
import type { CurrentUsage } from '../usage/current-usage.js'
import { lawPeriods, type LawBilling } from './law-catalog.js'

/** Usage of every period as it stands, and what is not in it: all that a meter says, without the moment at which it was asked. */
export async function visibleUsage(billing: LawBilling): Promise<readonly Omit<CurrentUsage, 'knownAt'>[]> {
  const periods: Omit<CurrentUsage, 'knownAt'>[] = []
  for (const period of lawPeriods) {
    const { usage, refused, quarantined, unattached } = await usageOf(billing, period)
    periods.push({ usage, refused, quarantined, unattached })
  }
  return periods
}

async function usageOf(billing: LawBilling, period: string): Promise<Omit<CurrentUsage, 'knownAt'>> {
  try {
    return await billing.usage.current({ period })
  } catch (error) {
    if (isFarthingError(error) && error.code === 'period.not_found') return { usage: [], refused: [], quarantined: [], unattached: [] }
    throw error
  }
}

/** Everything that a host can see of its events: the events, what became of all that was sent, and the usage. */
export async function visibleState(billing: LawBilling): Promise<object> {
  return { events: (await billing.events.list({}, { limit: 1_000 })).items, census: await billing.events.census(), usage: await visibleUsage(billing) }
}
