import { mkdir } from 'node:fs/promises'
import { fail } from '@farthing/core'
import { reasonOf } from '../input/read-lines.js'

/** Makes the folder of `--out` unless it is there. @throws `file.unwritable` */
export async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) =>
    fail('file.unwritable', { field: `--out ${path}`, because: `cannot be made (${reasonOf(error)})` }, error),
  )
}
