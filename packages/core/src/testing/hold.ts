/** States one law at one place of the input; the message names the law, fast-check adds the smallest counter-example. */
export function hold(condition: boolean, law: string): void {
  if (!condition) throw new Error(`Law broken: ${law}`)
}

export interface LawOptions {
  /** Random cases per law; 1,000 unless given. */
  readonly numRuns?: number
  /** Repeats a run that failed. */
  readonly seed?: number
}

/** What fast-check is told for a law. */
export function runsOf({ numRuns = 1000, seed }: LawOptions): { readonly numRuns: number; readonly seed?: number } {
  return seed === undefined ? { numRuns } : { numRuns, seed }
}
