import { spawn } from 'node:child_process'
import { root } from './root.js'

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  /** What the command wrote to stdout and stderr, in order of arrival. */
  readonly output: string
}

export interface CommandOptions {
  /** The repository unless given. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  /** Also show the output while the command runs. */
  readonly show?: boolean
}

/** Runs a command to its end; a non-zero exit code is a result and not an error. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: options.folder ?? root,
    env: { ...process.env, ...options.env },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
    if (options.show === true) process.stdout.write(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (options.show === true) process.stderr.write(text)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }))
  })
}

/** Runs a development tool of the workspace, such as `tsc`. */
export function runTool(tool: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runCommand(`${root}/node_modules/.bin/${tool}`, args, options)
}
