import { fail, parseInstant, type Hash, type Instant } from '@farthing/core'
import { at, optional, readList, readRecord, readText } from '../../models/read-fields.js'

/** The publication of one version of a plan: when it is sold. */
export interface PlanRelease {
  readonly version: Hash
  /** Inclusive; until the next release that corrects nothing. For a correction the start of what it corrects. */
  readonly effectiveFrom: Instant
  /** The version whose place it takes, for all the time that this was in effect. */
  readonly corrects?: Hash
  /** Why it was corrected. */
  readonly reason?: string
}

const maxReleases = 10_000

/**
 * Reads the releases of one plan, in the order in which they were made, in canonical form; at most 10,000.
 *
 * @param before releases that were made before them, as this function gave them
 * @throws `plan.release_invalid` for one that does not start after those before it, and for a correction of what was not released, of another
 * start, or without a reason; `catalog.malformed`, the `time.*` codes
 */
export function checkReleases(value: unknown, field = 'releases', before: readonly PlanRelease[] = []): readonly PlanRelease[] {
  const releases = readList(value, field, { min: 0, max: maxReleases }).map((release, index) => checkRelease(release, at(field, index)))
  let last = before.findLast(({ corrects }) => corrects === undefined)
  releases.forEach((release, index) => {
    const place = at(field, index)
    if (release.corrects !== undefined) refuseCorrection(release, [...before, ...releases.slice(0, index)], place)
    else if (last !== undefined && release.effectiveFrom <= last.effectiveFrom) {
      refuse(at(place, 'effectiveFrom'), `is ${release.effectiveFrom}, not after the release before it, in effect from ${last.effectiveFrom}`, release)
    } else last = release
  })
  return releases
}

function checkRelease(value: unknown, field: string): PlanRelease {
  const fields = readRecord(value, field, ['version', 'effectiveFrom', 'corrects', 'reason'])
  return {
    version: readText(fields.version, at(field, 'version')),
    effectiveFrom: parseInstant(readText(fields.effectiveFrom, at(field, 'effectiveFrom')), { field: at(field, 'effectiveFrom') }),
    ...optional(fields, 'corrects', field, readText),
    ...optional(fields, 'reason', field, readText),
  }
}

function refuseCorrection(release: PlanRelease, earlier: readonly PlanRelease[], field: string): void {
  const { corrects = '', effectiveFrom, reason, version } = release
  const corrected = earlier.find((each) => each.version === corrects && each.effectiveFrom === effectiveFrom)
  if (corrected === undefined) refuse(at(field, 'corrects'), `is ${corrects}, which was not released for ${effectiveFrom}`, release)
  if (earlier.some((each) => each.corrects === corrects && each.effectiveFrom === effectiveFrom)) {
    refuse(at(field, 'corrects'), `is ${corrects}, which is corrected already: correct its correction`, release)
  }
  if (corrects === version) refuse(at(field, 'corrects'), 'is the version itself', release)
  if (reason === undefined) refuse(at(field, 'reason'), 'is missing for a correction', release)
}

function refuse(field: string, because: string, { version, effectiveFrom }: PlanRelease): never {
  return fail('plan.release_invalid', { field, because, facts: { version, effectiveFrom } })
}
