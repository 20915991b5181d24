import { readFile, stat } from 'node:fs/promises'
import { fail } from '@farthing/core'
import { parseJson } from './parse-json.js'
import { reasonOf } from './read-lines.js'

/** Books, mappings and documents are read whole; a larger file is not one of them. */
const maxJsonFileBytes = 67_108_864

/**
 * Reads a whole JSON file.
 *
 * @throws `file.unreadable`, and what {@link parseJson} throws; each names the file.
 */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string
  try {
    const { size } = await stat(path)
    if (size > maxJsonFileBytes) fail('file.unreadable', { field: path, because: `has ${size} bytes, more than ${maxJsonFileBytes}` })
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    fail('file.unreadable', { field: path, because: `cannot be read (${reasonOf(error)})` }, error)
  }
  return parseJson(text, path)
}
