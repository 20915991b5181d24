import { migrate, postgres } from '@farthing/adapters-pg'
import pg from 'pg'
import { startTestServer } from '../../packages/adapters-pg/test-server/start-test-server.js'
import type { Figure } from '../bench.js'
import { perSecond } from './per-second.js'
import { samplePostings } from './sample-postings.js'

/** Ours and the plain insert take turns, so that what else the machine does slows both; the figures are medians. */
const rounds = 9
const single = 300
const batch = 500
const batches = 60

/** Transactions a second through the ledger store, and of a plain insert of two rows on the same server: on one connection and on eight. */
export async function bookInPostgres(): Promise<readonly Figure[]> {
  const server = await startTestServer()
  const pool = new pg.Pool({ connectionString: server.url, max: 8 })
  pool.on('error', () => undefined)
  try {
    await migrate(pool)
    await pool.query('CREATE TABLE plain (id bigint PRIMARY KEY)')
    await pool.query('CREATE TABLE plain_entry (id bigint, side int, account text, amount numeric(38, 0), PRIMARY KEY (id, side))')
    const storage = postgres(pool)
    const figures: Figure[] = []
    let first = 0
    for (const workers of [1, 8]) {
      const plain: number[] = []
      const ours: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const offset = first
        // Made before, like those of a batch below: their hashes are the caller's, here in plain JavaScript.
        const postings = samplePostings(offset, single)
        plain.push(await perSecond(single, workers, (piece) => insertPlain(pool, offset + piece)))
        ours.push(
          await perSecond(single, workers, (piece) => storage.transaction('bench', ({ ledger }) => ledger.putAll(postings.slice(piece, piece + 1)))),
        )
        first += single
      }
      const connections = workers === 1 ? '1 connection' : `${workers} connections`
      figures.push(
        { name: `plain insert of two rows, ${connections}`, value: median(plain), unit: 'tx/s' },
        { name: `ledger store, one by one, ${connections}`, value: median(ours), unit: 'tx/s' },
        { name: `ledger store / plain, ${connections}`, value: median(ours.map((value, round) => value / (plain[round] ?? value))), unit: '×' },
      )
    }
    const made = samplePostings(first, batches * batch)
    const inBatches = await perSecond(batches, 8, (piece) =>
      storage.transaction('bench', ({ ledger }) => ledger.putAll(made.slice(piece * batch, (piece + 1) * batch))),
    )
    return [...figures, { name: `ledger store, ${batch} in a database transaction, 8 connections`, value: inBatches * batch, unit: 'tx/s' }]
  } finally {
    await pool.end()
    await server.stop()
  }
}

async function insertPlain(pool: pg.Pool, id: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('INSERT INTO plain VALUES ($1)', [id])
    await client.query('INSERT INTO plain_entry VALUES ($1, 0, $2, 5000), ($1, 1, $3, -5000)', [id, `account-${id % 1_000}`, 'bank'])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
