import type fc from 'fast-check'

/** Settings of fast-check that a host may change: more runs, the repetition of one that failed, no search for a smaller one. */
export type LawOptions = Pick<fc.Parameters, 'numRuns' | 'seed' | 'path' | 'endOnFailure'>

/** 1,000 runs per law unless given, and the name of the law in the report. */
export function lawRuns(options: LawOptions): LawOptions & { readonly includeErrorInReport: true } {
  return { numRuns: 1000, ...options, includeErrorInReport: true }
}

/** States one law at one place of the input; fast-check adds the smallest counter-example. */
export function hold(condition: boolean, law: string): void {
  if (!condition) throw new Error(`Law broken: ${law}`)
}
