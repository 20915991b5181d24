import { setTimeout as sleep } from 'node:timers/promises'
import type { Billing, Storage } from 'farthing'
import { tenant } from '../workflows.js'
import type { AdminConnection } from './admin-connection.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const consumer = 'feed'

/** Those who read what is new: the sealer of the book, a consumer of messages, and whoever asks for the events behind a cut. */
export interface Readers {
  /** Takes what is there for all of them. Gives what is wrong with it. */
  read(): Promise<readonly string[]>
  /** The same until nothing is left, and whether each has everything once and in its order. */
  readAll(): Promise<readonly string[]>
}

/** Identities that a scan finds, in order. */
export function scanned(storage: Storage, about: { readonly cut?: string; readonly recordedAfter?: string }): Promise<readonly string[]> {
  return storage.transaction(tenant, async ({ events }) => {
    const found: string[] = []
    for await (const page of events.scan({ ...october, ...about })) found.push(...page.map(({ identity, event }) => `${identity} ${event.revision}`))
    return found.sort()
  })
}

/** What a cut shows and what came behind it are all there is, and nothing is both. */
export async function cutProblems(storage: Storage, cut: string): Promise<readonly string[]> {
  const [shown, behind, all] = [await scanned(storage, { cut }), await scanned(storage, { recordedAfter: cut }), await scanned(storage, {})]
  const amended = new Set(behind.map((version) => version.split(' ')[0]))
  const effective = [...shown.filter((version) => !amended.has(version.split(' ')[0])), ...behind].sort()
  return JSON.stringify(effective) === JSON.stringify(all) ? [] : [`a cut shows ${shown.length} events and ${behind.length} came behind it: not the ${all.length} that there are`]
}

interface Book {
  readonly left: number
  readonly isInOrder: boolean
}

async function bookOf(admin: AdminConnection): Promise<Book> {
  // Asked of the tables, and not of the store that is under test.
  const { rows } = await admin.query<{ left: number; ordered: boolean }>(
    `SELECT (SELECT count(*) FROM farthing.ledger_transaction)::int - (SELECT count(*) FROM farthing.ledger_link)::int AS left,
       coalesce((SELECT bool_and(sequence = place) FROM (SELECT sequence, row_number() OVER (ORDER BY epoch, written_by, transaction_id) AS place FROM farthing.ledger_link) AS l), true) AS ordered`,
  )
  return { left: rows[0]?.left ?? 0, isInOrder: rows[0]?.ordered ?? false }
}

export function openReaders(admin: AdminConnection, billing: Billing): Readers {
  const taken: string[] = []

  async function read(): Promise<readonly string[]> {
    await billing.ledger.seal()
    const receive = ({ account, sequence, id }: { readonly account: string; readonly sequence: number; readonly id: string }): Promise<void> => Promise.resolve(void taken.push(`${account} ${sequence} ${id}`))
    const { stuck } = await billing.outbox.deliver({ consumer, receive })
    return [...((await bookOf(admin)).isInOrder ? [] : ['the book is chained in another order than it was committed in']), ...stuck.map(({ account }) => `the messages of ${account} are stuck`)]
  }

  async function readAll(): Promise<readonly string[]> {
    const problems = [...(await read())]
    // A transaction of the server's own, such as a vacuum, holds a feed back for an instant.
    for (let tries = 0; tries < 50 && (await bookOf(admin)).left > 0; tries += 1) {
      await sleep(10)
      problems.push(...(await read()))
    }
    const { left } = await bookOf(admin)
    if (left !== 0) problems.push(`${left} transactions of the book are never chained`)
    const verification = await billing.ledger.verify()
    if (!verification.verified) problems.push(`the book is not as it was chained: ${verification.problem}`)
    const { rows } = await admin.query<{ message: string }>(`SELECT account || ' ' || sequence || ' ' || id AS message FROM farthing.outbox_message ORDER BY account, sequence`)
    const sent = rows.map(({ message }) => message)
    if (JSON.stringify([...taken].sort()) !== JSON.stringify([...sent].sort())) problems.push(`${taken.length} messages were taken, and ${sent.length} told`)
    return problems
  }
  return { read, readAll }
}
