import { compareBytes } from '@farthing/core'
import type { LedgerAccount, LedgerEntry, LedgerTransaction } from '@farthing/ledger'
import type { LedgerBalance } from '../ledger-store.js'
import type { PageRequest } from '../page.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { sampleTransaction } from './sample-transaction.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type LedgerStorage = Storage<Pick<Stores, 'ledger'>>
type LedgerCase = SuiteCase<StorageFactory<'ledger'>>

const receivable: LedgerAccount = { role: 'receivable', account: 'acme' }
const revenue: LedgerAccount = { role: 'revenue', routing: 'tokens' }

function entry(account: LedgerAccount, amountMinor: string, currency = 'EUR'): LedgerEntry {
  return { account, currency, amountMinor }
}

function posted(about: Partial<Omit<LedgerTransaction, 'kind'>> & { readonly name?: string } = {}): LedgerTransaction {
  const { name = 'first', ...fields } = about
  return sampleTransaction(name, { entries: [entry(receivable, '5000'), entry(revenue, '-5000')], ...fields })
}

const put = (storage: LedgerStorage, transaction: LedgerTransaction) => storage.transaction('tenant', (stores) => stores.ledger.put(transaction))

async function expectBalance(storage: LedgerStorage, account: LedgerAccount, expected: readonly LedgerBalance[]): Promise<void> {
  const balance = await storage.transaction('tenant', (stores) => stores.ledger.balance(account))
  expectSame(balance, expected, `balance of ${JSON.stringify(account)}`)
}

const guards: readonly LedgerCase[] = [
  storageCase('a transaction counts once, however often it is put; other content under its id is a conflict', async (storage) => {
    for (let run = 0; run < 3; run += 1) await put(storage, posted())
    await expectFailure('storage.conflict', 'other content', () => put(storage, posted({ bookedAt: minute(0) })))
    await expectBalance(storage, receivable, [{ currency: 'EUR', amountMinor: '5000' }])
  }),

  storageCase('the same transaction at the same time counts once', async (storage) => {
    await Promise.all([1, 2, 3, 4, 5].map(() => put(storage, posted())))
    await expectBalance(storage, receivable, [{ currency: 'EUR', amountMinor: '5000' }])
  }),

  storageCase('entries that do not sum to zero in each currency are refused', async (storage) => {
    const unbalanced = [
      [entry(receivable, '5000'), entry(revenue, '-4999')],
      [entry(receivable, '5000'), entry(revenue, '-5000', 'USD')],
      [entry(receivable, '5000')],
      [entry(receivable, '90071992547409930'), entry(revenue, '-90071992547409931')],
    ]
    for (const entries of unbalanced) await expectFailure('ledger.unbalanced', JSON.stringify(entries), () => put(storage, posted({ entries })))
    await expectBalance(storage, receivable, [])
  }),

  storageCase('amounts that are no canonical, non-zero integers of at most 38 digits are refused', async (storage) => {
    const amounts = ['NaN', 'Infinity', '0', '-0', '', ' 1', '1.5', '1.0', '01', '+1', '1e3', '0x10', '\u0661', '1'.repeat(39)]
    for (const amount of amounts) {
      const entries = [entry(receivable, amount), entry(revenue, `-${amount}`)]
      await expectFailure('ledger.entry_invalid', `an amount of ${JSON.stringify(amount)}`, () => put(storage, posted({ entries })))
    }
    await expectBalance(storage, receivable, [])
  }),

  storageCase('many are kept in one step: new ones, known ones, and one that stands twice', async (storage) => {
    const many = Array.from({ length: 300 }, (_, index) => posted({ name: `m${index}`, entries: [entry(receivable, String(index + 1)), entry(revenue, String(-index - 1))] }))
    await put(storage, posted({ name: 'm7', entries: [entry(receivable, '8'), entry(revenue, '-8')] }))
    await storage.transaction('tenant', (stores) => stores.ledger.putAll([...shuffle(many, pseudoRandom(6)), ...many.slice(0, 3)]))
    await storage.transaction('tenant', (stores) => stores.ledger.putAll([]))
    await expectBalance(storage, receivable, [{ currency: 'EUR', amountMinor: '45150' }])
    await storage.transaction('tenant', async (stores) => {
      for (const one of many.slice(0, 20)) expectSame(await stores.ledger.get(one.id), one, 'one of many')
    })
  }),

  storageCase('one of many that is refused leaves none of them', async (storage) => {
    await put(storage, posted())
    const others = [posted({ name: 'x' }), posted({ name: 'y' })]
    const refused = [
      ['storage.conflict', posted({ bookedAt: minute(0) })],
      ['ledger.unbalanced', posted({ name: 'z', entries: [entry(receivable, '1')] })],
      ['ledger.entry_invalid', posted({ name: 'z', entries: [entry(receivable, 'NaN'), entry(revenue, '-1')] })],
      ['storage.tenant_mismatch', posted({ name: 'z', tenant: 'other' })],
      ['storage.conflict', posted({ name: 'x', reference: 'another' })],
    ] as const
    for (const [code, bad] of refused) {
      await expectFailure(code, `many with a bad one: ${code}`, () => storage.transaction('tenant', (stores) => stores.ledger.putAll([...others, bad])))
    }
    await expectBalance(storage, receivable, [{ currency: 'EUR', amountMinor: '5000' }])
  }),

  storageCase('a transaction that names another tenant is refused', async (storage) => {
    await expectFailure('storage.tenant_mismatch', 'the put', () => put(storage, posted({ tenant: 'other' })))
  }),
]

