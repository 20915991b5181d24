import { compareBytes, instantOfLocal } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import type { DocumentFilter } from '../document-store.js'
import type { PageRequest } from '../page.js'
import type { Storage, Stores } from '../storage.js'
import { documentNumberCases } from './document-number-cases.js'
import { documentJournalCases } from './document-journal-cases.js'
import { documentEvidenceCases } from './document-evidence-cases.js'
import { minute, october } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { sampleInvoice } from './sample-invoice.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type DocumentStorage = Storage<Pick<Stores, 'documents'>>
type DocumentCase = SuiteCase<StorageFactory<'documents'>>

const put = (storage: DocumentStorage, invoice: IssuedInvoice) => storage.transaction('tenant', (stores) => stores.documents.put(invoice))
const get = (storage: DocumentStorage, { id }: IssuedInvoice) => storage.transaction('tenant', (stores) => stores.documents.get(id))

const invoice = sampleInvoice()

const uniqueness: readonly DocumentCase[] = [
  storageCase('the same invoice again is a no-op; other content under its id is a conflict', async (storage) => {
    for (let run = 0; run < 2; run += 1) await put(storage, invoice)
    await expectFailure('storage.conflict', 'other content', () => put(storage, sampleInvoice({ description: 'Other tokens' })))
    expectSame(await get(storage, invoice), invoice, 'the invoice')
  }),

  storageCase('one invoice for each account, currency and period', async (storage) => {
    await put(storage, invoice)
    const again = sampleInvoice({ id: 'other', number: '2' })
    await expectFailure('storage.conflict', 'the same period under another id and number', () => put(storage, again))
    const others = [{ account: 'globex' }, { currency: 'USD' }, { from: minute(1) }, { to: minute(1) }]
    for (const [index, other] of others.entries()) await put(storage, sampleInvoice({ ...other, number: String(index + 2) }))
  }),

  storageCase('one invoice for each number of a series', async (storage) => {
    await put(storage, invoice)
    await expectFailure('storage.conflict', 'the same number', () => put(storage, sampleInvoice({ account: 'globex' })))
    await put(storage, sampleInvoice({ account: 'globex', series: 'DE' }))
    await put(storage, sampleInvoice({ account: 'initech', number: '01' }))
  }),

  storageCase('an invoice that is refused takes no key', async (storage) => {
    await put(storage, invoice)
    await expectFailure('storage.conflict', 'the number is taken', () => put(storage, sampleInvoice({ account: 'globex' })))
    await put(storage, sampleInvoice({ account: 'globex', number: '2' }))
  }),

  storageCase('many are kept in one step: new ones, known ones, and one that stands twice', async (storage) => {
    const many = Array.from({ length: 120 }, (_, index) => sampleInvoice({ account: `a${index}`, number: String(index), description: `"\\${index}` }))
    await put(storage, many[7] ?? invoice)
    await storage.transaction('tenant', (stores) => stores.documents.putAll([...shuffle(many, pseudoRandom(6)), ...many.slice(0, 3)]))
    await storage.transaction('tenant', (stores) => stores.documents.putAll([]))
    for (const one of many.slice(0, 20)) expectSame(await get(storage, one), one, 'one of many')
  }),

  storageCase('one of many that is refused leaves none of them', async (storage) => {
    await put(storage, invoice)
    const others = [sampleInvoice({ account: 'x', number: '2' }), sampleInvoice({ account: 'y', number: '3' })]
    const refused = [
      ['storage.conflict', sampleInvoice({ description: 'Other tokens' })],
      ['storage.conflict', sampleInvoice({ account: 'x', number: '2', description: 'Other tokens' })],
      ['storage.conflict', sampleInvoice({ account: 'z', number: '1' })],
      ['storage.conflict', sampleInvoice({ account: 'z', number: '2' })],
      ['storage.conflict', sampleInvoice({ id: 'other', number: '4' })],
      ['storage.tenant_mismatch', sampleInvoice({ account: 'z', number: '4', tenant: 'other' })],
    ] as const
    for (const [code, bad] of refused) {
      await expectFailure(code, `many with a bad one: ${bad.account}/${bad.number}`, () => storage.transaction('tenant', (stores) => stores.documents.putAll([...others, bad])))
    }
    const { items } = await storage.transaction('tenant', (stores) => stores.documents.list({}))
    expectSame(items, [invoice], 'the invoices')
  }),

  storageCase('a rollback frees id, period and number', async (storage) => {
    await inRolledBack(storage, 'tenant', (stores) => stores.documents.put(invoice))
    await put(storage, sampleInvoice({ description: 'Other tokens' }))
    expectSame((await get(storage, invoice))?.lines[0]?.description, 'Other tokens', 'the invoice')
  }),

  storageCase('of invoices for one period at the same time, one is kept', async (storage) => {
    const contested = ['1', '2', '3', '4'].map((number) => sampleInvoice({ id: number, number }))
    const winner = await expectOneWinner(contested.map((one) => () => put(storage, one)), 'invoices for one period')
    const found = await storage.transaction('tenant', (stores) => stores.documents.findByPeriod('acme', october))
    expectSame(found, [contested[winner]], 'the invoices of the period')
  }),

  storageCase('of invoices with one number at the same time, one is kept', async (storage) => {
    const contested = ['a', 'b', 'c', 'd'].map((account) => sampleInvoice({ account }))
    const winner = await expectOneWinner(contested.map((one) => () => put(storage, one)), 'invoices with one number')
    const { items } = await storage.transaction('tenant', (stores) => stores.documents.list({}))
    expectSame(items, [contested[winner]], 'the invoices')
  }),

  storageCase('an invoice that names another tenant is refused', async (storage) => {
    await expectFailure('storage.tenant_mismatch', 'the put', () => put(storage, sampleInvoice({ tenant: 'other' })))
    await expectFailure('storage.tenant_mismatch', 'the put', () => put(storage, sampleInvoice({ tenant: 'Tenant' })))
  }),
]

