import { fail, parseInstant, type Instant } from '@farthing/core'
import { corrected } from './correction-of.js'
import { checkReleases, type PlanRelease } from './plan-release.js'

/**
 * The release of a plan that is in effect at an instant; with its corrections, unless `asReleased` asks for what was sold at the time.
 *
 * @throws `plan.version_unpublished` where nothing is released, `plan.version_not_effective` before the first; what `checkReleases` throws
 */
export function versionAt(releases: readonly PlanRelease[], at: Instant, options: { readonly asReleased?: boolean } = {}): PlanRelease {
  const instant = parseInstant(at, { field: 'at' })
  const checked = checkReleases(releases)
  const [first] = checked
  if (first === undefined) return fail('plan.version_unpublished', { field: 'releases', because: 'has none' })
  const released = checked.findLast(({ corrects, effectiveFrom }) => corrects === undefined && effectiveFrom <= instant)
  if (released === undefined) {
    const { effectiveFrom } = first
    return fail('plan.version_not_effective', { field: 'at', because: `is ${instant}, and the first version is in effect from ${effectiveFrom}`, facts: { at: instant, effectiveFrom } })
  }
  return options.asReleased === true ? released : corrected(checked, released)
}
