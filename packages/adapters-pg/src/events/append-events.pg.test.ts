import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingEvent } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { incoming, scanAll, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())
const append = (tenant: string, events: readonly IncomingEvent[]) => storage().transaction(tenant, (stores) => stores.events.append(events))

describe('one identity from many sides at once', () => {
  it('is accepted once and a duplicate for all others', async () => {
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.all(Array.from({ length: 12 }, () => append('race', [incoming(`same ${round}`)])))
      expect(outcomes.flat().sort()).toEqual(['accepted', ...Array.from({ length: 11 }, () => 'duplicate')])
    }
  })

  it('is kept with one content when the contents differ, and the others are conflicts', async () => {
    for (let round = 0; round < 10; round += 1) {
      const contents = Array.from({ length: 12 }, (_, count) => incoming(`other ${round}`, { data: { count: String(count) } }))
      const outcomes = await Promise.all(contents.map((content) => append('contents', [content])))
      expect(outcomes.flat().sort()).toEqual(['accepted', ...Array.from({ length: 11 }, () => 'conflict')])
      const kept = (await storage().transaction('contents', ({ events }) => scanAll(events))).filter(({ event }) => event.id === `other ${round}`)
      expect(kept).toEqual([contents[outcomes.findIndex(([outcome]) => outcome === 'accepted')]])
    }
  })

  it('waits for a transaction that has written it and is still open', async () => {
    const order: string[] = []
    await storage().transaction('waits', async ({ events }) => {
      await events.append([incoming('held')])
      const second = append('waits', [incoming('held', { data: { count: '2' } })]).then((outcomes) => order.push(...outcomes))
      await sleep(150)
      order.push('first commits')
      return { second }
    }).then(({ second }) => second)
    expect(order).toEqual(['first commits', 'conflict'])
  })

  it('is accepted from the second transaction when the first rolls back', async () => {
    let second: Promise<readonly string[]> | undefined
    const first = storage().transaction('freed', async ({ events }) => {
      await events.append([incoming('held')])
      second = append('freed', [incoming('held', { data: { count: '2' } })])
      await sleep(50)
      throw new Error('the host changed its mind')
    })
    await expect(first).rejects.toThrow('the host changed its mind')
    expect(await second).toEqual(['accepted'])
  })
})

describe('batches that meet', () => {
  it('do not deadlock, in whatever order each names its events', async () => {
    // Two statements each, of halves that are each other's second: the order has to hold across the statements of a batch too.
    const events = Array.from({ length: 10_000 }, (_, index) => incoming(`shared ${index}`))
    const outcomes = (await Promise.all([append('meet', events), append('meet', [...events].reverse())])).flat()
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(10_000)
    expect(outcomes).not.toContain('conflict')
  })

  it('larger than a statement are decided as one', async () => {
    const events = Array.from({ length: 12_001 }, (_, index) => incoming(`large ${index}`))
    const outcomes = await append('large', [...events, ...events.slice(0, 3)])
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(12_001)
    expect(outcomes.slice(-3)).toEqual(['duplicate', 'duplicate', 'duplicate'])
  })

  it('of long events keep each byte', async () => {
    // 90 of them are more text than one statement takes.
    const text = '\u{1f600}"\\'.repeat(12_000)
    const events = Array.from({ length: 90 }, (_, index) => incoming(`long ${index}`, { data: { text, index } }))
    await append('long', events)
    const kept = await storage().transaction('long', (stores) => scanAll(stores.events))
    expect(kept.map(({ event }) => event.data)).toEqual(kept.map(({ event }) => ({ text, index: Number(event.id.slice(5)) })))
    expect(kept).toHaveLength(90)
  })
})

describe('inside a transaction of the host', () => {
  for (const level of ['REPEATABLE READ', 'SERIALIZABLE']) {
    it(`at ${level}, an identity that its snapshot does not show ends as contention and never as a wrong outcome`, async () => {
      const tenant = level.toLowerCase()
      const client = await database.app().connect()
      try {
        await client.query(`BEGIN ISOLATION LEVEL ${level}`)
        await client.query('SELECT 1')
        await append(tenant, [incoming('raced')])
        const attempt = postgres({ transaction: client }).transaction(tenant, ({ events }) => events.append([incoming('raced')]))
        await expect(attempt).rejects.toMatchObject({ code: 'storage.contention', facts: { sqlState: '40001' } })
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    })
  }
})

describe('without the read-back', () => {
  it('a conflict would pass for a duplicate', async () => {
    await append('sabotage', [incoming('known')])
    // The statement alone says only that the key was taken: nothing tells these two apart.
    const insert = `INSERT INTO farthing.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch)
      VALUES ('sabotage', decode($1, 'hex'), 0, decode($2, 'hex'), now(), 1) ON CONFLICT DO NOTHING`
    const client = await database.app().connect()
    const counts: (number | null)[] = []
    try {
      await client.query("SELECT set_config('farthing.tenant', 'sabotage', false)")
      for (const other of [incoming('known'), incoming('known', { data: { count: '9' } })]) {
        counts.push((await client.query(insert, [other.identity, other.fingerprint])).rowCount)
      }
    } finally {
      await client.query('RESET ALL')
      client.release()
    }
    expect(counts).toEqual([0, 0])
    expect(await append('sabotage', [incoming('known'), incoming('known', { data: { count: '9' } })])).toEqual(['duplicate', 'conflict'])
  })
})

describe('a batch that breaks in the middle', () => {
  it('keeps neither identities nor bodies', async () => {
    const broken = { ...incoming('broken'), fingerprint: 'no digest' }
    await expect(append('broken', [incoming('whole'), broken])).rejects.toThrow()
    expect(await storage().transaction('broken', ({ events }) => scanIds(events))).toEqual([])
    expect(await append('broken', [incoming('whole')])).toEqual(['accepted'])
  })
})
