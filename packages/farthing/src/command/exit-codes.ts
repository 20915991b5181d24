import { isFarthingError, type FailureCode } from '@farthing/core'

/** One meaning per code in all commands. */
export const exitCodes = {
  done: 0,
  /** A defect in Farthing itself. */
  defect: 1,
  /** The command could not do its work: input invalid, or something required is missing. */
  inputInvalid: 2,
  /** The work was done, and a conflict, a refusal or a difference was found on the way. */
  differenceFound: 3,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const differences: readonly FailureCode[] = ['verify.differs', 'event.conflict', 'command.conflict', 'storage.conflict']

/** The exit code of a command that ended with an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isFarthingError(error)) return exitCodes.defect
  return differences.includes(error.code) ? exitCodes.differenceFound : exitCodes.inputInvalid
}
