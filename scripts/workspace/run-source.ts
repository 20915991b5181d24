import { runCommand, type CommandOptions, type CommandResult } from './run-command.js'
import { inRoot } from './root.js'

/** Runs a TypeScript file of the repository (a path from its root) as the root scripts do, without a build. */
export function runSource(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const loader = import.meta.resolve('tsx')
  return runCommand(process.execPath, ['--conditions=@farthing/source', `--import=${loader}`, inRoot(file), ...args], options)
}
