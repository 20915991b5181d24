import type { Outcome } from './run-vectors.js'

/** The lines to print: failures one by one, unsupported cases by reason, and the totals as the last line. */
export function reportOutcomes(outcomes: readonly Outcome[]): readonly string[] {
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed')
  const unsupported = outcomes.filter((outcome) => outcome.kind === 'unsupported')
  const passed = outcomes.length - failures.length - unsupported.length
  return [
    ...failures.map(({ id, problem }) => `✗ ${id}\n${problem.replaceAll(/^/gm, '    ')}`),
    ...countsByReason(unsupported.map(({ topic, reason }) => `${topic}: ${reason}`)),
    `${passed} passed, ${failures.length} failed, ${unsupported.length} unsupported`,
  ]
}

function countsByReason(reasons: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`)
  return lines.length === 0 ? [] : ['Unsupported:', ...lines]
}
