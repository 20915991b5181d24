import * as fc from 'fast-check'
import { fail, isFarthingError } from '@farthing/core'
import { taxFromRates, type TaxRateBook } from '@farthing/ledger'
import { listAll, type Storage, type Stores, type TaxProvider } from '@farthing/ports'
import { count, createBilling, defineCatalog, flat, perUnit, plan, type RunSummary } from '../src/index.js'

/*
 * Two months of a few accounts, billed by runs, with faults at any call of a store and any question to the tax provider. What comes of it must be what comes of it
 * without faults, whatever failed and however often.
 */

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '0.333') }),
    weekly: plan({ currency: 'EUR', every: 'week' }, { calls: perUnit('calls', '0.25') }),
    usd: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '1.5') }),
  },
})
const rates: TaxRateBook = { name: 'own', version: '1', defaultCategory: 'saas', rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] }
const quote = taxFromRates(rates)
const plans = ['api', 'weekly', 'usd'] as const

/** What fails: `down` before the call, `ends` with the whole process at it, `unknown` behind the commit of its transaction, `tax` at the question instead of a call. */
interface Fault {
  readonly kind: 'down' | 'ends' | 'unknown' | 'tax'
  /** Calls, or questions, after the fault before. */
  readonly after: number
}

interface Use {
  readonly account: number
  readonly day: number
  readonly calls: number
}

/** What happens in two months. */
export interface Months {
  readonly accounts: readonly (typeof plans)[number][]
  readonly october: readonly Use[]
  readonly lateOctober: readonly Use[]
  readonly november: readonly Use[]
  /** Processes that work on each run at the same time. */
  readonly processes: number
  readonly faults: readonly Fault[]
}

const use = fc.record({ account: fc.nat({ max: 2 }), day: fc.integer({ min: 1, max: 28 }), calls: fc.integer({ min: 1, max: 5 }) })
const fault = fc.record({ kind: fc.constantFrom('down', 'ends', 'unknown', 'tax'), after: fc.integer({ min: 1, max: 60 }) })

export const arbitraryMonths: fc.Arbitrary<Months> = fc.record({
  accounts: fc.array(fc.constantFrom(...plans), { minLength: 1, maxLength: 3 }),
  october: fc.array(use, { maxLength: 4 }),
  lateOctober: fc.array(use, { maxLength: 2 }),
  november: fc.array(use, { maxLength: 3 }),
  processes: fc.integer({ min: 1, max: 2 }),
  faults: fc.array(fault, { maxLength: 6 }),
})

