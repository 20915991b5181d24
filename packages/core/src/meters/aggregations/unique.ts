import { compareBytes } from '../../evidence/compare-bytes.js'
import type { Accumulator, Aggregation, AggregationFamily } from '../aggregation.js'
import type { MeterDefinition } from '../meter-definition.js'
import type { DataPath, Meter } from '../meter.js'
import { checkSettingNames, oneOfSetting, pathSetting, wordsSetting, zoneSetting } from '../settings.js'
import { membership } from './membership.js'
import { checkMemberCount, mergeSorted } from './sorted-members.js'

export type UniqueDefinition<E extends string, D extends string> = MeterDefinition<E, D> & {
  /** Where the identity stands in the data. */
  readonly value: DataPath
  /** Where the data says whether the identity is added or removed. Then those are counted that are in at the end, and they stay in. */
  readonly operation?: DataPath
  /** The words for it; `add` and `remove` unless given. */
  readonly words?: { readonly add?: readonly string[]; readonly remove?: readonly string[] }
  /** `day`: each identity counts the share of local days of the period on which it was in, its last day included. Needs `operation`. */
  readonly prorate?: 'day'
  /** Where days start; UTC unless given. */
  readonly zone?: string
}

/** A meter of distinct identities, such as users that were seen, or seats that are taken and given back. */
export function unique<const E extends string, const D extends string = never>(given: UniqueDefinition<E, D>): Meter<E, D> {
  const { operation, words, prorate, zone, ...definition } = given
  const settings = Object.fromEntries(Object.entries({ operation, words, prorate, zone }).filter(([, value]) => value !== undefined))
  return { ...definition, aggregation: 'unique', ...(Object.keys(settings).length === 0 ? {} : { settings }) } as Meter<E, D>
}

/**
 * The number of distinct identities. Exact: holds each identity, or with `operation` each report of one, at most 100,000 for one group and
 * window; then `meter.state_too_large`.
 */
export const uniqueFamily: AggregationFamily = {
  name: 'unique',
  configure(settings, field) {
    checkSettingNames(settings, ['operation', 'words', 'prorate', 'zone'], field)
    const operation = pathSetting(settings, 'operation', field)
    if (operation === undefined) {
      checkSettingNames(settings, ['operation'], field)
      return seenIdentities
    }
    const words = wordsSetting(settings, 'words', { otherwise: { add: ['add'], remove: ['remove'] }, field })
    const prorate = oneOfSetting(settings, 'prorate', { of: ['none', 'day'], otherwise: 'none', field })
    return membership({ operation, words, prorate, zone: zoneSetting(settings, 'zone', field) })
  },
}

const seenIdentities: Aggregation<readonly string[], string> = {
  name: 'unique',
  reads: 'text',
  zero: [],
  add: (state, identity) => mergeSorted(state, [identity], compareBytes, (same) => same),
  merge: (a, b) => mergeSorted(a, b, compareBytes, (same) => same),
  result: (state) => `${state.length}`,
  accumulate: startSet,
}

function startSet(): Accumulator<readonly string[], string> {
  const seen = new Set<string>()
  return {
    add(identity) {
      seen.add(identity)
      checkMemberCount(seen.size)
    },
    state: () => [...seen].sort(compareBytes),
  }
}
