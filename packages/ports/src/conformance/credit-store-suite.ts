import type { Decimal } from '@farthing/core'
import type { AmountGrant, CreditGrant, CreditMovement, QuantityGrant } from '@farthing/ledger'
import type { AccountScope } from '../list-scope.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type CreditStorage = Storage<Pick<Stores, 'credits'>>
type CreditCase = SuiteCase<StorageFactory<'credits'>>

function sampleGrant(about: Partial<AmountGrant> = {}): AmountGrant {
  const terms = { id: 'g1', account: 'acme', kind: 'promotional', priority: 10, createdAt: minute(0), effectiveAt: minute(0) } as const
  return { ...terms, scope: { meters: ['tokens'] }, currency: 'EUR', amount: '100', ...about }
}

const quantityGrant: QuantityGrant = {
  id: 'q1',
  account: 'acme',
  kind: 'paid',
  priority: 0,
  createdAt: minute(1),
  effectiveAt: minute(1),
  recurrence: { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-10-01' },
  meter: 'tokens',
  quantity: '0.00000000000000000000000000000000000001',
}

/** The start of a grant: everything is left. */
function granted(grant = 'g1', about: Partial<CreditMovement> = {}): CreditMovement {
  const balance = { grant, granted: '100', consumed: '0', expired: '0', voided: '0', remaining: '100' } as const
  const what = { grant, account: 'acme', sequence: 0, kind: 'granted', cause: 'start', amount: '100' } as const
  return { ...what, at: minute(0), reach: 'turnover', bookedAt: minute(5), balance, ...about }
}

/** A consumption of 30 for a document, behind the start. */
function consumed(document = 'INV-1', about: Partial<CreditMovement> = {}): CreditMovement {
  const balance = { grant: 'g1', granted: '100', consumed: '30', expired: '0', voided: '0', remaining: '70' } as const
  return granted('g1', { sequence: 1, kind: 'consumed', cause: 'document', amount: '30', document, line: 'l1', at: minute(2), reach: 'before', balance, ...about })
}

function balanceOf(consumedSoFar: Decimal, remaining: Decimal): CreditMovement['balance'] {
  return { grant: 'g1', granted: '100', consumed: consumedSoFar, expired: '0', voided: '0', remaining }
}

const put = (storage: CreditStorage, ...grants: readonly CreditGrant[]) =>
  storage.transaction('tenant', async ({ credits }) => {
    for (const grant of grants) await credits.put(grant)
  })
const append = (storage: CreditStorage, ...movements: readonly CreditMovement[]) =>
  storage.transaction('tenant', async ({ credits }) => {
    for (const movement of movements) await credits.append(movement)
  })
const head = (storage: CreditStorage, grant = 'g1') => storage.transaction('tenant', ({ credits }) => credits.head(grant))

const grants: readonly CreditCase[] = [
  storageCase('a grant is kept once; other content under its id is a conflict', async (storage) => {
    await put(storage, sampleGrant(), quantityGrant)
    await put(storage, sampleGrant())
    await expectFailure('storage.conflict', 'another amount', () => put(storage, sampleGrant({ amount: '200' })))
    expectSame(await storage.transaction('tenant', ({ credits }) => credits.get('g1')), sampleGrant(), 'the grant')
    expectSame(await storage.transaction('tenant', ({ credits }) => credits.get('q1')), quantityGrant, 'the grant of a quantity')
  }),

  storageCase('grants come in pages, by creation and then id bytes, of all accounts or of one', async (storage) => {
    const ordered = [
      sampleGrant({ id: 'z' }),
      sampleGrant({ id: 'A', createdAt: minute(1) }),
      sampleGrant({ id: 'a', createdAt: minute(1), account: 'globex' }),
      sampleGrant({ id: '\u{1f600}', createdAt: minute(1) }),
      sampleGrant({ id: 'b', createdAt: minute(2) }),
    ]
    await put(storage, ...shuffle(ordered, pseudoRandom(1)))
    await storage.transaction('other', ({ credits }) => credits.put(sampleGrant()))
    const list = (filter: AccountScope) => (page?: Parameters<Stores['credits']['list']>[1]) => storage.transaction('tenant', ({ credits }) => credits.list(filter, page))
    await expectPages(list({}), ordered, 'all grants')
    await expectPages(list({ account: 'acme' }), ordered.filter(({ account }) => account === 'acme'), 'the grants of an account')
    await expectPages(list({ accounts: ['acme', 'nobody'] }), ordered.filter(({ account }) => account === 'acme'), 'the grants of some accounts')
    await expectPages(list({ accounts: [] }), [], 'the grants of none of all accounts')
    await expectRefusedPages(list({}))
  }),
]

const journal: readonly CreditCase[] = [
  storageCase('movements follow one another; the same again is a no-op, another in its place a conflict, a gap too', async (storage) => {
    await put(storage, sampleGrant())
    expectSame(await head(storage), undefined, 'before the first')
    for (let run = 0; run < 2; run += 1) await append(storage, granted(), consumed())
    expectSame(await head(storage), consumed(), 'the head')
    await expectFailure('storage.conflict', 'another movement in its place', () => append(storage, consumed('INV-2')))
    await expectFailure('storage.conflict', 'a gap', () => append(storage, consumed('INV-3', { sequence: 3, balance: balanceOf('60', '40') })))
    expectSame(await head(storage), consumed(), 'the head in the end')
  }),

  storageCase('of movements that want one place at the same time, one gets it: no credit is spent twice', async (storage) => {
    await put(storage, sampleGrant())
    await append(storage, granted())
    const documents = ['a', 'b', 'c', 'd', 'e']
    const winner = await expectOneWinner(documents.map((document) => () => append(storage, consumed(document))), 'consumptions of one grant')
    expectSame(await head(storage), consumed(documents[winner]), 'the head')
  }),

  storageCase('a movement that is rolled back has left its place', async (storage) => {
    await put(storage, sampleGrant())
    await append(storage, granted())
    await inRolledBack(storage, 'tenant', ({ credits }) => credits.append(consumed('INV-1')))
    await append(storage, consumed('INV-2'))
    expectSame((await head(storage))?.document, 'INV-2', 'the document')
  }),

  storageCase('a balance that does not follow is refused, and so is one below zero', async (storage) => {
    await put(storage, sampleGrant())
    await append(storage, granted())
    const wrong: readonly Partial<CreditMovement>[] = [
      { balance: balanceOf('30', '71') },
      { balance: balanceOf('31', '69') },
      { amount: '101', balance: balanceOf('101', '-1') },
      { amount: '0', balance: balanceOf('0', '100') },
      { amount: '-30', balance: balanceOf('-30', '130') },
      { kind: 'restored', amount: '30', balance: balanceOf('-30', '130') },
      { kind: 'expired' },
      { at: '2020-01-01T00:00:00.000000Z' },
    ]
    for (const about of wrong) await expectFailure('credit.movement_invalid', JSON.stringify(about), () => append(storage, consumed('INV-1', about)))
    expectSame(await head(storage), granted(), 'the head')
  }),

  storageCase('figures that are no canonical decimals are refused; NaN is none', async (storage) => {
    await put(storage, sampleGrant())
    for (const text of ['NaN', 'Infinity', '', '1e2', '+100', '0100', '100.0', '-0', '\u0661', '1'.repeat(39)] as unknown as readonly Decimal[]) {
      const balance = { grant: 'g1', granted: text, consumed: '0', expired: '0', voided: '0', remaining: text } as const
      await expectFailure('credit.movement_invalid', `an amount of ${text}`, () => append(storage, granted('g1', { amount: text, balance })))
    }
  }),

  storageCase('a movement of no grant is refused, also of one that another tenant has', async (storage) => {
    await storage.transaction('other', ({ credits }) => credits.put(sampleGrant()))
    await expectFailure('credit.unknown', 'the movement', () => append(storage, granted()))
  }),

  storageCase('voiding with nothing left is a movement of zero, and exact figures stay exact', async (storage) => {
    await put(storage, sampleGrant(), quantityGrant)
    const none = { granted: '0', consumed: '0', expired: '0', voided: '0', remaining: '0' } as const
    const voided = granted('g1', { kind: 'voided', cause: 'void', amount: '0', voidedAt: minute(1), reach: 'instant', balance: { grant: 'g1', ...none } })
    const { quantity } = quantityGrant
    const tiny = granted('q1', { amount: quantity, at: minute(1), balance: { ...none, grant: 'q1', granted: quantity, remaining: quantity } })
    await append(storage, voided, tiny)
    expectSame([await head(storage), await head(storage, 'q1')], [voided, tiny], 'the heads')
  }),

  storageCase('movements come in pages, by grant and then sequence as a number, by account, grant and document together', async (storage) => {
    await put(storage, sampleGrant({ id: 'g1' }), sampleGrant({ id: 'g0', account: 'globex' }))
    const start = [granted('g0', { account: 'globex' }), granted('g1')]
    const rest = Array.from({ length: 11 }, (_, index) => consumed(`INV-${index % 2}`, { sequence: index + 1, amount: '1', balance: balanceOf(`${index + 1}`, `${99 - index}`) }))
    await append(storage, ...start, ...rest)
    const list = (filter: Parameters<Stores['credits']['movements']>[0]) => (page?: Parameters<Stores['credits']['movements']>[1]) =>
      storage.transaction('tenant', ({ credits }) => credits.movements(filter, page))
    await expectPages(list({}), [...start, ...rest], 'all movements')
    await expectPages(list({ account: 'globex' }), start.slice(0, 1), 'of an account')
    await expectPages(list({ accounts: ['globex', 'nobody'] }), start.slice(0, 1), 'of some accounts')
    await expectPages(list({ accounts: [] }), [], 'of none of all accounts')
    await expectPages(list({ grant: 'g1' }), [granted('g1'), ...rest], 'of a grant')
    await expectPages(list({ account: 'acme', grant: 'g1', document: 'INV-1' }), rest.filter(({ document }) => document === 'INV-1'), 'of a document')
    await expectRefusedPages(list({}))
  }),
]

export const creditProbe: RecordProbe<'credits', CreditGrant> = {
  store: 'credits',
  record: (text) => sampleGrant({ id: text, account: text, reason: text, scope: { categories: [text] } }),
  write: (credits, record) => credits.put(record),
  read: (credits, { id }) => credits.get(id),
}

/** The contract of `CreditStore`. */
export const creditStoreSuite: Suite<StorageFactory<'credits'>> = { name: 'credit store', cases: [...recordCases(creditProbe), ...grants, ...journal] }
