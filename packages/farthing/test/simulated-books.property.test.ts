import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { memory, mockPayments } from '@farthing/adapters-memory'
import { isFarthingError, parseInstant, type Money } from '@farthing/core'
import { hledgerJournal, trialBalance, type LedgerTransaction } from '@farthing/ledger'
import { listAll, type Storage } from '@farthing/ports'
import { expect, it } from 'vitest'
import { count, createBilling, defineCatalog, flat, perUnit, plan } from '../src/index.js'

/*
 * L-ZERO, L-APPEND, L-ORACLE and no false alarm: whatever commands an account sees, in whatever order, its books balance and only grow, its records agree, its
 * chain holds, and hledger has the balances that we have. 250 runs: each is a whole life of an account, through every layer.
 */

const runs = 250
const catalog = defineCatalog({
  products: { seats: { name: 'Seats' }, api: { name: 'API' } },
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('20.00', { product: 'seats' }), calls: perUnit('calls', '0.333', { product: 'api' }) }) },
})
const eur = (amountMinor: number): Money => ({ amount: (amountMinor / 100).toFixed(2) as `${number}`, currency: 'EUR' })

const plain = ['accrue', 'issue', 'late', 'void', 'close', 'seal', 'expire', 'voidCredit'] as const
const ofMoney = ['receive', 'credit', 'adjust', 'writeOff', 'refund', 'hold', 'post', 'grant', 'sell', 'sellUnapplied', 'contest', 'checkout'] as const
const kinds: readonly Step['do'][] = ['use', ...plain, ...ofMoney]

type Step =
  | { readonly do: 'use'; readonly day: number; readonly calls: number }
  | { readonly do: (typeof plain)[number] }
  | { readonly do: (typeof ofMoney)[number]; readonly minor: number }

const minor = fc.integer({ min: 1, max: 9_000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('use' as const), day: fc.integer({ min: 1, max: 28 }), calls: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...plain) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...ofMoney), minor }) },
)
/** Steps of three months, by month. */
const month = fc.tuple(fc.boolean(), fc.array(step, { maxLength: 9 })).map(([isBilled, steps]): readonly Step[] => (isBilled ? [{ do: 'issue' }, ...steps] : steps))
const life = fc.array(month, { minLength: 1, maxLength: 3 })

function openBooks(tenant: string) {
  const storage = memory()
  let now = '2026-01-01T00:00:00.000000Z'
  const clock = { now: () => now }
  const mock = mockPayments({ clock })
  const at = (time: string) => {
    now = parseInstant(time)
    return createBilling({ catalog, storage, clock, tenant, paymentProviders: [mock.provider] })
  }
  return { storage, mock, at, tenant }
}

type Books = ReturnType<typeof openBooks>
type Billing = ReturnType<Books['at']>

interface Turn {
  readonly billing: Billing
  readonly mock: Books['mock']
  /** Of the month that is open, such as `2026-01`. */
  readonly month: string
  readonly before: string
  readonly key: string
}

