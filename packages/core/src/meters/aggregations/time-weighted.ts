import { fail } from '../../errors/failure.js'
import type { AggregationFamily } from '../aggregation.js'
import type { DecimalDefinition } from '../meter-definition.js'
import type { DataPath, Meter } from '../meter.js'
import { timeUnits, type TimeUnit } from '../seconds.js'
import { checkSettingNames, oneOfSetting, pathSetting, zoneSetting } from '../settings.js'
import { changesByDay } from './changes-by-day.js'
import { changesBySecond } from './changes-by-second.js'
import { reportedLevels } from './reported-levels.js'

export type TimeWeightedDefinition<E extends string, D extends string> = DecimalDefinition<E, D> & {
  /** `change`: a value is added to the level, as when seats are bought and given back. `level`: it is the level, as a gauge reports it. */
  readonly reports: 'change' | 'level'
  /** Of `level`: what the gauge belongs to, such as a volume; the level is then the sum over all of them. One gauge for each group unless given. */
  readonly of?: DataPath
  /** The level multiplied by such a length of time, or its mean over the whole period. */
  readonly per: TimeUnit
  /** Of `change` and `per: 'period'`: `day` counts a change from its own local day on, as a share of the days of the period. */
  readonly prorate?: 'second' | 'day'
  /** Where days start; UTC unless given. */
  readonly zone?: string
}

/** A meter of a level over time, which holds until it changes: storage as GB-months, seats, provisioned capacity. */
export function timeWeighted<const E extends string, const D extends string = never>(given: TimeWeightedDefinition<E, D>): Meter<E, D> {
  const { reports, of, per, prorate, zone, ...definition } = given
  const settings = Object.fromEntries(Object.entries({ reports, of, per, prorate, zone }).filter(([, value]) => value !== undefined))
  const negative = reports === 'change' ? { negative: 'allowed' } : {}
  return { ...negative, ...definition, aggregation: 'time_weighted', settings } as Meter<E, D>
}

/**
 * The integral of a level over time, exact to the microsecond. Changes cost `O(1)`; reports of a level are all held, at most 100,000 for one
 * group and window.
 */
export const timeWeightedFamily: AggregationFamily = {
  name: 'time_weighted',
  configure(settings, field) {
    checkSettingNames(settings, ['reports', 'of', 'per', 'prorate', 'zone'], field)
    const reports = oneOfSetting(settings, 'reports', { of: ['change', 'level'], field })
    const per = oneOfSetting(settings, 'per', { of: timeUnits, field })
    const prorate = oneOfSetting(settings, 'prorate', { of: ['second', 'day'], otherwise: 'second', field })
    const of = pathSetting(settings, 'of', field)
    if (of !== undefined && reports === 'change') fail('meter.invalid', { field: `${field}.of`, because: 'is given, but changes add up whatever they belong to' })
    if (prorate === 'second') return reports === 'change' ? changesBySecond(per) : reportedLevels(per, of)
    if (reports !== 'change' || per !== 'period') fail('meter.invalid', { field: `${field}.prorate`, because: 'is "day", which is for changes over a period' })
    return changesByDay(zoneSetting(settings, 'zone', field))
  },
}
