import { postgres } from '@farthing/adapters-pg'
import { resultText } from './check-point.js'
import { interceptedPool } from './observe/intercepted-pool.js'
import type { KeptState } from './observe/kept-state.js'
import type { Baseline } from './point.js'
import { withAttemptPool, type Target } from './target.js'
import { billingOn, type Workflow } from './workflows.js'

async function recordOnce({ url }: Target, kept: KeptState, { run, countsRepeats = [] }: Workflow): Promise<Baseline> {
  await kept.restore()
  const states = [await kept.read(countsRepeats)]
  const result = await withAttemptPool(url, (pool) =>
    run(
      billingOn(
        postgres(
          interceptedPool(pool, async ({ text, send }) => {
            const answer = await send()
            if (text === 'COMMIT') states.push(await kept.read(countsRepeats))
            return answer
          }),
        ),
      ),
    ),
  )
  return { states: states.filter((state, index) => state !== states[index - 1]), result: resultText(result) }
}

/**
 * Brings the tenant to where the workflow starts, and records what it does when nothing goes wrong.
 * Twice: what is different between two good runs would look like harm in every other.
 */
export async function recordBaseline(target: Target, kept: KeptState, workflow: Workflow): Promise<Baseline> {
  await kept.empty()
  await withAttemptPool(target.url, async (pool) => {
    const billing = billingOn(postgres(pool))
    await workflow.prepare(billing)
    // A chain that goes on, and does not begin, is what a feed can be wrong about.
    await billing.ledger.seal()
  })
  await kept.remember()
  const [first, second] = [await recordOnce(target, kept, workflow), await recordOnce(target, kept, workflow)]
  const difference = firstDifference(JSON.stringify(first), JSON.stringify(second))
  if (difference !== undefined) throw new Error(`${workflow.name} leaves something else each time it runs: ${difference}`)
  if (first.states.length < 2) throw new Error(`${workflow.name} keeps nothing`)
  return first
}

function firstDifference(left: string, right: string): string | undefined {
  if (left === right) return undefined
  let place = 0
  while (left[place] === right[place]) place += 1
  return `… ${left.slice(Math.max(0, place - 120), place + 60)} … and … ${right.slice(Math.max(0, place - 120), place + 60)} …`
}
