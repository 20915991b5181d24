/** Where two texts first differ, as words for a person; undefined when they are equal. */
export function firstDifference(committed: string, generated: string): string | undefined {
  if (committed === generated) return undefined
  const before = committed.split('\n')
  const after = generated.split('\n')
  const index = after.findIndex((line, position) => line !== before[position])
  const at = index === -1 ? after.length : index
  return `differs at line ${at + 1}:\n  committed: ${before[at] ?? '(end)'}\n  generated: ${after[at] ?? '(end)'}`
}
