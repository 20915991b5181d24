/** Members under each term. */
export type MultiMap<M> = Map<string, Set<M>>

export function addMember<M>(map: MultiMap<M>, term: string, member: M): void {
  const members = map.get(term)
  if (members === undefined) map.set(term, new Set([member]))
  else members.add(member)
}

export function removeMember<M>(map: MultiMap<M>, term: string, member: M): void {
  map.get(term)?.delete(member)
}

export function membersUnder<M>(map: MultiMap<M>, terms: readonly string[]): ReadonlySet<M> {
  const found = new Set<M>()
  for (const term of terms) for (const member of map.get(term) ?? []) found.add(member)
  return found
}
