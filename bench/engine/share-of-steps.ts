import type { MonthEnd } from './month-end.js'

/** The step of an invoice that a call of a store belongs to; the first that fits. */
const steps: readonly (readonly [step: string, calls: RegExp])[] = [
  ['begin and commit', /^transaction$/],
  ['read events', /^events\./],
  ['seal', /^(usage|windowing)\./],
  ['rate', /^(charges|carries|planVersions|ratingRuns)\./],
  ['draw the number', /^documents\.nextNumber$/],
  ['keep the document', /^documents\./],
  ['post', /^(ledger|bookPeriods)\./],
  ['tell others', /^outbox\./],
  ['run and commands', /^(billingRuns|commands)\./],
  ['look up the account', /./],
]

/**
 * The share of each step in the time of a run: what its stores were waited for, and what is computed between. Of workers at the same time the waits are added up and shared
 * out; in memory, where one worker runs, the rest is computing.
 */
export function shareOfSteps({ spent, runSeconds, workers }: MonthEnd): readonly { readonly step: string; readonly share: number }[] {
  const seconds = new Map<string, number>()
  for (const [call, own] of spent) {
    const [step = call] = steps.find(([, calls]) => calls.test(call)) ?? []
    seconds.set(step, (seconds.get(step) ?? 0) + own.seconds)
  }
  const whole = runSeconds * workers
  const waited = [...seconds.values()].reduce((sum, one) => sum + one, 0)
  const shares = [...seconds].map(([step, own]) => ({ step, share: own / whole }))
  return [...shares, { step: 'compute', share: Math.max(0, whole - waited) / whole }].sort((a, b) => b.share - a.share)
}