const balances: readonly LedgerCase[] = [
  storageCase('a balance is the exact sum of all entries, for each currency that has any, ordered by currency', async (storage) => {
    const huge = '9'.repeat(38)
    await put(storage, posted({ name: 'a' }))
    await put(storage, posted({ name: 'b', entries: [entry(receivable, '-2000'), entry(receivable, '-3000'), entry(revenue, '5000')] }))
    await put(storage, posted({ name: 'c', entries: [entry(receivable, '7', 'USD'), entry(revenue, '-7', 'USD')] }))
    for (const name of ['d', 'e']) await put(storage, posted({ name, entries: [entry(receivable, huge, 'JPY'), entry(revenue, `-${huge}`, 'JPY')] }))
    const twice = `1${'9'.repeat(37)}8`
    await expectBalance(storage, receivable, [
      { currency: 'EUR', amountMinor: '0' },
      { currency: 'JPY', amountMinor: twice },
      { currency: 'USD', amountMinor: '7' },
    ])
    await expectBalance(storage, revenue, [
      { currency: 'EUR', amountMinor: '0' },
      { currency: 'JPY', amountMinor: `-${twice}` },
      { currency: 'USD', amountMinor: '-7' },
    ])
  }),

  storageCase('an account is matched as a whole: role, account and routing, present or absent', async (storage) => {
    const accounts: readonly LedgerAccount[] = [
      { role: 'revenue' },
      { role: 'revenue', account: 'x' },
      { role: 'revenue', routing: 'x' },
      { role: 'revenue', account: 'x', routing: 'x' },
      { role: 'tax_payable', account: 'x', routing: 'x' },
      { role: 'revenue', account: 'X' },
      { role: 'revenue', account: '' },
    ]
    const entries = accounts.map((account, index) => entry(account, String(index + 1)))
    await put(storage, posted({ entries: [...entries, entry(receivable, '-28')] }))
    for (const [index, account] of accounts.entries()) await expectBalance(storage, account, [{ currency: 'EUR', amountMinor: String(index + 1) }])
    await expectBalance(storage, { role: 'cash_rounding' }, [])
  }),

  storageCase('a rollback takes its entries out of the balance, and other tenants never are in it', async (storage) => {
    await inRolledBack(storage, 'tenant', (stores) => stores.ledger.put(posted()))
    await storage.transaction('other', (stores) => stores.ledger.put(posted({ tenant: 'other' })))
    await expectBalance(storage, receivable, [])
    await storage.transaction('tenant', async (stores) => {
      await stores.ledger.put(posted())
      expectSame(await stores.ledger.balance(receivable), [{ currency: 'EUR', amountMinor: '5000' }], 'its own entries before the commit')
    })
  }),
]

