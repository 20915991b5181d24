import { Command, CommanderError } from 'commander'
import { isFarthingError } from '@farthing/core'
import { addBillCommand } from './bill/bill-command.js'
import type { CommandContext } from './command-context.js'
import { addCompletionCommand } from './completion/completion-command.js'
import { addCorrectionsCommand } from './corrections/corrections-command.js'
import { addDoctorCommand } from './database/doctor-command.js'
import { addMigrateCommand } from './database/migrate-command.js'
import { addPartitionsCommand } from './database/partitions-command.js'
import { addDiffCommand } from './diff/diff-command.js'
import { addEstimateCommand } from './estimate/estimate-command.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { addExplainCommand } from './explain/explain-command.js'
import { addExportCommand } from './export/export-command.js'
import { addImportCommand } from './import/import-command.js'
import { addPlanInputsCommand } from './plan-inputs/plan-inputs-command.js'
import { addQuoteCommand } from './quote/quote-command.js'
import { addRunCommand } from './run/run-command.js'
import { addShadowCommand } from './shadow/shadow-command.js'
import { print, type Terminal } from './terminal.js'
import { addVerifyCommand } from './verify/verify-command.js'

/** In the order in which `--help` lists them. */
const commands = [
  addBillCommand, addExplainCommand, addVerifyCommand, addDiffCommand, addQuoteCommand, addEstimateCommand, addShadowCommand, addRunCommand, addCorrectionsCommand,
  addExportCommand, addImportCommand, addPlanInputsCommand, addMigrateCommand, addPartitionsCommand, addDoctorCommand, addCompletionCommand,
]

/**
 * Runs the command line and gives its exit code; see {@link exitCodes}. Never exits the process and never throws.
 * Results go to stdout, everything else to stderr. `version` is what `--version` says.
 */
export async function runCommand(args: readonly string[], terminal: Terminal, version = 'unknown'): Promise<number> {
  let code: number = exitCodes.done
  const context: CommandContext = { terminal, finish: (finished) => (code = finished) }
  const program = new Command('farthing')
    .description('Exact, explainable usage-based billing on your own files and your own database.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), writeErr: (text) => terminal.stderr.write(text) })
    .showHelpAfterError('(--help shows how)')
  for (const add of commands) add(program, context)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.inputInvalid
    if (isClosedPipe(error)) return code
    await print(terminal.stderr, describeError(error)).catch(() => undefined)
    return exitCodeOf(error)
  }
}

/** Whoever reads has read enough, as `head` does. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

function describeError(error: unknown): string {
  if (isFarthingError(error)) return `error: ${error.message} [${error.code}]\n`
  return `A defect in Farthing, please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
}
