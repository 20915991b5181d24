import { instantOfEpochMs } from '@farthing/core'
import type { LeasedWork, WorkQueue } from '@farthing/ports'
import { workQueueSuite } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { memoryWorkQueue } from './memory-work-queue.js'

const factory = {
  create: () => {
    let nowMs = 1_793_577_600_000
    const queue = memoryWorkQueue({ now: () => instantOfEpochMs(nowMs) })
    const pass = (ms: number): Promise<void> => {
      nowMs += ms
      return Promise.resolve()
    }
    return Promise.resolve({ queue, pass })
  },
}

describe(workQueueSuite.name, () => {
  for (const suiteCase of workQueueSuite.cases) it(suiteCase.name, () => suiteCase.run(factory))
})

describe('the suite turns red for a queue', () => {
  const broken: readonly (readonly [what: string, breakIt: (queue: WorkQueue) => Partial<WorkQueue>])[] = [
    ['that leases an item twice', (queue) => ({ claim: async (request) => (await queue.claim(request)).flatMap((work) => [work, work]) })],
    ['that takes the lease of another for its own', (queue) => ({ complete: (work) => queue.complete(work).then(() => work.length) })],
    ['that tells leases by their attempts alone', (queue) => {
      const latest = new Map<string, string>()
      const nameOf = ({ key, attempt }: LeasedWork) => `${key} ${attempt}`
      return {
        claim: async (request) => {
          const work = await queue.claim(request)
          for (const each of work) latest.set(nameOf(each), each.lease)
          return work
        },
        complete: (work) => queue.complete(work.map((each) => ({ ...each, lease: latest.get(nameOf(each)) ?? each.lease }))),
      }
    }],
    ['that keeps no lease alive', () => ({ extend: () => Promise.resolve(true) })],
    ['that forgets delays', (queue) => ({ add: (items) => queue.add(items), retry: (work, { reason }) => queue.retry(work, { reason, delayMs: 0 }) })],
    ['that tries poison for ever', (queue) => ({ claim: (request) => queue.claim({ ...request, maxAttempts: 1_000 }) })],
    ['that loses what was set aside', () => ({ listAside: () => Promise.resolve([]) })],
    ['that knows one tenant', (queue) => ({ add: (items) => queue.add(items.map((item) => ({ ...item, tenant: 'acme' }))) })],
  ]
  it.each(broken)('%s', async (_, breakIt) => {
    const sabotaged = {
      create: async () => {
        const under = await factory.create()
        return { ...under, queue: { ...under.queue, ...breakIt(under.queue) } }
      },
    }
    const results = await Promise.allSettled(workQueueSuite.cases.map((suiteCase) => suiteCase.run(sabotaged)))
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
})
