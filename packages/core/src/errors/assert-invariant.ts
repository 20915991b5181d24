/**
 * A broken invariant is a defect in Farthing and not in its input, so it is a plain `Error`
 * that no failure handling catches. Kept on in production.
 */
export function assertInvariant(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${invariant}`)
}