async function play({ billing, mock, month, before, key }: Turn, step: Step): Promise<unknown> {
  const account = 'acme'
  const latest = async () => (await listAll((page) => billing.invoices.list({ account }, page))).at(-1)
  const paid = async () => {
    const session = (await billing.payments.list({ account })).items.at(-1)
    const settlement = session && (await billing.payments.get(session.id))?.settlements[0]
    return { provider: session?.provider ?? '', payment: settlement?.payment ?? '' }
  }
  switch (step.do) {
    case 'use': {
      const time = `${month}-${String(step.day).padStart(2, '0')}T00:00:00Z`
      return billing.events.ingest(Array.from({ length: step.calls }, (_, index) => ({ id: `${key}/${index}`, source: 'api', type: 'api.call', subject: account, time, data: {} })))
    }
    case 'accrue':
      return billing.accruals.accrue({ key, run: (await billing.rating.run({ key, account, period: month })).id })
    case 'issue':
      return billing.invoices.issue({ key, account, period: before })
    case 'late':
      return billing.corrections.takeLate()
    case 'void':
      return billing.invoices.transition({ key, invoice: (await latest())?.id ?? '', cause: 'void', reason: 'wrong' })
    case 'close':
      return billing.ledger.close({ key, period: before })
    case 'seal':
      return billing.ledger.seal()
    case 'expire':
      return billing.holds.expire()
    case 'receive':
      return billing.payments.receive({ key, account, provider: 'bank', payment: key, amount: eur(step.minor) })
    case 'checkout': {
      const { session } = await billing.payments.start({ key, account, provider: 'mock', amount: eur(step.minor), returnUrl: 'https://host.example' })
      mock.pay(session.providerSession ?? '')
      for (const { body, signature } of mock.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
      return undefined
    }
    case 'credit': {
      const invoice = await latest()
      return billing.corrections.credit({ key, invoice: invoice?.id ?? '', lines: [{ line: invoice?.lines[0]?.id ?? '', amount: eur(step.minor).amount }], reason: 'goodwill' })
    }
    case 'adjust':
      return billing.ledger.adjust({ key, account, amount: eur(step.minor), reason: 'setup' })
    case 'writeOff':
      return billing.ledger.writeOff({ key, document: (await latest())?.id ?? '', reason: 'insolvency' })
    case 'grant':
      return billing.credits.grant({ key, account, kind: 'paid', ...eur(step.minor), reason: 'bought' })
    case 'sell':
      return billing.credits.sell({ key, account, provider: step.minor % 2 === 0 ? 'mock' : 'bank', payment: key, amount: eur(step.minor) })
    case 'sellUnapplied':
      return billing.credits.sell({ key, account, ...(await paid()), amount: eur(step.minor) })
    case 'voidCredit':
      return billing.credits.void({ key, grant: (await listAll((page) => billing.credits.list({ account }, page))).at(-1)?.id ?? '' })
    case 'hold':
      return billing.holds.place({ key, account, amount: eur(step.minor), expiresAt: '2026-03-20T00:00:00Z', floor: eur(-100_000) })
    case 'post':
      return billing.holds.post({ key, hold: (await billing.holds.list({ status: 'pending' })).items[0]?.id ?? '', reason: 'image' })
    case 'refund': {
      const { id } = await billing.refunds.request({ key, ...(await paid()), amount: eur(step.minor), reason: 'goodwill', policy: 'any' })
      await billing.refunds.approve({ key: `${key}/a`, refund: id })
      return billing.refunds.send({ key: `${key}/s`, refund: id, providerRefund: key })
    }
    case 'contest': {
      mock.contest((await paid()).payment, { amount: eur(step.minor) })
      for (const { body, signature } of mock.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
      return undefined
    }
  }
}

/** A command that does not fit is refused with a code; anything else is a defect. */
async function live(books: Books, months: readonly (readonly Step[])[], played: Map<string, number>): Promise<Billing> {
  let written = new Set<string>()
  await books.at('2026-01-01T00:00:00Z').subscriptions.start({ key: 's', account: 'acme', plan: 'pro', from: '2026-01-01', zone: 'UTC' })
  for (const [index, steps] of months.entries()) {
    for (const [place, step] of steps.entries()) {
      const day = String(2 + place * 2).padStart(2, '0')
      const turn = { ...books, billing: books.at(`2026-0${index + 2}-${day}T00:00:00Z`), month: `2026-0${index + 2}`, before: `2026-0${index + 1}`, key: `${index}/${place}` }
      try {
        await play(turn, step)
        played.set(step.do, (played.get(step.do) ?? 0) + 1)
      } catch (error) {
        if (!isFarthingError(error) && !isMockRefusal(error)) throw error
      }
    }
    const now = await rowsOf(books)
    // Every row of the last look is there still, byte for byte.
    expect([...written].filter((row) => !now.has(row))).toEqual([])
    written = now
  }
  return books.at('2026-06-01T00:00:00Z')
}

/** What is recorded of the book and of documents, as text. */
async function rowsOf({ storage, tenant }: Books): Promise<Set<string>> {
  const documents = await storage.transaction(tenant, (stores) => listAll((page) => stores.documents.list({}, page)))
  return new Set([...(await bookOf(storage, tenant)), ...documents].map((row) => JSON.stringify(row)))
}

function isMockRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('there is no ')
}

const bookOf = (storage: Storage, tenant: string): Promise<readonly LedgerTransaction[]> => storage.transaction(tenant, ({ ledger }) => listAll((page) => ledger.list(page)))

const hledgerMissing = spawnSync('hledger', ['--version']).status !== 0

function hledger(args: readonly string[], journal: string): string {
  const { stdout, stderr } = spawnSync('hledger', ['-f', '-', ...args], { input: journal, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return `${stdout}${stderr}`
}

it(`simulated accounts have books that balance, agree with every other record, hold in their chain, and pass hledger${hledgerMissing ? ' (which is not installed: not asked)' : ''}`, async () => {
  const played = new Map<string, number>()
  const all: LedgerTransaction[] = []
  let number = 0
  await fc.assert(
    fc.asyncProperty(life, async (months) => {
      // A tenant of its own, so that every transaction of every life has its own id in the journal of all.
      const books = openBooks(`tenant-${(number += 1)}`)
      const billing = await live(books, months, played)
      const { mismatches } = await billing.reconciliation.run()
      expect(mismatches).toEqual([])
      const book = await bookOf(books.storage, books.tenant)
      expect(trialBalance(book).reduce((sum, { balanceMinor }) => sum + BigInt(balanceMinor), 0n)).toBe(0n)
      await billing.ledger.seal()
      expect(await billing.ledger.verify({ anchors: [await billing.ledger.head()] })).toMatchObject({ verified: true, unchained: [] })
      all.push(...book)
    }),
    { numRuns: runs },
  )
  for (const kind of kinds) expect(played.get(kind), `${kind} was never carried out`).toBeGreaterThan(0)
  if (hledgerMissing) return
  const journal = [...hledgerJournal(all)].join('')
  expect(hledger(['-s', 'check', 'accounts', 'balancednoautoconversion', 'assertions', 'ordereddates'], journal)).toBe('')
  const listed = hledger(['balance', '--flat', '--no-total', '--empty', '--output-format=csv'], journal).trim().split('\n').slice(1)
  const theirs = listed.map((line) => line.split(',')[1]?.replaceAll('"', '').replace(' EUR', '').replace('.', '') ?? '')
  const ours = trialBalance(all).map(({ balanceMinor }) => balanceMinor)
  expect(theirs.map(BigInt).sort(byValue)).toEqual(ours.map(BigInt).sort(byValue))
})

const byValue = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
