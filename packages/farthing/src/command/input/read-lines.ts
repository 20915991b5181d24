import { createReadStream } from 'node:fs'
import { fail, failure, type Failure } from '@farthing/core'

/** A line longer than this is refused: no usage event is near it. */
export const maxLineBytes = 1_048_576

/** One line of a text file, without its end; or why it cannot be read. Lines count from 1. */
export type Line = { readonly line: number; readonly text: string } | { readonly line: number; readonly refused: Failure }

/**
 * Lines of a UTF-8 file, streamed: memory holds one chunk and one line, whatever the file's size. A byte order mark is skipped.
 * A line that is too long or not UTF-8 is yielded as refused, and reading goes on behind it.
 *
 * @throws `file.unreadable` when the file is missing or a read fails.
 */
export async function* readLines(path: string, onBytes: (count: number) => void = () => undefined): AsyncGenerator<Line> {
  let line = 0
  let pending: Buffer[] = []
  let pendingBytes = 0
  const flush = (): Line => {
    line += 1
    const result = decodeLine(line, pending, pendingBytes)
    pending = []
    pendingBytes = 0
    return result
  }
  for await (const chunk of chunksOf(path)) {
    onBytes(chunk.length)
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      if (pendingBytes <= maxLineBytes) pending.push(chunk.subarray(start, end))
      pendingBytes += end - start
      yield flush()
      start = end + 1
    }
    if (pendingBytes <= maxLineBytes && start < chunk.length) pending.push(chunk.subarray(start))
    pendingBytes += chunk.length - start
  }
  if (pendingBytes > 0) yield flush()
}

const newline = 0x0a

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer
  } catch (error) {
    fail('file.unreadable', { field: path, because: `cannot be read (${reasonOf(error)})` }, error)
  }
}

function decodeLine(line: number, parts: readonly Buffer[], bytes: number): Line {
  if (bytes > maxLineBytes) {
    const because = `has ${bytes} bytes, more than ${maxLineBytes}`
    return { line, refused: failure('event.too_large', { field: '', because, facts: { bytes, limit: maxLineBytes } }) }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: line !== 1 }).decode(Buffer.concat(parts))
    return { line, text: text.endsWith('\r') ? text.slice(0, -1) : text }
  } catch {
    return { line, refused: failure('text.malformed', { field: '', because: 'is not UTF-8' }) }
  }
}

/** The operating system's word for what went wrong, such as `ENOENT`; never a stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message
  return String(error)
}
