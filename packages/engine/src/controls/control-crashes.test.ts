import { memory } from '@farthing/adapters-memory'
import type { OutgoingMessage, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'
import { endingStorage } from '../test/ending-storage.js'
import { wrapped } from '../test/sample-billing.js'

type Billing = ReturnType<typeof budgetedBilling>

interface Sweep {
  readonly now: string
  readonly set: (at: (now: string) => Billing) => Promise<void>
  readonly run: (billing: Billing) => Promise<unknown>
  /** Topics that must be told, each once. */
  readonly told: readonly string[]
}

const sweeps: { readonly [name: string]: Sweep } = {
  'budgets.scan': {
    now: '2026-10-14T12:00:00Z',
    set: async (at) => {
      await use(at('2026-10-14T12:00:00Z'), 1)
      await at('2026-10-14T12:00:00Z').budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '1', thresholds: ['50', '60'] })
    },
    run: (billing) => billing.budgets.scan(),
    told: ['budget.crossed', 'budget.crossed'],
  },
  'credits.scanLow': {
    now: '2026-10-14T12:00:00Z',
    set: async (at) => {
      await at('2026-10-14T12:00:00Z').prepaid.put({ key: 'p', account: 'acme' })
    },
    run: (billing) => billing.credits.scanLow(),
    told: ['balance.depleted', 'restriction.placed'],
  },
  'delinquency.advance': {
    now: '2026-12-20T12:00:00Z',
    set: async (at) => {
      await use(at('2026-11-02T00:00:00Z'), 1)
      await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    },
    run: (billing) => billing.delinquency.advance(),
    told: ['delinquency.changed', 'restriction.placed'],
  },
}

async function world({ set, now }: Sweep) {
  const storage = memory()
  const sent: string[] = []
  const messages = { name: 'mail', send: ({ id }: OutgoingMessage) => (sent.push(id), Promise.resolve({})) }
  const at = (when: string, through: Storage = storage) => budgetedBilling({ storage: through, now: when, messages })
  await budgetedAccount(at('2026-10-14T12:00:00Z'), 'acme', { terms: { due: 'net', days: 30 }, notificationRecipients: ['cfo'] })
  await set(at)
  const before = (await at(now).outbox.read('acme', { limit: 1_000 })).length
  const told = async () => (await at(now).outbox.read('acme', { limit: 1_000, after: before })).map(({ topic }) => topic)
  return { storage, sent, at, told }
}

describe.each(Object.entries(sweeps))('%s', (_, sweep) => {
  it('that dies at any call of a store is finished by the next, and tells everything once', async () => {
    const counted = await world(sweep)
    const whole = endingStorage(counted.storage)
    await sweep.run(counted.at(sweep.now, whole))
    expect(await counted.told()).toEqual(sweep.told)
    for (let call = 1; call <= whole.calls(); call += 1) {
      const { storage, at, sent, told } = await world(sweep)
      // Whether the last call is carried out makes no difference inside of a transaction that is lost: every other one is.
      await expect(sweep.run(at(sweep.now, endingStorage(storage, { call, done: call % 2 === 0 })))).rejects.toThrow('the process ends here')
      // Whoever died while sending is taken over from after ten minutes.
      for (const minute of ['00', '10']) await sweep.run(at(sweep.now.replace(':00:00Z', `:${minute}:00Z`)))
      expect([call, await told()]).toEqual([call, sweep.told])
      expect(new Set(sent).size).toBe(counted.sent.length)
      expect((await at(sweep.now).delinquency.notices()).items.every(({ status }) => status !== 'sending')).toBe(true)
    }
  })

  it('keeps nothing where it cannot tell it', async () => {
    const { storage, at } = await world(sweep)
    const forgetful = wrapped(storage, (stores) => ({ ...stores, outbox: { ...stores.outbox, append: () => Promise.reject(new Error('the outbox is full')) } }))
    await expect(sweep.run(at(sweep.now, forgetful))).rejects.toThrow('the outbox is full')
    const { items } = await at(sweep.now).budgets.events()
    expect([items, (await at(sweep.now).prepaid.standings()).items, (await at(sweep.now).delinquency.list()).items]).toEqual([[], [], []])
  })
})
