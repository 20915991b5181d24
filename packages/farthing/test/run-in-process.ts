import { PassThrough } from 'node:stream'
import { runCommand } from '../src/command/run-command.js'

export interface CommandRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in this process and collects what it prints. */
export async function farthing(...args: readonly string[]): Promise<CommandRun> {
  const [stdout, stderr] = [collector(), collector()]
  const terminal = { stdout: stdout.stream, stderr: stderr.stream, interactive: false, columns: 100, elapsedMs: () => 0 }
  const code = await runCommand(args, terminal, '1.2.3')
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function collector() {
  const stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
