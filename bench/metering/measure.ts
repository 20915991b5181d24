/** Seconds that a run took: on the clock, and of the processor in this process, which a busy machine distorts less. */
export interface Timing {
  readonly clock: number
  readonly processor: number
}

export function timed(work: () => unknown): Timing {
  const start = performance.now()
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return { clock: (performance.now() - start) / 1_000, processor: (user + system) / 1e6 }
}

/** Runs all candidates in turn, round after round, so that a slow moment meets each of them. Gives the timings after the rounds that warm up. */
export function alternating<N extends string>({ warmUps, rounds }: { readonly warmUps: number; readonly rounds: number }, candidates: { readonly [name in N]: () => unknown }): { readonly [name in N]: readonly Timing[] } {
  const names = Object.keys(candidates) as N[]
  const timings = Object.fromEntries(names.map((name) => [name, [] as Timing[]])) as { readonly [name in N]: Timing[] }
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const name of names) {
      const timing = timed(candidates[name])
      if (round >= warmUps) timings[name].push(timing)
    }
  }
  return timings
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** How cost grows: the slope of log(seconds) over log(size), by least squares. 1 is a flat cost for each event. */
export function exponent(points: readonly { readonly size: number; readonly seconds: number }[]): number {
  const logs = points.map(({ size, seconds }) => [Math.log(size), Math.log(seconds)] as const)
  const mean = (pick: 0 | 1) => logs.reduce((sum, point) => sum + point[pick], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  return logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