/** What comes of two months: of each document what it says, of each account what it owes, and what was earned. Which number went to which document is not asked. */
export async function billMonths(storage: Storage, tenant: string, months: Months): Promise<unknown> {
  const world = faultyWorld(storage, months.faults)
  const billingAt = (now: string) => createBilling({ catalog, storage: world.storage(), clock: { now: () => now }, tenant, seller: { name: 'Seller', jurisdiction: 'DE' }, tax: world.tax })
  const calm = createBilling({ catalog, storage, clock: { now: () => '2026-10-01T00:00:00.000000Z' }, tenant })
  for (const [index, name] of months.accounts.entries()) {
    const id = `a${index}`
    const currency = name === 'usd' ? 'USD' : 'EUR'
    await calm.accounts.put({ key: id, account: { id, kind: 'customer', currency, zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
    await calm.subscriptions.start({ key: id, account: id, plan: name, from: '2026-10-01', zone: 'UTC' })
  }
  const take = (uses: readonly Use[], month: string, tag: string) => calm.events.ingest(uses.flatMap((each, index) => eventsOf(each, months, `2026-${month}`, `${tag}${index}`)))
  await take(months.october, '10', 'o')
  const summaries = [await finish(billingAt, '2026-11-02T00:00:00.000000Z', { key: 'october', from: '2026-09-30', to: '2026-11-01' }, months)]
  await take(months.lateOctober, '10', 'l')
  await take(months.november, '11', 'n')
  summaries.push(await finish(billingAt, '2026-12-02T00:00:00.000000Z', { key: 'november', from: '2026-11-01', to: '2026-12-01' }, months))
  return resultOf(storage, tenant, summaries)
}

function eventsOf({ account, day, calls }: Use, { accounts }: Months, month: string, tag: string) {
  const subject = `a${account % accounts.length}`
  return Array.from({ length: calls }, (_, index) => ({ id: `${tag}/${index}`, source: 'api', type: 'api.call', subject, time: `${month}-${String(day).padStart(2, '0')}T09:00:00Z`, data: {} }))
}

type Start = { readonly key: string; readonly from: string; readonly to: string }
const mostAttempts = 40

/** Works a run to its end, by as many processes as often as it takes: once for each fault, and a few more (P-LIVE). */
async function finish(billingAt: (now: string) => ReturnType<typeof createBilling>, now: string, start: Start, { processes }: Months): Promise<RunSummary> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const outcomes = await Promise.all(Array.from({ length: processes }, async () => {
      try {
        const billing = billingAt(now)
        const { id } = await billing.runs.start({ mode: 'commit', partSize: 2, ...start })
        const summary = await billing.runs.complete(id, { concurrency: 2 })
        if (summary.held.length === 0 && summary.run.status === 'ended') return summary
        await billing.runs.retry({ key: `${id} ${attempt}`, run: id })
      } catch (error) {
        if (!(error instanceof ProcessEnds) && !(isFarthingError(error) && error.code.startsWith('storage.'))) throw error
      }
      return undefined
    }))
    const summary = outcomes.find((outcome) => outcome !== undefined)
    if (summary !== undefined) return summary
  }
  throw new Error(`a run is not over after ${mostAttempts} attempts`)
}

async function resultOf(storage: Storage, tenant: string, summaries: readonly RunSummary[]): Promise<unknown> {
  const billing = createBilling({ catalog, storage, clock: { now: () => '2026-12-02T00:00:00.000000Z' }, tenant })
  const invoices = await listAll((page) => billing.invoices.list({}, page))
  const records = await listAll((page) => billing.corrections.list({}, page))
  const accounts = [...new Set(invoices.map(({ account }) => account))].sort()
  return {
    invoices: invoices.map(({ account, from, to, contentHash, totals }) => `${account} ${from} ${to} ${contentHash} ${totals.gross}`).sort(),
    // Gapless over both: a supplementary invoice has a number of the invoices.
    numbers: [...invoices.map(({ number }) => number), ...records.flatMap(({ note }) => note?.number ?? [])].sort(),
    corrections: records.map(({ correction, note }) => `${correction?.totals.gross ?? ''} ${note?.kind ?? ''}`).filter((text) => text !== ' ').sort(),
    balances: await Promise.all(accounts.map(async (account) => [account, await billing.ledger.balances(account)])),
    earned: await billing.ledger.balance({ role: 'revenue' }),
    totals: summaries.map(({ totals }) => totals),
    mismatches: (await billing.reconciliation.run()).mismatches,
  }
}

class ProcessEnds extends Error {}

/** A storage and a tax provider in which faults come one after another, at calls that are counted over all processes. */
function faultyWorld(storage: Storage, faults: readonly Fault[]) {
  const waiting = [...faults]
  let [calls, questions] = [0, 0]
  const due = (kinds: readonly Fault['kind'][], counted: number): Fault['kind'] | undefined => {
    const next = waiting[0]
    if (next === undefined || !kinds.includes(next.kind) || counted < next.after) return undefined
    waiting.shift()
    ;[calls, questions] = [0, 0]
    return next.kind
  }
  const tax: TaxProvider = {
    name: 'own',
    quote: async (request) => {
      questions += 1
      // Where no question comes for long, the fault is that of no question.
      if (due(['tax'], questions) !== undefined) throw new TypeError('fetch failed')
      return quote(request)
    },
  }
  /** The storage as one process has it. */
  const ofProcess = (): Storage => {
    const process = { hasEnded: false }
    return {
      transaction: async (tenant, work) => {
        const transaction = { isLost: false }
        const result = await storage.transaction(tenant, (stores) => work(watched(stores, async (call) => {
          if (process.hasEnded) throw new ProcessEnds()
          calls += 1
          const kind = due(['down', 'ends', 'unknown'], calls)
          if (kind === 'down') fail('storage.unavailable', { field: 'storage', because: 'does not answer' })
          if (kind === 'ends') {
            process.hasEnded = true
            throw new ProcessEnds()
          }
          if (kind === 'unknown') transaction.isLost = true
          return call()
        })))
        if (transaction.isLost) fail('storage.outcome_unknown', { field: 'storage', because: 'did not answer a commit' })
        return result
      },
    }
  }
  return { storage: ofProcess, tax }
}

function watched(stores: Stores, step: (call: () => unknown) => Promise<unknown>): Stores {
  const watchedStore = <S extends object>(name: keyof Stores, store: S): S =>
    new Proxy(store, {
      get: (target, member) => {
        const method: unknown = Reflect.get(target, member)
        if (typeof method !== 'function' || (name === 'events' && member === 'scan')) return method
        return (...args: readonly unknown[]) => step(() => Reflect.apply(method, target, args) as unknown)
      },
    })
  return new Proxy(stores, { get: (target, name: keyof Stores) => watchedStore(name, target[name]) })
}
