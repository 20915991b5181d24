import { Presets, SingleBar } from 'cli-progress'
import type { Terminal } from '../terminal.js'

export interface Progress {
  /** Says how much of the total is done, in the unit that the total was given in. */
  advance(by: number): void
  stop(): void
}

/** Work that is over sooner draws nothing. */
const patienceMs = 1_000

/** A bar on stderr for work that takes longer than a second, and only where people watch. */
export function startProgress(terminal: Terminal, label: string, totalUnits: number): Progress {
  if (!terminal.interactive) return { advance: () => undefined, stop: () => undefined }
  const startedMs = terminal.elapsedMs()
  const options = { format: `${label} {bar} {percentage}% ({eta_formatted} left)`, stream: terminal.stderr as NodeJS.WriteStream, hideCursor: true }
  const bar = new SingleBar(options, Presets.shades_classic)
  let done = 0
  let drawn = false
  return {
    advance: (by) => {
      done += by
      if (drawn) bar.update(done)
      else if (terminal.elapsedMs() - startedMs > patienceMs) {
        drawn = true
        bar.start(totalUnits, done)
      }
    },
    stop: () => {
      if (drawn) bar.stop()
    },
  }
}
