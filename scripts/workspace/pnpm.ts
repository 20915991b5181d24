import { readRootManifest } from './packages.js'
import { runCommand, type CommandOptions, type CommandResult } from './run-command.js'

/** Runs the pinned pnpm, through npx as `scripts/run.mjs` does. */
export function pnpm(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const env = { ...options.env, npm_config_loglevel: 'error' }
  return runCommand('npx', ['-y', readRootManifest().packageManager, ...args], { ...options, env })
}
