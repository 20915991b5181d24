import type { PgClient } from '@farthing/adapters-pg'
import { incoming } from '../../packages/adapters-pg/test-server/sample-events.js'
import { interceptedPool } from '../observe/intercepted-pool.js'
import { cutProblems, openReaders, scanned } from '../observe/feeds.js'
import type { Point } from '../point.js'
import { withAttemptPool, type Target } from '../target.js'
import { billingOn, tenant, type Workflow } from '../workflows.js'

const ends = ['COMMIT', 'ROLLBACK'] as const
type End = (typeof ends)[number]

/** A transaction of somebody else that stays open. */
interface Holder {
  /** Its id: what feeds may show lies below. */
  readonly id: string
  end(how: End): Promise<void>
}

const held = incoming('held')

/** Writes what each feed carries: an event of the period, a transaction of the book, a message. */
async function write(target: Target, transaction: PgClient): Promise<void> {
  const storage = target.storageOf({ transaction })
  await storage.transaction(tenant, ({ events }) => events.append([held]))
  const billing = billingOn(storage)
  await billing.accounts.put({ key: 'held', account: { id: 'held', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  await billing.ledger.adjust({ key: 'held', account: 'held', amount: { amount: '1', currency: 'EUR' }, reason: 'goodwill' })
}

async function openHolder(target: Target): Promise<Holder> {
  const client = await target.connectBeside()
  try {
    await client.query('BEGIN')
    await write(target, client)
  } catch (error) {
    await client.end()
    throw error
  }
  const { rows } = await client.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id')
  let isOpen = true
  return {
    id: rows[0]?.id ?? '',
    async end(how) {
      if (!isOpen) return
      isOpen = false
      await client.query(how).finally(() => client.end())
    },
  }
}

/** Nothing that was written behind the open transaction is in a feed: it would stand before what is still to come. */
async function shownTooSoon({ admin }: Target, id: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ count: number }>('SELECT count(*)::int AS count FROM farthing.ledger_link WHERE written_by >= $1::xid8', [id])
  return rows[0]?.count === 0 ? [] : [`${rows[0]?.count ?? ''} transactions of the book are chained before an older one has ended`]
}

/** October of the account is closed: by a seal, or by an invoice. */
async function isSealed({ admin }: Target): Promise<boolean> {
  const { rows } = await admin.query<{ sealed: boolean }>(
    `SELECT EXISTS (SELECT FROM farthing.sealed_usage AS s JOIN farthing.subscription AS b ON b.tenant = s.tenant AND b.id = s.subscription WHERE b.account = 'acme') OR EXISTS (SELECT FROM farthing.invoice WHERE account = 'acme') AS sealed`,
  )
  return rows[0]?.sealed ?? false
}

/** The transaction ends, long after the command: its rows are new to every reader, once, and its event is late where the period was sealed meanwhile. */
async function afterwards(target: Target, holder: Holder, how: End): Promise<readonly string[]> {
  const storage = target.storageOf(target.steady)
  const billing = billingOn(storage)
  const readers = openReaders(target.admin, billing)
  const problems = [...(await readers.read()), ...(await shownTooSoon(target, holder.id))]
  const cut = await storage.transaction(tenant, ({ events }) => events.takeCut())
  const before = await scanned(storage, { cut })
  await holder.end(how)
  problems.push(...(await readers.readAll()))
  if (JSON.stringify(await scanned(storage, { cut })) !== JSON.stringify(before)) problems.push('a cut shows something else than it showed')
  problems.push(...(await cutProblems(storage, cut)))
  const late = (await billing.events.late({ account: 'acme', period: '2026-10' })).items.filter(({ id }) => id === held.event.id).length
  const expected = how === 'COMMIT' && (await isSealed(target)) ? 1 : 0
  if (late !== expected) problems.push(`the event that was committed after the command is late ${late} times, and not ${expected}`)
  return problems
}

/** A transaction of somebody else begins before each statement, writes, and ends after the command: with a commit, and with a rollback. */
export function heldPoints(target: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  const pointAt = (place: number, how: End): Point => {
    let holder: Promise<Holder> | undefined
    const attempt = (): Promise<unknown> =>
      withAttemptPool(target.url, (pool) => {
        const intercepted = interceptedPool(pool, async ({ index, send }) => {
          if (index === place) await (holder = openHolder(target))
          return send()
        })
        return workflow.run(billingOn(target.storageOf(intercepted, { answerWithinMs: 10_000 })))
      })
    return {
      workflow,
      kind: 'held',
      name: `${workflow.name} held from ${place} to ${how}`,
      attempt,
      succeeds: true,
      async afterwards() {
        const open = await holder
        if (open === undefined) return ['no transaction was held open']
        try {
          return await afterwards(target, open, how)
        } finally {
          await open.end('ROLLBACK')
        }
      },
    }
  }
  return statements.flatMap((_, place) => ends.map((how) => pointAt(place, how)))
}
