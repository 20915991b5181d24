import { Argument, type Command } from 'commander'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { commandsOf } from './commands-of.js'
import { completionScripts } from './completion-scripts.js'

/** `farthing completion SHELL`: a script that completes commands, options and files. */
export function addCompletionCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('completion')
    .description('print a script that lets your shell complete commands and options: source <(farthing completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(completionScripts)))
    .action((shell: keyof typeof completionScripts) => print(terminal.stdout, completionScripts[shell](commandsOf(program))))
}
