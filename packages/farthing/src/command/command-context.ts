import type { Terminal } from './terminal.js'

/** What every command is made with: where to print, and where to leave its exit code. */
export interface CommandContext {
  readonly terminal: Terminal
  finish(code: number): void
}
