import { readdirSync } from 'node:fs'
import { inRoot } from '../workspace/root.js'

const notOurs = /(^|\/)(node_modules|dist|\.cache|\.git|\.changeset|api|reports)(\/|$)|CHANGELOG\.md$/

/** Every page of the repository that people write, as paths from its root. */
export function markdownFiles(): readonly string[] {
  const folders = ['docs', 'examples', 'packages', 'conformance', 'bench', 'torture']
  const inFolders = folders.flatMap((folder) => markdownIn(folder))
  const atRoot = readdirSync(inRoot()).filter((file) => file.endsWith('.md'))
  return [...atRoot, ...inFolders].filter((file) => !notOurs.test(file))
}

function markdownIn(folder: string): readonly string[] {
  return readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (notOurs.test(path)) return []
    if (entry.isDirectory()) return markdownIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}
