import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface RatedInC {
  readonly amounts: readonly string[]
  /** Of the processor, by round. */
  readonly seconds: readonly number[]
}

/** Rates with a compiled C program; nothing where there is no gcc. */
export function rateInC(quantities: readonly string[], rounds: number): RatedInC | undefined {
  if (spawnSync('gcc', ['--version']).status !== 0) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'farthing-rate-'))
  try {
    const [program, input, output] = [join(folder, 'rate'), join(folder, 'in'), join(folder, 'out')]
    execFileSync('gcc', ['-O2', '-o', program, fileURLToPath(new URL('./rate.c', import.meta.url))])
    writeFileSync(input, `${quantities.join('\n')}\n`)
    const printed = execFileSync(program, [input, output, String(rounds)], { encoding: 'utf8' })
    return { amounts: readFileSync(output, 'utf8').trimEnd().split('\n'), seconds: printed.trimEnd().split('\n').map(Number) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
