import type { Command } from 'commander'

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** The words that name it: `['export', 'ledger']`. */
  readonly words: readonly string[]
  readonly description: string
  /** Long names, such as `--json`. */
  readonly options: readonly CompletedOption[]
  /** Words that can follow instead of a file: names of its own commands, or choices of its argument. */
  readonly choices: readonly string[]
}

export interface CompletedOption {
  readonly name: string
  readonly description: string
  /** A value follows. */
  readonly takesValue: boolean
  /** Values that it can have; any other text, as a rule a file, where there are none. */
  readonly choices: readonly string[]
}

/** Every command of a program, those of groups included; the program itself comes first, with no words. */
export function commandsOf(program: Command, words: readonly string[] = []): readonly CompletedCommand[] {
  const inside = program.commands.map((command) => command.name())
  const own = {
    words,
    description: program.description(),
    options: [...program.options.map(completedOption), { name: '--help', description: 'say how', takesValue: false, choices: [] }],
    choices: [...inside, ...program.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])],
  }
  return [own, ...program.commands.flatMap((command) => commandsOf(command, [...words, command.name()]))]
}

function completedOption({ long, short, description, required, optional, argChoices }: Command['options'][number]): CompletedOption {
  return { name: long ?? short ?? '', description, takesValue: required || optional, choices: argChoices ?? [] }
}
