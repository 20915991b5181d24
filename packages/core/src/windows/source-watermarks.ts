import { compareBytes } from '../evidence/compare-bytes.js'
import { laterOf } from '../time/interval.js'
import { durationMs } from '../time/parse-duration.js'
import { firstInstant, shiftInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'
import { latenessAt } from './lateness-histogram.js'
import type { WatermarkPolicy } from './lateness-policy.js'
import { anySource, type SourceProgress } from './windowing-state.js'

/** Moves every source of a policy to where it is at a clock. None moves back; those that the policy does not name are dropped. */
export function moveSources(sources: readonly SourceProgress[], policy: WatermarkPolicy, clock: Instant): readonly SourceProgress[] {
  const known = new Map(sources.map((progress) => [progress.source, progress]))
  const moved = (source: string, upTo: Instant): SourceProgress => {
    const before = known.get(source) ?? { source, upTo: firstInstant }
    return { ...before, upTo: laterOf(before.upTo, upTo) }
  }
  const delayed = (source: string, delayMs: number) => moved(source, shiftInstant(clock, -delayMs))
  switch (policy.kind) {
    case 'bounded':
      return [{ source: anySource, delay: policy.delay }, ...(policy.sources ?? [])]
        .map(({ source, delay }) => delayed(source, durationMs(delay)))
        .sort(bySource)
    case 'source':
      return policy.sources.map((source) => {
        const given = delayed(source, durationMs(policy.deadline))
        return { ...given, upTo: laterOf(given.upTo, given.declared ?? firstInstant) }
      }).sort(bySource)
    case 'adaptive': {
      const observed = sources.filter(({ lateness }) => lateness !== undefined)
      if (observed.length === 0) return [delayed(anySource, durationMs(policy.most))]
      return observed.map(({ source, lateness = [] }) => delayed(source, adaptedDelay(lateness, policy)))
    }
    case 'manual':
      return [moved(anySource, known.get(anySource)?.declared ?? firstInstant)]
  }
}

function adaptedDelay(lateness: readonly number[], { percentile, least, most }: Extract<WatermarkPolicy, { readonly kind: 'adaptive' }>): number {
  const mostMs = durationMs(most)
  return Math.min(mostMs, Math.max(durationMs(least), latenessAt(lateness, percentile) ?? mostMs))
}

/** The source that is least far; the first in byte order of several. */
export function slowestOf(sources: readonly SourceProgress[]): SourceProgress | undefined {
  return sources.reduce<SourceProgress | undefined>((slowest, each) => (slowest === undefined || each.upTo < slowest.upTo ? each : slowest), undefined)
}

export function bySource(a: SourceProgress, b: SourceProgress): number {
  return compareBytes(a.source, b.source)
}
