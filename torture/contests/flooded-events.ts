import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fingerprintEvent, identityOf, isFarthingError, type UsageEvent } from '@farthing/core'
import { postgres } from '@farthing/adapters-pg'
import type { Storage, Stores } from 'farthing'
import pg from 'pg'
import type { Target } from '../target.js'
import { tenant } from '../workflows.js'

type IncomingEvent = Parameters<Stores['events']['append']>[0][number]

const writers = 3
const batch = 1_000
const cuts = 4
const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

function incoming(number: number): IncomingEvent {
  const time = `2026-10-${String(1 + (number % 30)).padStart(2, '0')}T12:00:00.000000Z`
  const event: UsageEvent = { id: `flood-${number}`, source: 'torture', type: 'flood', subject: 'acme', time, data: { number: String(number) }, revision: 0 }
  return { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest), receivedAt: october.to }
}

/** What a cut shows: how many, and a digest of which. */
async function shownBy(storage: Storage, cut: string): Promise<{ readonly count: number; readonly digest: string }> {
  return storage.transaction(tenant, async ({ events }) => {
    let count = 0
    let seen = ''
    for await (const page of events.scan({ ...october, types: ['flood'], cut })) {
      count += page.length
      seen = hash('sha256', seen + page.map(({ identity }) => identity).join(''))
    }
    return { count, digest: seen }
  })
}

const retried = ['storage.unavailable', 'storage.outcome_unknown', 'storage.contention']

/**
 * Writers send events over a network that drops a connection a few times a second, and send a batch again until it is acknowledged; meanwhile cuts are taken.
 * In the end each event has to be there once, with its body, and each cut has to show what it showed when it was taken.
 */
export async function floodEvents(target: Target, count: number): Promise<{ readonly problems: readonly string[]; readonly drops: number }> {
  const shaky = new pg.Pool({ connectionString: target.proxiedUrl, max: writers })
  const steady = new pg.Pool({ connectionString: target.url, max: 2 })
  for (const pool of [shaky, steady]) pool.on('error', () => undefined)
  const problems: string[] = []
  let [next, drops, isOver] = [0, 0, false]

  const send = async (from: number): Promise<void> => {
    const events = Array.from({ length: Math.min(batch, count - from) }, (_, index) => incoming(from + index))
    for (;;) {
      try {
        const outcomes = await postgres(shaky, { answerWithinMs: 20_000 }).transaction(tenant, (stores) => stores.events.append(events))
        if (outcomes.includes('conflict')) problems.push(`a conflict from event ${from} on`)
        return
      } catch (error) {
        if (!isFarthingError(error) || !retried.includes(error.code)) throw error
        drops += 1
      }
    }
  }
  const write = async (): Promise<void> => {
    for (let from = (next += batch) - batch; from < count; from = (next += batch) - batch) await send(from)
  }
  const disturb = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      target.proxy.arm({ direction: turn % 2 === 0 ? 'to client' : 'to server', message: (turn * 7) % 23, kind: 'drop' })
      await sleep(250)
    }
    target.proxy.arm()
  }
  const taken: { readonly cut: string; readonly shown: { readonly count: number; readonly digest: string } }[] = []
  const seal = async (): Promise<void> => {
    const storage = postgres(steady)
    for (let turn = 1; turn <= cuts; turn += 1) {
      while (next < (count * turn) / (cuts + 1)) await sleep(20)
      const cut = await storage.transaction(tenant, ({ events }) => events.takeCut())
      taken.push({ cut, shown: await shownBy(storage, cut) })
    }
  }
  try {
    const disturbing = disturb()
    await Promise.all([...Array.from({ length: writers }, write), seal()])
    isOver = true
    await disturbing
    const { rows } = await target.admin.query<{ bodies: string; identities: string; distinct: string }>(
      `SELECT (SELECT count(*) FROM farthing.event WHERE type = 'flood')::text AS bodies, (SELECT count(DISTINCT id) FROM farthing.event WHERE type = 'flood')::text AS distinct,
         (SELECT count(*) FROM farthing.event_identity AS i WHERE EXISTS (SELECT FROM farthing.event AS e WHERE e.identity = i.identity AND e.type = 'flood'))::text AS identities`,
    )
    const { bodies, identities, distinct } = rows[0] ?? { bodies: '', identities: '', distinct: '' }
    if ([bodies, identities, distinct].some((found) => found !== String(count))) problems.push(`${bodies} bodies, ${distinct} of them different, ${identities} identities: not ${count}`)
    for (const { cut, shown } of taken) {
      const again = await shownBy(postgres(steady), cut)
      if (again.count !== shown.count || again.digest !== shown.digest) problems.push(`a cut that showed ${shown.count} shows ${again.count}`)
    }
    return { problems, drops }
  } finally {
    isOver = true
    for (const pool of [shaky, steady]) await pool.end()
  }
}
