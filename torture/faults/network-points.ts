import { postgres } from '@farthing/adapters-pg'
import type { Point } from '../point.js'
import { answerWithinMs, withAttemptPool, type Target } from '../target.js'
import { billingOn, type Workflow } from '../workflows.js'
import type { Direction, NetworkFault } from './fault-proxy.js'

const directions: readonly Direction[] = ['to server', 'to client']
const harms: readonly NetworkFault['kind'][] = ['drop', 'blackhole', 'delay']

function attemptWith({ proxy, proxiedUrl }: Target, { run }: Workflow, fault: NetworkFault | undefined): Promise<unknown> {
  const heal = (): void => {
    proxy.arm()
    proxy.heal()
  }
  return withAttemptPool(
    proxiedUrl,
    (pool) => {
      proxy.arm(fault)
      return run(billingOn(postgres(pool, { answerWithinMs })))
    },
    // A network that was only slow needs no repair, and its connections stay.
    fault?.kind === 'delay' || fault === undefined ? () => proxy.arm() : heal,
  )
}

/** Every message of a command in both directions, from the first of the connection to the answer to its last COMMIT, with each harm. */
export async function networkPoints(target: Target, workflow: Workflow): Promise<readonly Point[]> {
  let counts = { 'to server': 0, 'to client': 0 }
  const { proxy, proxiedUrl } = target
  await withAttemptPool(proxiedUrl, async (pool) => {
    proxy.arm()
    await workflow.run(billingOn(postgres(pool)))
    counts = { ...proxy.counts() }
  })
  return directions.flatMap((direction) =>
    Array.from({ length: counts[direction] }, (_, message) =>
      harms.map((kind) => ({
        workflow,
        kind,
        name: `${workflow.name} ${kind} ${direction} ${message}`,
        attempt: () => attemptWith(target, workflow, { direction, message, kind }),
      })),
    ).flat(),
  )
}
