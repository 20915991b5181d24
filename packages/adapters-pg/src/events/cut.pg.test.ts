import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())

interface Seal {
  readonly cut: string
  /** What the seal read. */
  readonly billed: readonly string[]
  /** The newest receipt among it: the boundary that a design without a cut would keep. */
  readonly newest: number
}

/** Keeps `writers` transactions under way until `seals` seals are taken; each stays open for a moment after its last event. */
async function sealUnderWriters(tenant: string, options: { readonly writers: number; readonly seals: number }) {
  const receipts = new Map<string, number>()
  const seals: Seal[] = []
  let received = 0

  const write = async (writer: number): Promise<void> => {
    for (let batch = 0; seals.length < options.seals; batch += 1) {
      await storage().transaction(tenant, async ({ events }) => {
        for (let part = 0; part < 2; part += 1) {
          const id = `w${writer}/${batch}/${part}`
          receipts.set(id, (received += 1))
          expect(await events.append([incoming(id)])).toEqual(['accepted'])
          await sleep((writer * 3 + batch * 5) % 17)
        }
      })
    }
  }
  const seal = (): Promise<Seal> =>
    storage().transaction(tenant, async ({ events }) => {
      const cut = await events.takeCut()
      const billed = await scanIds(events, cut)
      return { cut, billed, newest: Math.max(0, ...billed.map((id) => receipts.get(id)!)) }
    })
  const close = async (): Promise<void> => {
    while (seals.length < options.seals) {
      seals.push(await seal())
      await sleep(10)
    }
  }
  await Promise.all([close(), ...Array.from({ length: options.writers }, (_, writer) => write(writer))])
  return { receipts, seals }
}

describe('a cut under six writers', () => {
  it('splits what was accepted into billed and late, without loss or repetition', async () => {
    const { receipts, seals } = await sealUnderWriters('cut', { writers: 6, seals: 25 })
    const accepted = [...receipts.keys()].sort()
    const all = await storage().transaction('cut', ({ events }) => scanIds(events))
    expect(all).toEqual(accepted)

    let lostWithoutCut = 0
    for (const { cut, billed, newest } of seals) {
      const inCut = await storage().transaction('cut', ({ events }) => scanIds(events, cut))
      // Late is what the cut does not show. It adds up only when the cut still shows exactly what the seal billed.
      expect(inCut).toEqual(billed)

      // The same seal without a cut, by order of receipt: late is what came after the newest that was billed.
      const known = new Set(billed)
      lostWithoutCut += accepted.filter((id) => !known.has(id) && receipts.get(id)! <= newest).length
    }
    expect(lostWithoutCut, 'the test overlaps transactions, or it would prove nothing').toBeGreaterThan(0)
  })
})

describe('a cut taken by a transaction that has written', () => {
  it('does not show its own events, though the bare snapshot of the server does', async () => {
    await storage().transaction('own', async ({ events }) => {
      await events.append([incoming('before')])
      // A transaction that begins later and ends first moves the snapshot past our own id.
      await storage().transaction('own', (other) => other.events.append([incoming('other')]))
      const cut = await events.takeCut()
      await events.append([incoming('after')])
      expect(await scanIds(events, cut)).toEqual(['other'])
      expect(await scanIds(events)).toEqual(['after', 'before', 'other'])
    })

    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      await client.query('SELECT pg_current_xact_id()')
      await storage().transaction('own', (other) => other.events.append([incoming('third')]))
      const { rows } = await client.query<{ visible: boolean }>(
        'SELECT pg_visible_in_snapshot(pg_current_xact_id(), pg_current_snapshot()) AS visible',
      )
      expect(rows).toEqual([{ visible: true }])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })

  it('names every transaction that is under way, and shows none of them later', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, () => database.app().connect()))
    try {
      for (const [index, client] of clients.entries()) {
        await client.query('BEGIN')
        await postgres({ transaction: client }).transaction('many', ({ events }) => events.append([incoming(`open ${index}`)]))
      }
      const cut = await storage().transaction('many', ({ events }) => events.takeCut())
      for (const client of clients) await client.query('COMMIT')
      expect(await storage().transaction('many', ({ events }) => scanIds(events, cut))).toEqual([])
      expect(await storage().transaction('many', ({ events }) => scanIds(events))).toHaveLength(12)
    } finally {
      for (const client of clients) client.release()
    }
  })
})

describe('a cut that this transaction cannot show', () => {
  it('is refused when the server has not come that far', async () => {
    const far = 'pg1:1:9000000000000:9000000000000:'
    const scanned = storage().transaction('far', ({ events }) => scanIds(events, far))
    await expect(scanned).rejects.toMatchObject({ code: 'storage.cut_unknown' })
  })

  it('is refused when its epoch has not begun', async () => {
    const scanned = storage().transaction('far', ({ events }) => scanIds(events, 'pg1:2:5:5:'))
    await expect(scanned).rejects.toMatchObject({ code: 'storage.cut_unknown' })
  })

  it('makes a transaction of the host start again when its snapshot is older than the cut', async () => {
    const client = await database.app().connect()
    try {
      const cut = await storage().transaction('level', ({ events }) => events.takeCut())
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await client.query('SELECT 1')
      await storage().transaction('level', ({ events }) => events.append([incoming('one')]))
      const later = await storage().transaction('level', ({ events }) => events.takeCut())
      const scan = (token: string) => postgres({ transaction: client }).transaction('level', ({ events }) => scanIds(events, token))
      await expect(scan(later)).rejects.toMatchObject({ code: 'storage.contention', facts: { isolation: 'repeatable read' } })
      // A cut from before the snapshot works at any level. Not one taken after it: other databases of the server move the snapshot on too.
      expect(await scan(cut)).toEqual([])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })
})
