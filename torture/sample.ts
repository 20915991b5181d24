import { kinds, type Kind, type Point } from './point.js'

/** How many points of each kind of each workflow a sample takes. */
const quick: Readonly<Record<Kind, number>> = { drop: 5, blackhole: 1, delay: 1, raise: 3, abort: 2, kill: 2, crash: 1, full: 2, panic: 1, held: 1, restore: 1, isolation: 2, version: 1 }

/** What costs a process, a restart or a wait: a sample takes it of every so manyth workflow. */
const dear: Readonly<Partial<Record<Kind, number>>> = { blackhole: 2, kill: 2, crash: 2, panic: 4, restore: 2 }

/** A generator of numbers from 0 to below 1 that a seed decides (mulberry32). */
function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A sample of the points of one workflow that a seed decides. Of each kind the last point is always in it: that is where an answer to a COMMIT is lost.
 * `place` counts workflows: the next seed takes what is dear of the others.
 */
export function sample(points: readonly Point[], seed: number, place: number): readonly Point[] {
  const next = random(seed)
  return kinds.flatMap((kind) => {
    if ((place + seed) % (dear[kind] ?? 1) !== 0) return []
    const left = points.filter((point) => point.kind === kind)
    const taken = left.splice(-1)
    while (taken.length < quick[kind] && left.length > 0) taken.push(...left.splice(Math.floor(next() * left.length), 1))
    return taken
  })
}
