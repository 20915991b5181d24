import { setTimeout as sleep } from 'node:timers/promises'
import type { Subscription } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())

const subscription = (subject: string): Subscription => ({
  ...{ id: 's1', account: 'acme', plan: 'pro', planVersion: 'v1', zone: 'UTC', anchor: '2026-10-01', from: '2026-10-01T00:00:00.000000Z' },
  subjects: [subject, `${subject} too`],
})

describe('numbers of a series', () => {
  it('have no gap and no repetition when sixteen take and some roll back', async () => {
    const kept: number[] = []
    const take = async (index: number): Promise<void> => {
      await storage()
        .transaction('gapless', async ({ documents }) => {
          const number = await documents.nextNumber('INV')
          if (index % 10 === 0) throw new Error('rolled back')
          return number
        })
        .then((number) => kept.push(number))
        .catch(() => undefined)
    }
    await Promise.all(Array.from({ length: 200 }, (_, index) => take(index)))
    expect(kept.sort((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, index) => index + 1))
  })

  it('would repeat if they were the largest number plus one', async () => {
    await database.owner().query('CREATE TABLE IF NOT EXISTS public.naive (number int)')
    const take = async (): Promise<number> => {
      const client = await database.owner().connect()
      try {
        await client.query('BEGIN')
        const { rows } = await client.query<{ next: number }>('SELECT coalesce(max(number), 0) + 1 AS next FROM public.naive')
        await sleep(20)
        await client.query('INSERT INTO public.naive VALUES ($1)', [rows[0]!.next])
        await client.query('COMMIT')
        return rows[0]!.next
      } finally {
        client.release()
      }
    }
    const taken = await Promise.all(Array.from({ length: 8 }, take))
    expect(new Set(taken).size).toBeLessThan(taken.length)
  })

  it('end as contention at REPEATABLE READ, and are never wrong', async () => {
    await storage().transaction('level', ({ documents }) => documents.nextNumber('INV'))
    const client = await database.app().connect()
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
      await storage().transaction('level', ({ documents }) => documents.nextNumber('INV'))
      const late = postgres({ transaction: client }).transaction('level', ({ documents }) => documents.nextNumber('INV'))
      await expect(late).rejects.toMatchObject({ code: 'storage.contention' })
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })
})

describe('replacements of one subscription at the same time', () => {
  it('leave the subjects of the last one and of no other', async () => {
    const subjects = Array.from({ length: 12 }, (_, index) => `subject ${index}`)
    await Promise.all(subjects.map((subject) => storage().transaction('replace', (stores) => stores.subscriptions.put(subscription(subject)))))
    await storage().transaction('replace', async ({ subscriptions }) => {
      const kept = await subscriptions.get('s1')
      for (const subject of subjects) {
        const found = await subscriptions.list({ subject })
        expect(found.items.map(({ id }) => id)).toEqual(kept?.subjects?.includes(subject) === true ? ['s1'] : [])
      }
    })
  })
})

describe('replacements of one subscription in one transaction', () => {
  it('take turns when they are made at the same time', async () => {
    await storage().transaction('turns', async ({ subscriptions }) => {
      await Promise.all(['first', 'second', 'third'].map((subject) => subscriptions.put(subscription(subject))))
      expect((await subscriptions.list({ subject: 'first' })).items).toEqual([])
      expect((await subscriptions.list({ subject: 'third' })).items).toHaveLength(1)
    })
  })
})

describe('work that gives up while a call is under way', () => {
  it('leaves nothing: the rollback waits for the call, and no statement of it comes after', async () => {
    // Row-level security would hide what came after the rollback, so this runs as a role that it does not bind.
    const unbound = postgres(database.admin())
    const events = Array.from({ length: 11_000 }, (_, index) => incoming(`given up ${index}`))
    let appending: Promise<unknown> | undefined
    const run = unbound.transaction('given up', async (stores) => {
      appending = stores.events.append(events)
      appending.catch(() => undefined)
      await sleep(5)
      throw new Error('no more')
    })
    await expect(run).rejects.toThrow('no more')
    await appending?.catch(() => undefined)
    expect(await unbound.transaction('given up', (stores) => scanIds(stores.events))).toEqual([])
  })

  it('and a call that nobody awaited is kept when the work succeeds', async () => {
    await storage().transaction('floating', async ({ events }) => {
      // Two statements: the second is not even sent when the work ends.
      void events.append(Array.from({ length: 5_001 }, (_, index) => incoming(`floating ${index}`)))
      await Promise.resolve()
    })
    expect(await storage().transaction('floating', ({ events }) => scanIds(events))).toHaveLength(5_001)
  })
})
