import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'
import { workQueue } from '../work/pg-work-queue.js'
import { listenForHints, type Hints } from './listen-for-hints.js'

const database = useTestDatabase()
const opened: Hints[] = []
const soon = { withinMs: 60_000 }
const now = { withinMs: 1 }

afterEach(async () => {
  for (const hints of opened.splice(0)) await hints.end()
})

const client = () => new pg.Client({ connectionString: database.urls().appUrl, application_name: 'listener' })

/** A listener that has taken the hints of its own start. */
async function listening(): Promise<Hints> {
  const hints = listenForHints({ client })
  opened.push(hints)
  for (const kind of ['outbox', 'work'] as const) expect(await hints.next(kind, soon)).toBe('hint')
  return hints
}

const hinting = () => postgres(database.app(), { hints: true })
const message = (id: string) => ({ account: 'acme', id, topic: 'invoice.paid', at: '2026-11-02T00:00:00.000000Z', payload: {} })
const append = (storage: ReturnType<typeof postgres>, id: string) => storage.transaction('acme', ({ outbox }) => outbox.append(message(id)))
const item = (key: string) => ({ tenant: 'acme', kind: 'seal', key })

describe('hints', () => {
  it('come with a message and with work, each to those who wait for it', async () => {
    const hints = await listening()
    const waiting = ['outbox', 'outbox', 'work'].map((kind) => hints.next(kind as 'outbox' | 'work', soon))
    await append(hinting(), 'm1')
    expect(await Promise.all(waiting.slice(0, 2))).toEqual(['hint', 'hint'])
    await workQueue(database.app(), { hints: true }).add([item('1')])
    expect(await waiting[2]).toBe('hint')
  })

  it('that come while nobody waits end the next wait', async () => {
    const hints = await listening()
    await append(hinting(), 'm2')
    expect(await hints.next('outbox', soon)).toBe('hint')
    expect(await hints.next('outbox', now)).toBe('time')
  })

  it('come with the commit, and not after a rollback; nor for work that is known or due later, nor where they are not asked for', async () => {
    const raw = client()
    await raw.connect()
    const heard: unknown[] = []
    raw.on('notification', ({ payload }) => heard.push(payload))
    await raw.query('LISTEN "farthing farthing"')
    const queue = workQueue(database.app(), { hints: true })
    const undone = hinting().transaction('acme', async ({ outbox }) => {
      await outbox.append(message('undone'))
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await append(postgres(database.app()), 'silent')
    await workQueue(database.app()).add([item('silent')])
    await queue.add([item('silent')])
    await queue.add([item('later')], { delayMs: 60_000 })
    await append(hinting(), 'm3')
    await queue.add([item('new'), item('newer')])
    // The answer comes behind every notification that was sent before.
    await raw.query('SELECT 1')
    await raw.end()
    expect(heard).toEqual(['outbox', 'work'])
  })

  it('are those of the own schema', async () => {
    const hints = await listening()
    await database.app().query(`SELECT pg_notify('farthing other', 'outbox'), pg_notify('farthing farthing', 'something else')`)
    await workQueue(database.app(), { hints: true }).add([item('marker')])
    expect(await hints.next('work', soon)).toBe('hint')
    expect(await hints.next('outbox', now)).toBe('time')
  })

  it('that are lost cost only time: whoever looks after each wait takes everything', async () => {
    const hints = await listening()
    const storage = hinting()
    const taken: string[] = []
    const look = async (): Promise<void> => {
      for (const { id } of await storage.transaction('acme', ({ outbox }) => outbox.read('acme', { after: taken.length, limit: 1_000 }))) taken.push(id)
    }
    await look()
    const before = taken.length
    for (let round = 0; round < 5; round += 1) {
      const ended = await database.admin().query(`SELECT count(pg_terminate_backend(pid, 5000))::int AS ended FROM pg_stat_activity WHERE application_name = 'listener' AND datname = current_database()`)
      await append(storage, `lost ${round}`)
      // Whether the listener has heard, was told to look because it is connected again, or has waited in vain: it looks.
      await hints.next('outbox', { withinMs: 20 })
      await look()
      expect(ended.rows).toHaveLength(1)
    }
    expect(taken.slice(before)).toEqual(['lost 0', 'lost 1', 'lost 2', 'lost 3', 'lost 4'])
  })

  it('wait as long as said where the server cannot be reached, and are there again with it', async () => {
    let isReachable = false
    const hints = listenForHints({ client: () => (isReachable ? client() : new pg.Client({ host: '127.0.0.1', port: 1 })) })
    opened.push(hints)
    expect(await hints.next('outbox', { withinMs: 50 })).toBe('time')
    isReachable = true
    await expect.poll(() => hints.next('outbox', { withinMs: 1_000 })).toBe('hint')
  })

  it('end early when their caller gives up, or the listener ends', async () => {
    const hints = await listening()
    const caller = new AbortController()
    const waiting = [hints.next('outbox', { ...soon, signal: caller.signal }), hints.next('work', soon)]
    caller.abort()
    expect(await waiting[0]).toBe('time')
    await hints.end()
    expect(await waiting[1]).toBe('time')
    expect(await hints.next('outbox', soon)).toBe('time')
  })

  it.each([0, 1.5, 3_600_001])('are not waited for %d ms', async (withinMs) => {
    await expect(async () => (await listening()).next('work', { withinMs })).rejects.toMatchObject({ code: 'storage.wait_invalid', field: 'withinMs' })
  })
})
