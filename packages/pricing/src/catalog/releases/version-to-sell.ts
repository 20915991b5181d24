import { fail, parseInstant, type Hash, type Instant } from '@farthing/core'
import { checkReleases, type PlanRelease } from './plan-release.js'
import { versionAt } from './version-at.js'

/**
 * The version that may be subscribed to at an instant: that in effect, or the one asked for if it is that one.
 *
 * @throws `plan.version_unpublished`, `plan.version_not_effective`, `plan.version_superseded` naming the version to take instead
 */
export function versionToSell(releases: readonly PlanRelease[], question: { readonly at: Instant; readonly planVersion?: Hash }): PlanRelease {
  const { planVersion: version } = question
  const at = parseInstant(question.at, { field: 'at' })
  const checked = checkReleases(releases)
  const asked = version === undefined ? undefined : checked.findLast((release) => release.version === version)
  if (version !== undefined && asked === undefined) {
    return fail('plan.version_unpublished', { field: 'planVersion', because: `is ${version}, which was not released`, facts: { version } })
  }
  if (asked !== undefined && checked.every((release) => release.version !== version || release.effectiveFrom > at)) {
    const { effectiveFrom } = asked
    return fail('plan.version_not_effective', { field: 'planVersion', because: `is ${asked.version}, in effect from ${effectiveFrom}, and it is ${at}`, facts: { version: asked.version, effectiveFrom, at } })
  }
  const current = versionAt(checked, at)
  if (asked === undefined || asked.version === current.version) return current
  const because = `is ${asked.version}, in whose place is ${current.version} at ${at}`
  return fail('plan.version_superseded', { field: 'planVersion', because, facts: { version: asked.version, current: current.version } })
}
