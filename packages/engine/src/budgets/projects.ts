import type { Account } from '@farthing/core'

/** A project and all below it. */
export function projectsBelow({ projects = [] }: Pick<Account, 'projects'>, project: string): ReadonlySet<string> {
  const below = new Set([project])
  // A parent may stand behind its children: look again until nothing is added. Projects form trees, so it ends.
  for (let size = 0; size < below.size; ) {
    size = below.size
    for (const { id, parent } of projects) if (parent !== undefined && below.has(parent)) below.add(id)
  }
  return below
}

/** A project and all above it. */
export function projectsAbove({ projects = [] }: Pick<Account, 'projects'>, project: string): ReadonlySet<string> {
  const parents = new Map(projects.map(({ id, parent }) => [id, parent]))
  const above = new Set<string>()
  for (let at: string | undefined = project; at !== undefined && !above.has(at); at = parents.get(at)) above.add(at)
  return above
}
