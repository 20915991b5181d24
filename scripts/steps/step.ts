export interface StepResult {
  /** 1 for a step that is one check; the number of tests for a suite. */
  readonly passed: number
  readonly failed: number
  /** A few words for the line of the step: `8 packages`. */
  readonly summary: string
  /** What to read when something failed. */
  readonly details?: string
}

export interface Step {
  /** One word, for `--only`. */
  readonly name: string
  /** Names of the steps whose output this one reads. */
  readonly needs?: readonly string[]
  /** `update` rewrites what the step compares with, where it compares with a committed file. */
  run(options: StepOptions): Promise<StepResult>
}

export interface StepOptions {
  readonly update: boolean
}

/** The result of a step that is one check. */
export function checked(ok: boolean, summary: string, details = ''): StepResult {
  return ok ? { passed: 1, failed: 0, summary } : { passed: 0, failed: 1, summary, details }
}
