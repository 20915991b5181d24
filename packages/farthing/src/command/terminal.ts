import type { Writable } from 'node:stream'
import { isatty } from 'node:tty'

/** What the command may touch of its process: so that tests run it in process, and nothing prints behind its back. */
export interface Terminal {
  readonly stdout: Writable
  readonly stderr: Writable
  /** True when people read stderr as it is written: only then is progress drawn. */
  readonly interactive: boolean
  /** Width of a line on stdout. */
  readonly columns: number
  /** Milliseconds that only measure how long something takes; never a time that is billed. */
  readonly elapsedMs: () => number
}

/** The terminal of this process. A reader that goes away, such as `head`, is told to whoever prints next, and is no crash. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: isatty(2) && process.env['CI'] === undefined,
    columns: isatty(1) ? process.stdout.columns : 100,
    elapsedMs: () => performance.now(),
  }
}

/** Writes text and waits until the stream took it, so that a closed or full output is an error and not lost lines. */
export function print(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