const lists: readonly LedgerCase[] = [
  storageCase('the list comes in pages, by booking time and then id, without other tenants', async (storage) => {
    const transactions = Array.from({ length: 12 }, (_, index) => posted({ name: `t${index}`, bookedAt: minute(100 - Math.floor(index * 0.25)) }))
    await storage.transaction('tenant', async (stores) => {
      for (const one of shuffle(transactions, pseudoRandom(4))) await stores.ledger.put(one)
    })
    await storage.transaction('other', (stores) => stores.ledger.put(posted({ tenant: 'other' })))
    const ordered = [...transactions].sort((a, b) => compareBytes(a.bookedAt, b.bookedAt) || compareBytes(a.id, b.id))
    await expectPages((page) => storage.transaction('tenant', (stores) => stores.ledger.list(page)), ordered, 'the list')
    await expectPages((page) => storage.transaction('empty', (stores) => stores.ledger.list(page)), [], 'the list of another tenant')
  }),

  storageCase('the transactions of a billing account come in pages, each once, in the same order', async (storage) => {
    const of = (account: string, name: string, at: number) => posted({ name, bookedAt: minute(at), entries: [entry({ role: 'receivable', account }, '5'), entry({ role: 'customer_credit', account, routing: 'x' }, '-5')] })
    const acme = ['a', 'b', 'c', 'd', 'e'].map((name, index) => of('acme', name, 9 - index))
    const others = [of('Acme', 'f', 3), posted({ name: 'g', entries: [entry({ role: 'cash', routing: 'acme' }, '5'), entry({ role: 'revenue' }, '-5')] })]
    await storage.transaction('tenant', async (stores) => {
      for (const one of shuffle([...acme, ...others], pseudoRandom(5))) await stores.ledger.put(one)
    })
    await storage.transaction('other', (stores) => stores.ledger.put({ ...of('acme', 'h', 1), tenant: 'other' }))
    const listOf = (account: string) => (page?: PageRequest) => storage.transaction('tenant', (stores) => stores.ledger.listOfAccount(account, page))
    await expectPages(listOf('acme'), [...acme].reverse(), 'the list of an account')
    await expectPages(listOf('nobody'), [], 'the list of an account without entries')
  }),

  storageCase('lists are narrowed by the time of booking: from the first instant, and not at the last', async (storage) => {
    const at = [3, 1, 4, 2].map((minutes) => posted({ name: `t${minutes}`, bookedAt: minute(minutes) }))
    const ofAcme = [5, 2].map((minutes) => posted({ name: `a${minutes}`, bookedAt: minute(minutes), entries: [entry({ role: 'receivable', account: 'narrowed' }, '5'), entry({ role: 'revenue' }, '-5')] }))
    await storage.transaction('tenant', async (stores) => {
      for (const one of [...at, ...ofAcme]) await stores.ledger.put(one)
    })
    const when = { since: minute(2), until: minute(4) }
    const ordered = [...at, ...ofAcme].sort((a, b) => compareBytes(a.bookedAt, b.bookedAt) || compareBytes(a.id, b.id)).filter(({ bookedAt }) => bookedAt >= when.since && bookedAt < when.until)
    await expectPages((page) => storage.transaction('tenant', (stores) => stores.ledger.list(page, when)), ordered, 'the list of a time')
    await expectPages((page) => storage.transaction('tenant', (stores) => stores.ledger.listOfAccount('narrowed', page, when)), ofAcme.slice(1), 'the list of an account and a time')
  }),

  storageCase('limits and cursors that are none are refused', async (storage) => {
    await expectRefusedPages((page) => storage.transaction('tenant', (stores) => stores.ledger.list(page)))
    await expectRefusedPages((page) => storage.transaction('tenant', (stores) => stores.ledger.listOfAccount('acme', page)))
  }),
]

export const ledgerProbe: RecordProbe<'ledger', LedgerTransaction> = {
  store: 'ledger',
  record: (text, tenant) => {
    const [debit, credit] = [entry({ role: 'receivable', account: text, routing: text }, '1'), entry({ role: 'revenue', routing: text }, '-1')]
    const texts = { key: text, actor: text, correlation: text, cause: text, corrects: text }
    return posted({ name: text, tenant, ...texts, entries: [{ ...debit, item: text }, credit] })
  },
  write: (ledger, record) => ledger.put(record),
  read: (ledger, { id }) => ledger.get(id),
}

/** The contract of `LedgerStore`. */
export const ledgerStoreSuite: Suite<StorageFactory<'ledger'>> = {
  name: 'ledger store',
  cases: [...recordCases(ledgerProbe), ...guards, ...balances, ...lists],
}
