import { setTimeout as sleep } from 'node:timers/promises'
import type { AppendOutcome, IncomingEvent } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { incoming, scanAll } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import type { PgClient } from '../index.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()

/** A driver that makes text of every parameter, as some do. */
const textOnly = (client: PgClient): PgClient => ({ query: (text, values) => client.query(text, values?.map((value) => (Buffer.isBuffer(value) ? String(value) : value))) })

/** One event after another, by the rule of the port. */
function decideEach(kept: Map<string, string>, events: readonly IncomingEvent[]): readonly AppendOutcome[] {
  return events.map(({ identity, fingerprint, event: { revision } }) => {
    const key = `${identity}/${revision}`
    const known = kept.get(key)
    if (known === undefined) kept.set(key, fingerprint)
    return known === undefined ? 'accepted' : known === fingerprint ? 'duplicate' : 'conflict'
  })
}

/** 120 events that say the same but for their ids; each round amends the one before. */
function uniformBatch(round: number): readonly IncomingEvent[] {
  const change = round < 2 ? { data: null } : { subscription: 'a"b', timeFromReceipt: true as const, extensions: { trace: 'x,y' } }
  return Array.from({ length: 120 }, (_, index) => incoming(`uniform ${index}`, { ...change, revision: round }))
}

/** 240 events of 150 keys: repeats, other contents under a key, amendments, voids, odd texts. */
function mixedBatch(round: number): readonly IncomingEvent[] {
  return Array.from({ length: 240 }, (_, index) => {
    const number = (index * (7 + round * 6) + round * 41) % 150
    const id = `mixed ${number} \u{1f600}"\\,{}NULL`
    const data = index % 31 === 0 ? null : { count: String((index * round) % 3), text: '\u{feff}\\"\t' }
    const change = { revision: number % 3, data, ...(number % 5 === 0 && { subscription: 'a"b' }), ...(number % 7 === 0 && { timeFromReceipt: true as const, extensions: { trace: 'x,y' } }) }
    return incoming(id, { ...change, time: `${number % 2 === 0 ? '0001' : '9999'}-12-31T23:59:59.${String(index % 2).padStart(6, '9')}Z` })
  })
}

describe.each([
  ['bytes', (client: PgClient) => client],
  ['text', textOnly],
])('batches sent as %s', (_, driver) => {
  it('are decided as if each event came by itself, and kept byte for byte', async () => {
    const client = await database.app().connect()
    try {
      const tenant = `bulk ${_}`
      const storage = postgres({ client: driver(client) })
      const kept = new Map<string, string>()
      const accepted: IncomingEvent[] = []
      const seen = new Set<AppendOutcome>()
      for (const batch of [...[0, 1, 2, 3, 4, 5].map(mixedBatch), ...[0, 1, 2, 3].map(uniformBatch)]) {
        const outcomes = await storage.transaction(tenant, ({ events }) => events.append(batch))
        expect(outcomes).toEqual(decideEach(kept, batch))
        for (const outcome of outcomes) seen.add(outcome)
        accepted.push(...batch.filter((__, index) => outcomes[index] === 'accepted'))
      }
      expect(seen).toEqual(new Set(['accepted', 'duplicate', 'conflict']))
      const effective = accepted.filter(({ identity, event }) => event.data !== null && !accepted.some((other) => other.identity === identity && other.event.revision > event.revision))
      const byIdentity = (a: IncomingEvent, b: IncomingEvent): number => (a.identity < b.identity ? -1 : 1)
      expect(await storage.transaction(tenant, ({ events }) => scanAll(events))).toEqual(effective.sort(byIdentity))
    } finally {
      client.release()
    }
  })
})

describe('without the statement of its own', () => {
  it('the fingerprint of an event that another transaction has just committed would not be seen', async () => {
    // Why keys are read back after the insert and not in it: the snapshot of a statement is older than what it waited for.
    const [first, second] = await Promise.all([database.admin().connect(), database.admin().connect()])
    try {
      const insert = (fingerprint: string) => `INSERT INTO farthing.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch)
        VALUES ('sabotage', decode(repeat('ab', 32), 'hex'), 0, decode(repeat('${fingerprint}', 32), 'hex'), now(), 1) ON CONFLICT DO NOTHING`
      await first.query('BEGIN')
      await first.query(insert('01'))
      const reading = second.query(`WITH kept AS (${insert('02')} RETURNING 1) SELECT (SELECT count(*) FROM kept)::int AS kept,
        (SELECT count(*) FROM farthing.event_identity WHERE tenant = 'sabotage')::int AS seen`)
      // Looked at from outside: a transaction sees the activity of others as it was when it first looked.
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
      while ((await database.admin().query(waiting)).rowCount === 0) await sleep(5)
      await first.query('COMMIT')
      expect((await reading).rows).toEqual([{ kept: 0, seen: 0 }])
    } finally {
      first.release()
      second.release()
    }
  })
})
