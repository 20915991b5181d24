import { epochMsOf, fail, shiftInstant, type Instant } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { addDelivery } from '../../deliveries/add-delivery.js'
import { attemptDeliveries, type Receiver } from '../../deliveries/attempt-deliveries.js'
import { onStorage, type LawSubject } from './law-subject.js'

type Fault = 'none' | 'not taken' | 'answer lost' | 'process dies'

const anyHistory = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('add' as const), lane: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ what: fc.constant('run' as const), faults: fc.array(fc.constantFrom<Fault>('none', 'not taken', 'answer lost', 'process dies'), { maxLength: 4 }) }),
    fc.record({ what: fc.constant('wait' as const), seconds: fc.constantFrom(1, 30, 120) }),
  ),
  { maxLength: 25 },
)

const leaseSeconds = 60

/** A receiver that keeps what reaches it, and fails as it is told. A process that dies keeps no outcome: its storage is gone from then on. */
function world(storage: Storage) {
  const clock = { time: '2026-10-15T10:00:00.000000Z', now: () => clock.time }
  const reached: { readonly lane: string; readonly sequence: number; readonly at: Instant }[] = []
  const added = new Map<string, number>()
  const run = async (faults: readonly Fault[]) => {
    const coming = [...faults]
    const life = { isOver: false }
    const mortal: Storage = { transaction: (tenant, work) => (life.isOver ? Promise.reject(new Error('the process is dead')) : storage.transaction(tenant, work)) }
    const receiver: Receiver = {
      destination: 'd', retry: [10, 20], leaseSeconds,
      send: async ({ lane, sequence }) => {
        const fault = coming.shift() ?? 'none'
        if (fault === 'not taken') return fail('delivery.not_taken', { field: 'delivery', because: 'was not taken' })
        reached.push({ lane, sequence, at: clock.time })
        if (fault === 'answer lost') return fail('delivery.not_taken', { field: 'delivery', because: 'was taken, and nobody knows' })
        life.isOver ||= fault === 'process dies'
        return {}
      },
    }
    await attemptDeliveries({ storage: mortal, tenant: 't', clock }, receiver).catch(() => undefined)
  }
  const add = async (lane: string) => {
    const sequence = (added.get(lane) ?? 0) + 1
    added.set(lane, sequence)
    await storage.transaction('t', (stores) => addDelivery(stores, { destination: 'd', id: `${lane}${sequence}`, lane, subject: `${lane}${sequence}`, revision: 1, content: null, createdAt: clock.time }))
  }
  /** Everything that failed is tried again until nothing is left. */
  const settle = async () => {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      await run([])
      clock.time = shiftInstant(clock.time, 61_000)
      const { items: failed } = await storage.transaction('t', ({ deliveries }) => deliveries.list({ status: 'failed' }))
      for (const delivery of failed) await storage.transaction('t', ({ deliveries }) => deliveries.move({ ...delivery, step: delivery.step + 1, status: 'waiting', nextAttemptAt: clock.time }))
      const { items: waiting } = await storage.transaction('t', ({ deliveries }) => deliveries.list({ status: 'waiting' }))
      if (waiting.length === 0) return
    }
    throw new Error('what was added is not delivered after 200 rounds')
  }
  return { clock, reached, added, run, add, settle }
}

/** Deliveries reach their receiver at least once and in the order of their lane, whatever fails and whoever dies. */
export async function checkDeliveries(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, (history) => onStorage(subject, async (storage) => {
      const { clock, reached, added, run, add, settle } = world(storage)
      for (const turn of history) {
        if (turn.what === 'add') await add(turn.lane)
        if (turn.what === 'run') await run(turn.faults)
        if (turn.what === 'wait') clock.time = shiftInstant(clock.time, turn.seconds * 1_000)
      }
      await settle()
      for (const [lane, count] of added) {
        const sequences = reached.filter((each) => each.lane === lane).map(({ sequence }) => sequence)
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
        expect([...new Set(sequences)]).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      }
    })),
    { numRuns },
  )
}

/** Deliveries are attempted by one process at a time: nobody begins an attempt within the lease of another. */
export async function checkLeases(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 4 }), (processes, lanes) => onStorage(subject, async (storage) => {
      const { clock, reached, run, add } = world(storage)
      for (let lane = 0; lane < lanes; lane += 1) await add(`l${lane}`)
      await Promise.all(Array.from({ length: processes }, () => run(['process dies'])))
      clock.time = shiftInstant(clock.time, (leaseSeconds - 1) * 1_000)
      await run([])
      const places = reached.map(({ lane, sequence }) => `${lane} ${sequence}`)
      expect(new Set(places).size).toBe(places.length)
      expect(reached.every(({ at }) => epochMsOf(at) <= epochMsOf(clock.time))).toBe(true)
    })),
    { numRuns },
  )
}
