import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { postgres } from '@farthing/adapters-pg'
import type { IncomingEvent } from '@farthing/ports'
import type pg from 'pg'
import { unguardedSql } from '../../packages/adapters-pg/test-server/without-guard.js'
import type { Figure } from '../bench.js'
import { withBenchServer } from './bench-server.js'
import { sampleEvents, type Arrival } from './sample-events.js'

const count = 300_000
const batch = 25_000
const rounds = 2

/** Seconds that work takes. */
async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

function batchesOf(events: readonly IncomingEvent[]): readonly (readonly IncomingEvent[])[] {
  return Array.from({ length: Math.ceil(events.length / batch) }, (_, index) => events.slice(index * batch, (index + 1) * batch))
}

/** Takes the next batch whenever one is through, on `workers` connections. */
async function ingest(pool: pg.Pool, events: readonly IncomingEvent[], workers: number): Promise<void> {
  const storage = postgres(pool)
  const waiting = [...batchesOf(events)]
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const taken = next
        await storage.transaction('bench', (stores) => stores.events.append(taken))
      }
    }),
  )
}

async function emptyTables(pool: pg.Pool): Promise<void> {
  await pool.query(unguardedSql(['TRUNCATE farthing.event, farthing.event_identity']))
  await pool.query('CHECKPOINT')
}

/** The rows of both tables as files, in the order in which the events came. */
async function writeFiles(folder: string, events: readonly IncomingEvent[]): Promise<readonly [identities: string, bodies: string]> {
  const paths = [join(folder, 'identities.copy'), join(folder, 'bodies.copy')] as const
  const [identities, bodies] = paths.map((path) => createWriteStream(path))
  for (const { event, identity, fingerprint, receivedAt } of events) {
    const digests = `\\\\x${identity}\t0\t\\\\x${fingerprint}`
    identities?.write(`bench\t${digests}\t${event.time}\t1\n`)
    bodies?.write(`bench\t${event.time}\t${digests}\tapi\t${event.id}\t${event.type}\t${event.subject}\t${JSON.stringify(event.data)}\tfalse\t${receivedAt}\t1\n`)
  }
  for (const stream of [identities, bodies]) if (stream !== undefined) await finished(stream.end())
  return paths
}

/** The server's own COPY of the same rows, from files on its side, into the same two tables in one transaction. */
async function copy(pool: pg.Pool, [identities, bodies]: readonly [string, string]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`COPY farthing.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch) FROM '${identities}'`)
    await client.query(
      `COPY farthing.event (tenant, occurred_at, identity, revision, fingerprint, source, id, type, subject, data, time_from_receipt, received_at, epoch) FROM '${bodies}'`,
    )
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

/** The best of the rounds, in events a second. The ways take turns, so that what slows the machine down slows all of them. */
async function measure(pool: pg.Pool, folder: string, arrival: Arrival): Promise<Readonly<Record<'limit' | 'one' | 'two' | 'again', number>>> {
  const events = sampleEvents(count, arrival)
  const files = await writeFiles(folder, events)
  const best = { limit: 0, one: 0, two: 0, again: 0 }
  const note = (way: keyof typeof best, seconds: number): void => {
    best[way] = Math.max(best[way], count / seconds)
  }
  for (let round = 0; round < rounds; round += 1) {
    await emptyTables(pool)
    note('limit', await secondsOf(() => copy(pool, files)))
    await emptyTables(pool)
    note('one', await secondsOf(() => ingest(pool, events, 1)))
    note('again', await secondsOf(() => ingest(pool, events, 1)))
    await emptyTables(pool)
    note('two', await secondsOf(() => ingest(pool, events, 2)))
  }
  return best
}

async function bytesPerEvent(pool: pg.Pool): Promise<readonly Figure[]> {
  const { rows } = await pool.query<{ name: string; kept: string; heap: string; indexes: string }>(
    `SELECT c.relname AS name, kept.count::text AS kept, pg_relation_size(c.oid)::text AS heap, pg_indexes_size(c.oid)::text AS indexes
     FROM pg_class AS c
     JOIN (SELECT 'event_identity' AS name, count(*) FROM farthing.event_identity UNION ALL SELECT 'event_default', count(*) FROM farthing.event) AS kept ON kept.name = c.relname WHERE c.oid IN ('farthing.event_identity'::regclass, 'farthing.event_default'::regclass) ORDER BY 1 DESC`,
  )
  return rows.flatMap(({ name, kept, heap, indexes }) => [
    { name: `${name}: rows of an event`, value: Number(kept) / count, unit: 'rows' },
    { name: `${name}: bytes of an event`, value: Number(heap) / count, unit: 'B' },
    { name: `${name}: bytes of its index entries`, value: Number(indexes) / count, unit: 'B' },
  ])
}

async function figuresOf(pool: pg.Pool, folder: string, arrival: Arrival): Promise<readonly Figure[]> {
  const { limit, one, two, again } = await measure(pool, folder, arrival)
  return [
    { name: `${arrival}: COPY by the server into both tables`, value: limit, unit: 'events/s' },
    { name: `${arrival}: ingest, 1 connection`, value: one, unit: 'events/s' },
    { name: `${arrival}: ingest, 2 connections`, value: two, unit: 'events/s' },
    { name: `${arrival}: all of it again, as duplicates`, value: again, unit: 'events/s' },
    { name: `${arrival}: ingest on 1 connection / COPY`, value: one / limit, unit: '×' },
    { name: `${arrival}: ingest on 2 connections / COPY`, value: two / limit, unit: '×' },
    { name: `${arrival}: duplicates / ingest`, value: again / one, unit: '×' },
  ]
}

/** Ingest of events through the event store, against the server's own COPY of the same rows. */
export function ingestIntoPostgres(): Promise<readonly Figure[]> {
  return withBenchServer(2, async (pool, { folder }) => [
    ...(await figuresOf(pool, folder, 'stream')),
    ...(await figuresOf(pool, folder, 'backfill')),
    ...(await bytesPerEvent(pool)),
  ])
}
