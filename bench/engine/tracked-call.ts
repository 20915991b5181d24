import { createTracker } from '@farthing/engine'
import { median } from '../metering/measure.js'

/** Fewer than a batch, so that nothing is sent within the measured calls. */
const calls = 400
const turns = 2_000
const warmUps = 200

/** What `track` adds to a call of the host, in ten empty asynchronous calls of the same run, turn by turn: the median. What was tracked is sent between the turns, as it is between calls of a host. */
export async function trackedCall(): Promise<number> {
  const empty = async (): Promise<void> => undefined
  const tracker = createTracker({ events: { ingest: () => Promise.resolve({ refused: [] }) }, source: 'api' })
  const report = { feature: 'llm.tokens', account: 'acme', quantity: '17' } as const
  const ratios: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const tenMs = await msOf(async () => {
      for (let call = 0; call < calls; call += 1) for (let time = 0; time < 10; time += 1) await empty()
    })
    const trackMs = await msOf(async () => {
      for (let call = 0; call < calls; call += 1) tracker.track(report)
    })
    if (turn >= warmUps) ratios.push(trackMs / tenMs)
    await tracker.flush()
  }
  const { dropped } = await tracker.close()
  if (dropped > 0) throw new Error(`${dropped} events were dropped`)
  return median(ratios)
}

async function msOf(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}
