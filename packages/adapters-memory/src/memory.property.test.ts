import { fingerprintEvent, identityOf, type Account, type UsageEvent } from '@farthing/core'
import type { EventQuery, EventStore, StoredEvent, Storage, Stores } from '@farthing/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memory } from './memory.js'

type Write = (stores: Stores) => Promise<unknown>

const small = fc.integer({ min: 0, max: 3 })
const instant = (minute: number) => `2026-10-01T00:0${minute}:00.000000Z`

const event: fc.Arbitrary<UsageEvent> = fc.record({
  id: small.map((id) => `e${id}`),
  source: fc.constant('api'),
  type: small.map((type) => `t${type}`),
  subject: small.map((subject) => `s${subject}`),
  time: small.map(instant),
  data: fc.option(small.map((count) => ({ count })), { nil: null }),
  revision: small,
})

const accountOf = (id: number, zone: number): Account => ({ id: `a${id}`, kind: 'customer', currency: 'EUR', zone: `z${zone}` })

/** Few keys, so that writes meet each other, replace each other and fail. */
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.array(event, { maxLength: 4 }).map(
    (batch): Write =>
      ({ events }) =>
        events.append(batch.map((one) => ({ event: one, identity: identityOf(one), fingerprint: fingerprintEvent(one), receivedAt: instant(0) }))),
  ),
  fc.tuple(small, small).map(([id, zone]): Write => ({ accounts }) => accounts.put(accountOf(id, zone))),
  fc.tuple(small, small, fc.array(small, { minLength: 1, maxLength: 2 })).map(
    ([id, account, subjects]): Write =>
      ({ subscriptions }) =>
        subscriptions.put({
          id: `s${id}`,
          account: `a${account}`,
          plan: 'pro',
          planVersion: '',
          subjects: subjects.map((subject) => `s${subject}`),
          zone: 'UTC',
          anchor: '2026-10-01',
          from: instant(0),
        }),
  ),
  fc.tuple(small, small).map(
    ([id, amount]): Write =>
      ({ ledger }) =>
        ledger.put({
          id: `t${id}`,
          tenant: 'tenant',
          kind: 'invoice_issued',
          key: '',
          reference: '',
          bookedAt: instant(amount),
          accountingDate: '2026-11-02',
          actor: '',
          correlation: '',
          fingerprint: '',
          entries: [
            { account: { role: 'receivable' }, currency: 'EUR', amountMinor: String(amount) },
            { account: { role: 'revenue' }, currency: 'EUR', amountMinor: String(-amount) },
          ],
        }),
  ),
  small.map((series): Write => ({ documents }) => documents.nextNumber(`n${series}`)),
  fc.tuple(small, small).map(
    ([key, result]): Write =>
      ({ commands }) =>
        commands.put({ kind: 'k', key: `c${key}`, fingerprint: '', actor: 'a', correlation: 'c', at: instant(0), result }),
  ),
)

const range: EventQuery = { from: instant(0), to: instant(4) }

async function found(events: EventStore, query: EventQuery): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = []
  for await (const page of events.scan(query)) all.push(...page)
  return all
}

/** Everything that can be seen of a tenant. */
function everything(storage: Storage): Promise<unknown> {
  return storage.transaction('tenant', async ({ events, accounts, subscriptions, ledger, documents, commands }) => {
    const keys = [0, 1, 2, 3]
    const cut = await events.takeCut()
    const scans = [range, { ...range, cut }, ...keys.map((key) => ({ ...range, subjects: [`s${key}`] }))]
    return {
      cut,
      events: await Promise.all(scans.map((query) => found(events, query))),
      accounts: await accounts.list({}),
      subscriptions: await Promise.all(keys.flatMap((key) => [subscriptions.list({ account: `a${key}` }), subscriptions.list({ subject: `s${key}` })])),
      ledger: [await ledger.list(), await ledger.balance({ role: 'receivable' })],
      commands: await Promise.all(keys.map((key) => commands.get('k', `c${key}`))),
      numbers: await Promise.all(keys.map((key) => documents.nextNumber(`n${key}`))),
    }
  })
}

async function run(storage: Storage, writes: readonly Write[], end: 'commit' | 'rollback'): Promise<boolean> {
  try {
    await storage.transaction('tenant', async (stores) => {
      for (const one of writes) await one(stores)
      if (end === 'rollback') throw new Error('rolled back on purpose')
    })
    return true
  } catch {
    return false
  }
}

describe('a transaction that does not commit leaves no trace', () => {
  it('after any history everything looks as if only the committed transactions had run', async () => {
    const transaction = fc.tuple(fc.array(write, { maxLength: 5 }), fc.constantFrom('commit' as const, 'rollback' as const))
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 8 }), async (history) => {
        const [all, committedOnly] = [memory(), memory()]
        for (const [writes, end] of history) {
          if (await run(all, writes, end)) expect(await run(committedOnly, writes, 'commit')).toBe(true)
        }
        expect(await everything(all)).toEqual(await everything(committedOnly))
      }),
      { numRuns: 1000 },
    )
  })
})
