import { readFileSync } from 'node:fs'
import { inRoot } from './root.js'
import { runCommand, type CommandOptions, type CommandResult } from './run-command.js'

/** Runs the pinned pnpm, through npx as `scripts/run.mjs` does. */
export function pnpm(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { packageManager } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { packageManager: string }
  const env = { ...options.env, npm_config_loglevel: 'error' }
  return runCommand('npx', ['-y', packageManager, ...args], { ...options, env })
}
