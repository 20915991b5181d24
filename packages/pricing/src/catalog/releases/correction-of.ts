import type { Hash } from '@farthing/core'
import { checkReleases, type PlanRelease } from './plan-release.js'

/** The version that a version is corrected by in the end; `undefined` where it stands as it was released last. */
export function correctionOf(releases: readonly PlanRelease[], version: Hash): PlanRelease | undefined {
  const checked = checkReleases(releases)
  const release = checked.findLast((each) => each.version === version)
  if (release === undefined) return undefined
  const last = corrected(checked, release)
  return last === release ? undefined : last
}

/** A release, or what stands in its place in the end. */
export function corrected(releases: readonly PlanRelease[], release: PlanRelease): PlanRelease {
  const next = releases.find(({ corrects, effectiveFrom }) => corrects === release.version && effectiveFrom === release.effectiveFrom)
  return next === undefined ? release : corrected(releases, next)
}
