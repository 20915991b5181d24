import { listAll, type Storage, type Stores } from '@farthing/ports'
import { count, createBilling, defineCatalog, flat, perUnit, plan, type Billing } from '../src/index.js'

/*
 * Faults that a month end with random ones does not have: each gives what is left of a few accounts with the fault, and without it. The two must say the same.
 */

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '1') }) },
})
const accounts = ['acme', 'beta'] as const

/** A tenant on 20 October 2026 whose accounts have used something. */
async function tenantOf(storage: Storage, tenant: string) {
  const clock = { time: '2026-10-20T00:00:00.000000Z', now: () => clock.time }
  const billingOver = (on: Storage) => createBilling({ catalog, storage: on, clock, tenant, jobs: { afterIngest: {} } })
  const billing = billingOver(storage)
  for (const account of accounts) await billing.subscriptions.start({ key: account, account, plan: 'api', from: '2026-10-01', zone: 'UTC' })
  await use(billing, 'first', '2026-10-14T09:00:00Z')
  return { billing, billingOver, clock }
}

async function use(billing: Billing, tag: string, time: string): Promise<void> {
  await billing.events.ingestOrThrow(accounts.map((subject) => ({ id: `${tag} ${subject}`, source: 'api', type: 'api.call', subject, time, data: {} })))
}

/** Documents, money and messages, as far as two histories to one end have them in common. */
async function leftOf(storage: Storage, tenant: string, billing: Billing) {
  const invoices = await listAll((page) => billing.invoices.list({}, page))
  const messages = (account: string) => storage.transaction(tenant, ({ outbox }) => outbox.read(account, { limit: 1_000 }))
  return {
    invoices: invoices.map(({ number, account, contentHash, totals }) => `${number} ${account} ${contentHash} ${totals.gross}`),
    balances: await Promise.all(accounts.map((account) => billing.ledger.balances(account))),
    accrued: await billing.ledger.balance({ role: 'accrued_receivable', account: 'acme' }),
    told: (await Promise.all(accounts.map(messages))).map((entries) => entries.map(({ topic }) => topic)),
    mismatches: (await billing.reconciliation.run()).mismatches,
  }
}

/** A clock that goes back by weeks, twice: between two steps of a run, and behind it. What time brings is asked for while it is wrong. */
export async function clockGoesBack(storage: Storage, tenant: string, isFaulty: boolean) {
  const { billing, clock } = await tenantOf(storage, tenant)
  const wrongTime = async (): Promise<void> => {
    if (!isFaulty) return
    const { time } = clock
    clock.time = '2026-10-10T00:00:00.000000Z'
    for (const job of ['accrue', 'correct', 'overdue', 'after-ingest'] as const) await billing.jobs.run(job)
    await billing.windows.sealDue()
    await billing.runs.step('october', { limit: 1 })
    clock.time = time
  }
  clock.time = '2026-11-02T00:00:00.000000Z'
  await billing.runs.start({ key: 'october', period: '2026-10', mode: 'commit' })
  await billing.runs.step('october')
  await billing.runs.step('october', { limit: 1 })
  await wrongTime()
  await billing.runs.complete('october')
  // Whoever was looked at by the wrong clock had no period that was over.
  await billing.runs.retry({ key: 'again', run: 'october' })
  await billing.runs.complete('october')
  await wrongTime()
  const left = await leftOf(storage, tenant, billing)
  return { ...left, told: left.told.map((topics) => topics.filter((topic) => topic !== 'window.sealed')) }
}

/** A consumer that throws at every other message, and takes it the next time. */
export async function consumerThrows(storage: Storage, tenant: string, isFaulty: boolean) {
  const { billing, clock } = await tenantOf(storage, tenant)
  clock.time = '2026-11-02T00:00:00.000000Z'
  for (const account of accounts) await billing.invoices.issue({ key: account, account, period: '2026-10' })
  const taken: string[] = []
  const refused = new Set<string>()
  const receive = async ({ id, account, topic, sequence }: { readonly id: string; readonly account: string; readonly topic: string; readonly sequence: number }): Promise<void> => {
    if (isFaulty && sequence % 2 === 1 && !refused.has(id)) {
      refused.add(id)
      throw new Error('the consumer is broken')
    }
    taken.push(`${account} ${sequence} ${topic}`)
  }
  let rounds = 0
  for (let stuck = 1; stuck > 0; rounds += 1) stuck = (await billing.outbox.deliver({ consumer: 'crm', receive })).stuck.length
  return { taken: taken.sort(), hasWaited: rounds > 1, left: await leftOf(storage, tenant, billing) }
}

/** A process that dies between an ingest and the end of the run that it begins, at one call of a store. */
export async function diesAfterIngest(storage: Storage, tenant: string, diesAt: number | undefined) {
  const { billing, billingOver } = await tenantOf(storage, tenant)
  await billing.jobs.run('after-ingest')
  await use(billing, 'second', '2026-10-15T09:00:00Z')
  if (diesAt !== undefined) await billingOver(endingAt(storage, diesAt)).jobs.run('after-ingest').catch(() => undefined)
  await billing.jobs.run('after-ingest')
  return leftOf(storage, tenant, billing)
}

/** Storage of a process that ends at its nth call: what was not committed is rolled back. */
function endingAt(storage: Storage, place: number): Storage {
  let calls = 0
  const ending = <S extends object>(store: S): S =>
    new Proxy(store, {
      get: (target, member) => {
        const method: unknown = Reflect.get(target, member)
        if (typeof method !== 'function' || member === 'scan') return method
        return (...args: readonly unknown[]) => {
          calls += 1
          return calls < place ? (Reflect.apply(method, target, args) as unknown) : Promise.reject(new Error('the process ends here'))
        }
      },
    })
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(new Proxy(stores, { get: (target, name: keyof Stores) => ending(target[name]) }))) }
}
