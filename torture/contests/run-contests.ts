import { startTarget } from '../target.js'
import { contestPeriods } from './contested-periods.js'
import { floodEvents } from './flooded-events.js'

/** Runs both contests on a server of their own, at these sizes; 0 leaves one out. Gives what went wrong. */
export async function runContests(sizes: { readonly periods: number; readonly events: number }, onProgress: (line: string) => void): Promise<readonly string[]> {
  const target = await startTarget()
  try {
    const periods = sizes.periods > 0 ? await contestPeriods(target, sizes.periods) : []
    if (sizes.periods > 0) onProgress(`${sizes.periods} contested periods at three isolation levels: ${periods.length === 0 ? 'each billed once, no gap in their numbers' : 'violated'}`)
    if (sizes.events === 0) return periods
    const { problems, drops } = await floodEvents(target, sizes.events)
    onProgress(`${sizes.events} events under ${drops} dropped batches: ${problems.length === 0 ? 'none lost, none doubled, every cut shows what it showed' : 'violated'}`)
    return [...periods, ...problems]
  } finally {
    await target.stop()
  }
}
