import type { CompletedCommand, CompletedOption } from './commands-of.js'

type Commands = readonly CompletedCommand[]

/** By shell, the script that completes these commands. Files are completed wherever nothing else is known. */
export const completionScripts = { bash, zsh, fish } as const

/** Works with bash 3.2, which macOS still has. */
function bash(commands: Commands): string {
  return [
    '# farthing completion for bash: source <(farthing completion bash)',
    '_farthing() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words="" index',
    '  for ((index = 1; index < COMP_CWORD; index++)); do',
    `    case "\${words:+$words }\${COMP_WORDS[index]}" in ${names(commands).map(quoted).join('|')}) words="\${words:+$words }\${COMP_WORDS[index]}" ;; *) break ;; esac`,
    '  done',
    '  COMPREPLY=()',
    ...valueCases(commands),
    '  case "$words" in',
    ...commands.map(({ words, options, choices }) => `    ${quoted(words.join(' '))}) COMPREPLY=($(compgen -W ${quoted([...choices, ...options.map(({ name }) => name)].join(' '))} -- "$current")) ;;`),
    '  esac',
    '}',
    // `default`: files where nothing else fits.
    'complete -o default -F _farthing farthing',
    '',
  ].join('\n')
}

function valueCases(commands: Commands): readonly string[] {
  const options = new Map(commands.flatMap((command) => command.options).map((option) => [option.name, option]))
  const chosen = [...options.values()].filter(({ choices }) => choices.length > 0)
  const free = [...options.values()].filter(({ takesValue, choices }) => takesValue && choices.length === 0)
  return [
    '  case "$previous" in',
    ...chosen.map(({ name, choices }) => `    ${name}) COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$current")); return ;;`),
    `    ${free.map(({ name }) => name).join('|')}) return ;;`,
    '  esac',
  ]
}

function zsh(commands: Commands): string {
  return [
    '#compdef farthing',
    '# farthing completion for zsh: source <(farthing completion zsh)',
    '_farthing() {',
    '  local line="" index',
    '  for ((index = 2; index < CURRENT; index++)); do',
    `    case "\${line:+$line }\${words[index]}" in ${names(commands).map(quoted).join('|')}) line="\${line:+$line }\${words[index]}" ;; *) break ;; esac`,
    '  done',
    '  case "$line" in',
    ...commands.map(({ words, options, choices }) => `    ${quoted(words.join(' '))}) _arguments -s ${options.map(zshOption).join(' ')} ${choices.length === 0 ? "'*:file:_files'" : quoted(`*:command:(${choices.join(' ')})`)} ;;`),
    '  esac',
    '}',
    'compdef _farthing farthing',
    '',
  ].join('\n')
}

function zshOption({ name, description, takesValue, choices }: CompletedOption): string {
  const said = `${name}[${description.replaceAll(/[[\]:]/g, ' ')}]`
  if (!takesValue) return quoted(said)
  return quoted(`${said}:value:${choices.length === 0 ? '_files' : `(${choices.join(' ')})`}`)
}

function fish(commands: Commands): string {
  return [
    '# farthing completion for fish: farthing completion fish | source',
    'function __farthing_at',
    "  set -l line ''",
    '  for word in (commandline -opc)[2..-1]',
    `    contains -- "$line $word" ${names(commands).map((name) => quoted(` ${name}`)).join(' ')}; or break`,
    '    set line "$line $word"',
    '  end',
    '  test "$line" = "$argv[1]"',
    'end',
    ...commands.flatMap(({ words, options, choices }) => {
      const at = `complete -c farthing -n ${quoted(`__farthing_at ${quoted(words.map((word) => ` ${word}`).join(''))}`)}`
      return [
        ...choices.map((choice) => `${at} -f -a ${choice}${describedAs(commands, [...words, choice])}`),
        ...options.map(({ name, description, takesValue, choices: values }) => {
          const value = takesValue ? ` -r${values.length === 0 ? '' : ` -f -a ${quoted(values.join(' '))}`}` : ''
          return `${at} -l ${name.slice(2)}${value} -d ${quoted(description)}`
        }),
      ]
    }),
    '',
  ].join('\n')
}

function describedAs(commands: Commands, words: readonly string[]): string {
  const command = commands.find((each) => each.words.join(' ') === words.join(' '))
  return command === undefined ? '' : ` -d ${quoted(command.description)}`
}

/** Every command but the program itself. */
function names(commands: Commands): readonly string[] {
  return commands.map(({ words }) => words.join(' ')).filter((name) => name !== '')
}

/** A text as one word of any of the shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
