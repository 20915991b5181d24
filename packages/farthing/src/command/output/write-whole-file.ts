import { rename, rm, writeFile } from 'node:fs/promises'
import { fail } from '@farthing/core'
import { reasonOf } from '../input/read-lines.js'

/**
 * Writes a file completely or not at all: to a neighbour first, then renamed over the name. A full disk leaves no half file behind.
 *
 * @throws `file.unwritable` naming the file and the system's reason.
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`
  try {
    await writeFile(partial, text, { flush: true })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    fail('file.unwritable', { field: path, because: `cannot be written (${reasonOf(error)})` }, error)
  }
}