const finding: readonly DocumentCase[] = [
  storageCase('by period: exactly this account and interval, one for each currency, ordered by currency', async (storage) => {
    const found = ['CHF', 'EUR', 'USD'].map((currency, index) => sampleInvoice({ currency, number: String(index) }))
    for (const one of shuffle(found, pseudoRandom(2))) await put(storage, one)
    await put(storage, sampleInvoice({ account: 'globex', number: 'a' }))
    await put(storage, sampleInvoice({ from: minute(1), number: 'b' }))
    await storage.transaction('tenant', async (stores) => {
      expectSame(await stores.documents.findByPeriod('acme', october), found, 'the month')
      expectSame(await stores.documents.findByPeriod('acme', { from: october.from, to: minute(1) }), [], 'a shorter interval')
      expectSame(await stores.documents.findByPeriod('ACME', october), [], 'an unknown account')
    })
  }),

  storageCase('by period, with the documents of an account before those of its groups, retail before wholesale, in their sequence', async (storage) => {
    const places = [{}, { sequence: 1 }, { sequence: 2 }, { sequence: 10 }, { group: 'a' }, { group: 'b' }, { side: 'wholesale' }, { side: 'wholesale', group: 'a' }] as const
    const found = places.map((place, index) => sampleInvoice({ ...place, number: String(index) }))
    for (const one of shuffle(found, pseudoRandom(4))) await put(storage, one)
    expectSame(await storage.transaction('tenant', (stores) => stores.documents.findByPeriod('acme', october)), found, 'the month')
    await expectFailure('storage.conflict', 'a place that is taken', () => put(storage, sampleInvoice({ group: 'a', number: 'x', id: 'other' })))
  }),

  storageCase('lists come in pages, by issue time and then id, all or of one account, without other tenants', async (storage) => {
    const invoices = Array.from({ length: 12 }, (_, index) =>
      sampleInvoice({
        account: index < 8 ? 'acme' : 'globex',
        from: minute(index),
        number: String(index),
        issuedAt: minute(100 - Math.floor(index * 0.25)),
      }),
    )
    await storage.transaction('tenant', async (stores) => {
      for (const one of shuffle(invoices, pseudoRandom(3))) await stores.documents.put(one)
    })
    await storage.transaction('other', (stores) => stores.documents.put(sampleInvoice({ tenant: 'other' })))
    const ordered = [...invoices].sort((a, b) => compareBytes(a.issuedAt, b.issuedAt) || compareBytes(a.id, b.id))
    const list = (filter: { readonly account?: string }) => (page?: { readonly limit?: number; readonly cursor?: string }) =>
      storage.transaction('tenant', (stores) => stores.documents.list(filter, page))
    await expectPages(list({}), ordered, 'all')
    await expectPages(list({ account: 'acme' }), ordered.filter(({ account }) => account === 'acme'), 'of one account')
    await expectPages(list({ account: 'nobody' }), [], 'of an unknown account')
  }),

  storageCase('lists by accounts, recipient, currency, side, status, period and time of issue, together', async (storage) => {
    const party = (id: string) => ({ id, name: id })
    const at = (local: string) => instantOfLocal(local, 'Europe/Berlin')
    const month = { from: at('2026-10-01'), to: at('2026-11-01') }
    const invoices = [
      // A month in Berlin starts on the last of September in UTC, and a month in UTC after it.
      sampleInvoice({ ...month, account: 'acme', number: '1', issuedAt: minute(1) }),
      { ...sampleInvoice({ ...month, account: 'branch', number: '2', issuedAt: minute(2) }), recipient: party('acme') },
      sampleInvoice({ ...month, account: 'globex', currency: 'USD', side: 'wholesale', number: '3', issuedAt: minute(3) }),
      sampleInvoice({ from: at('2026-11-01'), to: at('2026-12-01'), account: 'acme', number: '4', issuedAt: minute(4) }),
      sampleInvoice({ from: at('2026-09-30'), to: at('2026-10-01'), account: 'acme', number: '5', issuedAt: minute(5) }),
    ]
    await storage.transaction('tenant', async ({ documents }) => {
      for (const one of shuffle(invoices, pseudoRandom(6))) await documents.put(one)
      for (const [index, { id: document }] of invoices.entries()) {
        const status = { document, cause: 'issue', from: 'draft', to: 'issued', settled: '0', actor: 'system' } as const
        await documents.appendStatus({ ...status, revision: 1, at: minute(index + 1) })
        if (index < 2) await documents.appendStatus({ ...status, revision: 2, cause: 'fall_due', from: 'issued', to: 'overdue', at: minute(10) })
      }
    })
    await storage.transaction('other', ({ documents }) => documents.put(sampleInvoice({ tenant: 'other', ...month })))
    const list = (filter: DocumentFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ documents }) => documents.list(filter, page))
    const numbered = (...numbers: readonly string[]) => invoices.filter(({ number }) => numbers.includes(number))
    await expectPages(list({ accounts: ['globex', 'branch', 'nobody'] }), numbered('2', '3'), 'of some accounts')
    await expectPages(list({ accounts: [] }), [], 'of none of all accounts')
    await expectPages(list({ accounts: ['acme', 'globex'], account: 'acme' }), numbered('1', '4', '5'), 'of an account among some')
    await expectPages(list({ recipient: 'acme' }), numbered('1', '2', '4', '5'), 'by who receives them')
    await expectPages(list({ recipient: 'branch' }), [], 'by an account that another one receives for')
    await expectPages(list({ currency: 'USD' }), numbered('3'), 'of a currency')
    await expectPages(list({ side: 'retail' }), numbered('1', '2', '4', '5'), 'retail')
    await expectPages(list({ side: 'wholesale' }), numbered('3'), 'wholesale')
    await expectPages(list({ status: 'overdue' }), numbered('1', '2'), 'overdue')
    await expectPages(list({ status: 'issued' }), numbered('3', '4', '5'), 'issued: an earlier status is none')
    await expectPages(list({ period: '2026-10' }), numbered('1', '2', '3'), 'of a month where they are')
    await expectPages(list({ period: '2026-09-30' }), numbered('5'), 'of a day where they are')
    await expectPages(list({ period: '2026' }), invoices, 'of a year')
    await expectPages(list({ period: '2027' }), [], 'of another year')
    await expectPages(list({ since: minute(2), until: minute(4) }), numbered('2', '3'), 'issued from a time until another one')
    await expectPages(list({ exchanged: true }), [], 'with rates of exchange')
    await expectPages(list({ accounts: ['acme', 'branch'], recipient: 'acme', currency: 'EUR', side: 'retail', status: 'overdue', period: '2026-10', since: minute(2) }), numbered('2'), 'by all of them')
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', (stores) => stores.documents.list({}, page))),
  ),
]

export const documentProbe: RecordProbe<'documents', IssuedInvoice> = {
  store: 'documents',
  record: (text, tenant) => sampleInvoice({ tenant, account: text, number: text, series: text, description: text }),
  write: (documents, record) => documents.put(record),
  read: (documents, { id }) => documents.get(id),
}

/** The contract of `DocumentStore`. */
export const documentStoreSuite: Suite<StorageFactory<'documents'>> = {
  name: 'document store',
  cases: [...recordCases(documentProbe), ...uniqueness, ...finding, ...documentEvidenceCases, ...documentJournalCases, ...documentNumberCases],
}
