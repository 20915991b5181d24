import type { LeasedWork, WorkItem, WorkQueue } from '../work-queue.js'
import { expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { subjectCases } from './subject-case.js'

/** An empty queue, and a way to let its leases run out. */
export interface WorkQueueUnderTest {
  readonly queue: WorkQueue
  /** Lets this many milliseconds pass by the clock of the queue. */
  pass(ms: number): Promise<void>
  destroy?(): Promise<void>
}

export interface WorkQueueFactory {
  create(): Promise<WorkQueueUnderTest>
}

const queueCase = /* @__PURE__ */ subjectCases<WorkQueueFactory, WorkQueueUnderTest>()

const item = (key: string, tenant = 'acme', kind = 'seal'): WorkItem => ({ tenant, kind, key })
const keysOf = (work: readonly WorkItem[]): readonly string[] => work.map(({ tenant, key }) => `${tenant} ${key}`)
const claim = (queue: WorkQueue, limit = 10, leaseMs = 60_000) => queue.claim({ limit, leaseMs })

async function claimOne(queue: WorkQueue, leaseMs = 60_000): Promise<LeasedWork> {
  const [work] = await claim(queue, 1, leaseMs)
  if (work === undefined) throw new Error('Nothing was due')
  return work
}

const cases: readonly SuiteCase<WorkQueueFactory>[] = [
  queueCase('an item is leased once, in the order of adding, and is gone when it completes', async ({ queue }) => {
    await queue.add([item('a'), item('b'), item('c')])
    const first = await claim(queue, 2)
    expectSame(keysOf(first), ['acme a', 'acme b'], 'the first two')
    expectSame(first.map(({ attempt }) => attempt), [1, 1], 'their attempts')
    const second = await claim(queue)
    expectSame(keysOf(second), ['acme c'], 'what is left')
    expectSame(await claim(queue), [], 'what is due while all is leased')
    expectSame(await queue.complete([...first, ...second]), 3, 'completed')
    expectSame(await claim(queue), [], 'what is due at the end')
  }),

  queueCase('adding what waits changes nothing, within one call too', async ({ queue }) => {
    await queue.add([item('a'), item('a')])
    await queue.add([item('a'), item('b')])
    expectSame(keysOf(await claim(queue)), ['acme a', 'acme b'], 'claimed')
  }),

  queueCase('what is added while it is leased is due again afterwards, once', async ({ queue }) => {
    await queue.add([item('a')])
    const work = await claimOne(queue)
    await queue.add([item('a')])
    await queue.add([item('a')])
    expectSame(await claim(queue), [], 'due during the lease')
    expectSame(await queue.complete([work]), 1, 'completed')
    const again = await claimOne(queue)
    expectSame(again.attempt, 1, 'its attempts')
    expectSame(await queue.complete([again]), 1, 'completed again')
    expectSame(await claim(queue), [], 'due in the end')
  }),

  queueCase('any text is a tenant, a kind and a key, and kinds are told apart', async ({ queue }) => {
    const awkward = item('__proto__', "o'Brien \u{1f9fe}", 'constructor')
    await queue.add([awkward, item('a')])
    const [work] = await queue.claim({ limit: 10, leaseMs: 60_000, kinds: ['constructor'] })
    const { tenant, kind, key } = work ?? item('none')
    expectSame({ tenant, kind, key }, awkward, 'the item')
    expectSame(await queue.claim({ limit: 10, leaseMs: 60_000, kinds: [] }), [], 'of no kind')
  }),

  queueCase('a tenant with few items does not wait behind one with many', async ({ queue }) => {
    await queue.add(Array.from({ length: 500 }, (_, index) => item(`many ${index}`, 'big')))
    await queue.claim({ limit: 100, leaseMs: 60_000 })
    await queue.add([item('one', 'small'), item('two', 'small')])
    const next = await claim(queue, 6)
    expectSame(keysOf(next).filter((key) => key.startsWith('small')), ['small one', 'small two'], 'of the small tenant among the next six')
  }),

  queueCase('a tenant whose items come one after another does not stop others while an old item is leased', async ({ queue }) => {
    await queue.add([item('old', 'slow')])
    await claimOne(queue)
    await queue.add([...Array.from({ length: 4 }, (_, index) => item(`many ${index}`, 'big')), item('chain 0', 'chain')])
    const done: LeasedWork[] = []
    while (done.length < 6) {
      const work = await claimOne(queue)
      done.push(work)
      await queue.complete([work])
      if (work.tenant === 'chain') await queue.add([item(`chain ${done.length}`, 'chain')])
    }
    expectSame(done.filter(({ tenant }) => tenant === 'big').length, 3, 'of the other tenant among the first six')
  }),

  queueCase('what a worker does not come back with is leased to another, and the first one has lost it', async ({ queue, pass }) => {
    await queue.add([item('a')])
    const dead = await claimOne(queue, 20)
    await pass(40)
    const alive = await claimOne(queue)
    expectSame([alive.attempt, alive.lease === dead.lease], [2, false], 'the second lease')
    expectSame(await queue.complete([dead]), 0, 'completed by the first')
    expectSame(await queue.extend(dead, 60_000), false, 'extended by the first')
    expectSame(await queue.retry(dead, { reason: 'late', delayMs: 0 }), false, 'given back by the first')
    expectSame(await queue.setAside(dead, 'late'), false, 'set aside by the first')
    expectSame(await queue.complete([alive]), 1, 'completed by the second')
  }),

  queueCase('a lease of an item that was added anew is another lease', async ({ queue }) => {
    await queue.add([item('a')])
    const old = await claimOne(queue)
    await queue.complete([old])
    await queue.add([item('a')])
    const anew = await claimOne(queue)
    expectSame(await queue.complete([old]), 0, 'completed by the old lease')
    expectSame(await queue.complete([anew]), 1, 'completed by the new one')
  }),

  queueCase('a lease from before the attempts were counted anew is another lease', async ({ queue, pass }) => {
    const again = [
      (work: LeasedWork) => queue.add([work]).then(() => queue.complete([work])),
      (work: LeasedWork) => queue.setAside(work, 'the plan is gone').then(() => queue.revive(work)),
    ]
    for (const [index, start] of again.entries()) {
      await queue.add([item(`a${index}`)])
      const stalled = await claimOne(queue, 20)
      await pass(40)
      await start(await claimOne(queue))
      const anew = await claimOne(queue)
      expectSame(anew.attempt, stalled.attempt, 'its attempt')
      expectSame(await queue.complete([stalled]), 0, 'completed by the worker that stalled')
      expectSame(await queue.complete([anew]), 1, 'completed by the one that has it')
    }
  }),

  queueCase('a lease that is extended holds', async ({ queue, pass }) => {
    await queue.add([item('a')])
    const work = await claimOne(queue, 20)
    expectSame(await queue.extend(work, 60_000), true, 'extended')
    await pass(40)
    expectSame(await claim(queue), [], 'due after the first lease would have ended')
    expectSame(await queue.complete([work]), 1, 'completed')
  }),

  queueCase('what is given back is due after its delay, and so is what is added with one', async ({ queue, pass }) => {
    await queue.add([item('a')])
    await queue.add([item('b')], { delayMs: 300 })
    expectSame(await queue.retry(await claimOne(queue), { reason: 'provider is down', delayMs: 300 }), true, 'given back')
    expectSame(await claim(queue), [], 'due at once')
    await pass(400)
    expectSame((await claim(queue)).map(({ key, attempt }) => [key, attempt]), [['a', 2], ['b', 1]], 'due then')
  }),

  queueCase('a poison item is set aside with its reason, and does not stop the others', async ({ queue, pass }) => {
    await queue.add([item('poison'), item('fine')])
    const claimShort = () => queue.claim({ limit: 1, leaseMs: 10, maxAttempts: 2, kinds: ['seal'] })
    expectSame(keysOf(await claimShort()), ['acme poison'], 'first')
    await pass(30)
    expectSame(keysOf(await claimShort()), ['acme poison'], 'second')
    await pass(30)
    // The worker dies of it each time: nobody says a reason. The third claim sets it aside.
    const third = await queue.claim({ limit: 2, leaseMs: 60_000, maxAttempts: 2 })
    expectSame(keysOf(third), ['acme fine'], 'third')
    const [aside, ...others] = await queue.listAside()
    expectSame([aside?.key, aside?.attempts, others.length], ['poison', 2, 0], 'set aside')
    expectSame((aside?.reason ?? '') !== '', true, 'has a reason')
  }),

  queueCase('what is set aside stays aside until it is revived', async ({ queue }) => {
    await queue.add([item('a'), item('b')])
    expectSame(await queue.setAside(await claimOne(queue), 'the plan is gone'), true, 'set aside')
    await queue.add([item('a')])
    expectSame(keysOf(await claim(queue)), ['acme b'], 'due')
    expectSame((await queue.listAside()).map(({ key, reason }) => [key, reason]), [['a', 'the plan is gone']], 'aside')
    expectSame([await queue.revive(item('a')), await queue.revive(item('a')), await queue.revive(item('b'))], [true, false, false], 'revived')
    expectSame((await claimOne(queue)).attempt, 1, 'its attempts')
    expectSame(await queue.listAside(), [], 'aside in the end')
  }),

  queueCase('workers at the same time share the work, and no item comes twice', async ({ queue }) => {
    await queue.add(Array.from({ length: 120 }, (_, index) => item(`k${index}`, `tenant ${index % 7}`)))
    const worker = async (): Promise<readonly LeasedWork[]> => {
      const done: LeasedWork[] = []
      for (let work = await claim(queue, 5); work.length > 0; work = await claim(queue, 5)) {
        done.push(...work)
        expectSame(await queue.complete(work), work.length, 'completed')
      }
      return done
    }
    const done = (await Promise.all(Array.from({ length: 6 }, worker))).flat()
    expectSame([done.length, new Set(done.map(({ key }) => key)).size], [120, 120], 'items done, and different ones')
  }),
]

/** The contract of `WorkQueue`. */
export const workQueueSuite: Suite<WorkQueueFactory> = { name: 'work queue', cases }
