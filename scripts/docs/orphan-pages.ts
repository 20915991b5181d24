import { posix } from 'node:path'

/** Pages of `docs/` that the README of their folder does not link: nobody finds them. */
export function orphanPages(files: readonly string[], read: (file: string) => string): readonly string[] {
  return files
    .filter((file) => file.startsWith('docs/') && posix.basename(file) !== 'README.md')
    .filter((file) => !read(posix.join(posix.dirname(file), 'README.md')).includes(`](${posix.basename(file)})`))
    .map((file) => `${file} is not linked from the README of its folder`)
}
