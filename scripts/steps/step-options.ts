/** The options that every list of steps takes, for `parseArgs`. */
export const stepOptions = {
  /** Names of the steps to run, with commas between; each brings the steps that it needs. */
  only: { type: 'string', multiple: true },
  /** Rewrite the committed files that steps compare with. */
  update: { type: 'boolean', default: false },
} as const

/** What `parseArgs` gives for {@link stepOptions}. */
export interface StepValues {
  readonly only?: readonly string[] | undefined
  readonly update: boolean
}
