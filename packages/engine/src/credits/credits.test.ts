import { memory } from '@farthing/adapters-memory'
import { sha256 } from '@farthing/core'
import { applyCredits, type CreditConsumption } from '@farthing/ledger'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, readOnly, sampleBilling } from '../test/sample-billing.js'
import { consumptionsOf } from './consumptions-of.js'
import { consumeCredits } from './consume-credits.js'
import { loadGrants, openCredits } from './load-credits.js'
import { restoreCredits } from './restore-credits.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const
const welcome = { key: 'welcome', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '100', effectiveAt: october.from, expiresAt: october.to } as const
const tokens = { key: 'tokens', account: 'acme', kind: 'paid', meter: 'tokens', quantity: '5000' } as const

const book = { tenant: 'default', digest: sha256 }

/** Credit for a document of October, as whoever issues it takes it. */
function consume(storage: Storage, document: string, consumptions: readonly CreditConsumption[]) {
  return storage.transaction('default', async (stores) => {
    const grants = await loadGrants(stores, { account: 'acme' })
    await consumeCredits(book, stores, { document, consumptions, grants, at: october.to, bookedAt: '2026-11-02T00:00:00.000000Z' })
  })
}

const thirty = [{ grant: 'welcome', line: 'l1', amount: '20' }, { grant: 'welcome', line: 'l2', amount: '10' }] as const

describe('credits.grant', () => {
  it('gives credit with the key as its id, from now, at the usual priority', async () => {
    const billing = await acmeBilling()
    const now = '2026-11-02T00:00:00.000000Z'
    expect(await billing.credits.grant(tokens)).toEqual({ id: 'tokens', account: 'acme', kind: 'paid', priority: 100, createdAt: now, effectiveAt: now, meter: 'tokens', quantity: '5000' })
    expect(await billing.credits.grant({ ...welcome, id: 'w1', priority: 7, scope: { categories: ['usage'] } })).toMatchObject({ id: 'w1', priority: 7, effectiveAt: october.from, amount: '100' })
    expect((await billing.credits.list({ account: 'acme' })).items.map(({ id }) => id)).toEqual(['tokens', 'w1'])
    expect((await billing.credits.list({ account: 'globex' })).items).toEqual([])
  })

  it('gives the recorded grant for the same key, however often and at once', async () => {
    const billing = await acmeBilling()
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => billing.credits.grant(welcome)))
    for (const other of others) expect(other).toEqual(first)
    expect((await billing.credits.list()).items).toEqual([first])
  })

  it.each<[what: string, input: object, code: string, field: string]>([
    ['an id that is taken', { ...welcome, key: 'other', id: 'welcome' }, 'credit.grant_invalid', 'id'],
    ['an unknown account', { ...welcome, key: 'other', account: 'nobody' }, 'account.unknown', 'account'],
    ['an unknown meter', { ...tokens, meter: 'toString' }, 'meter.unknown', 'meter'],
    ['an expiry before the start', { ...welcome, key: 'other', expiresAt: october.from }, 'credit.grant_invalid', 'grant.expiresAt'],
    ['an amount below zero', { ...welcome, key: 'other', amount: '-1' }, 'credit.grant_invalid', 'grant.amount'],
    ['a time of creation', { ...welcome, key: 'other', createdAt: october.from }, 'credit.grant_invalid', 'createdAt'],
    ['a voiding', { ...welcome, key: 'other', voidedAt: october.from }, 'credit.grant_invalid', 'voidedAt'],
    ['other terms under the same key', { ...welcome, amount: '101' }, 'command.conflict', 'key'],
  ])('refuses %s', async (_, input, code, field) => {
    const billing = await acmeBilling()
    await billing.credits.grant(welcome)
    expect(await failureIn(() => billing.credits.grant(input as typeof welcome))).toMatchObject({ code, field })
    expect((await billing.credits.list()).items).toHaveLength(1)
  })
})

describe('a document', () => {
  it('finds what is there at the close of its period, and its consumptions name it', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(welcome)
    const credits = openCredits(await storage.transaction('default', (stores) => loadGrants(stores, { account: 'acme' })), { at: october.to })
    const lines = [{ key: 'l1', amount: '20' }, { key: 'l2', amount: '10' }] as const
    const { consumptions } = applyCredits({ kind: 'promotional', currency: 'EUR', lines, credits, at: october.to })
    await consume(storage, 'INV-1', consumptions)
    expect((await billing.credits.movements({ document: 'INV-1' })).items.map(({ line, amount, balance }) => [line, amount, balance.remaining])).toEqual([
      ['l1', '20', '80'],
      ['l2', '10', '70'],
    ])
  })

  it('says what it took: promotional credit before tax, then paid credit, and no other discount', () => {
    const share = (line: string) => ({ line, amount: '5' }) as const
    const discounts = [
      { key: 'ten', kind: 'discount', label: '10 %', amount: '5', lines: [share('l1')] },
      { key: 'welcome', kind: 'promotional_credit', label: 'Credit', grant: 'welcome', amount: '10', lines: [share('l1'), share('l2')] },
    ] as const
    const settlements = [{ grant: 'top-up', label: 'Credit', amount: '5', lines: [share('l1')] }] as const
    const shown = consumptionsOf({ discounts, settlements }).map(({ grant, line, amount }) => `${grant} ${line} ${amount}`)
    expect(shown).toEqual(['welcome l1 5', 'welcome l2 5', 'top-up l1 5'])
    expect(consumptionsOf({})).toEqual([])
  })

  it('of two at once, one takes the credit and the other is refused, and starts again with what is left', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(welcome)
    const all = [{ grant: 'welcome', line: 'l', amount: '60' }] as const
    const ends = await Promise.allSettled(['A', 'B', 'C'].map((document) => consume(storage, document, all)))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect((await billing.credits.movements({ account: 'acme' })).items.filter(({ kind }) => kind === 'consumed')).toHaveLength(1)
  })

  it('that was drafted before another one took credit finds its place in the journal taken, even where enough is left', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(welcome)
    const drafted = await storage.transaction('default', (stores) => loadGrants(stores, { account: 'acme' }))
    await consume(storage, 'INV-1', thirty)
    const late = { document: 'INV-2', consumptions: thirty, grants: drafted, at: october.to, bookedAt: '2026-11-02T00:00:00.000000Z' }
    expect(await failureIn(() => storage.transaction('default', (stores) => consumeCredits(book, stores, late)))).toMatchObject({ code: 'storage.conflict' })
    expect(await failureIn(() => storage.transaction('default', (stores) => consumeCredits(book, stores, { ...late, grants: [] })))).toMatchObject({ code: 'credit.unknown' })
  })

  it('gives back what its credited lines burned, no more than once', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant({ ...welcome, expiresAt: '2027-01-01T00:00:00Z' })
    await consume(storage, 'INV-1', thirty)
    const restore = (creditNote: string, amount: '15' | '30') =>
      storage.transaction('default', (stores) =>
        restoreCredits(book, stores, { document: 'INV-1', amount, creditNote, at: '2026-11-10T00:00:00.000000Z', bookedAt: '2026-11-10T00:00:00.000000Z' }),
      )
    expect(await restore('CN-1', '15')).toMatchObject({ left: '0', restorations: [{ line: 'l2', amount: '10' }, { line: 'l1', amount: '5' }] })
    expect(await restore('CN-2', '30')).toMatchObject({ left: '15', restorations: [{ line: 'l1', amount: '15' }] })
    expect((await billing.credits.get('welcome'))?.balance).toMatchObject({ granted: '100', consumed: '0', remaining: '100' })
  })

  it('gives credit of its own back where the grant says so', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant({ ...welcome, restoredExpiry: 'P30D' })
    await consume(storage, 'INV-1', thirty)
    await storage.transaction('default', (stores) =>
      restoreCredits(book, stores, { document: 'INV-1', lines: ['l1'], amount: '30', creditNote: 'CN-1', at: '2026-11-01T12:00:00.000000Z', bookedAt: '2026-11-01T12:00:00.000000Z' }),
    )
    const { amounts, grants } = await billing.credits.balance({ account: 'acme' })
    expect(amounts).toEqual([{ currency: 'EUR', promotional: '20', paid: '0', total: '20' }])
    expect(grants[0]?.grant).toMatchObject({ amount: '20', expiresAt: '2026-12-01T12:00:00.000000Z' })
  })
})

describe('credits.expire', () => {
  it('books what expired, once, however often it runs', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(welcome)
    await consume(storage, 'INV-1', thirty)
    const expired = await billing.credits.expire({ key: 'nightly/1' })
    expect(expired.breakage).toEqual([{ account: 'acme', grant: 'welcome', kind: 'promotional', unit: 'EUR', amount: '70', at: october.to, sequence: 3 }])
    expect(await billing.credits.expire({ key: 'nightly/1' })).toEqual(expired)
    expect((await billing.credits.expire({ key: 'nightly/2' })).breakage).toEqual([])
    expect((await billing.credits.get('welcome'))?.balance).toEqual({ grant: 'welcome', granted: '100', consumed: '30', expired: '70', voided: '0', remaining: '0' })
  })

  it('leaves alone what has not ended by then, and other accounts', async () => {
    const billing = await acmeBilling()
    await billing.credits.grant(welcome)
    expect((await billing.credits.expire({ key: '1', until: '2026-10-31T00:00:00Z' })).breakage).toEqual([])
    expect((await billing.credits.expire({ key: '2', account: 'globex' })).breakage).toEqual([])
    expect((await billing.credits.expire({ key: '3', account: 'acme' })).breakage).toHaveLength(1)
    expect(await failureIn(() => billing.credits.expire({ key: '4', until: '2026-12-01T00:00:00Z' }))).toMatchObject({ code: 'command.invalid', field: 'until' })
  })
})

describe('credits.void', () => {
  const standing = { ...welcome, expiresAt: '2027-01-01T00:00:00Z' } as const

  it('loses what is left, and a repeat says the same', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(standing)
    await consume(storage, 'INV-1', thirty)
    const voided = await billing.credits.void({ key: 'v', grant: 'welcome' })
    expect(voided).toMatchObject({ grant: { voidedAt: '2026-11-02T00:00:00.000000Z' }, balance: { consumed: '30', voided: '70', remaining: '0' } })
    expect(await billing.credits.void({ key: 'v', grant: 'welcome' })).toEqual(voided)
    expect((await billing.credits.balance({ account: 'acme' })).amounts).toEqual([{ currency: 'EUR', promotional: '0', paid: '0', total: '0' }])
  })

  it.each<[what: string, input: { grant: string; at?: string }, code: string]>([
    ['an unknown grant', { grant: 'toString' }, 'credit.unknown'],
    ['one that has ended by then', { grant: 'ended' }, 'credit.ended'],
    ['an instant in the future', { grant: 'welcome', at: '2026-11-02T00:00:00.000001Z' }, 'command.invalid'],
    ['an instant before what is booked', { grant: 'welcome', at: '2026-10-14T00:00:00Z' }, 'credit.movement_invalid'],
  ])('refuses %s', async (_, input, code) => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(standing)
    await billing.credits.grant({ ...welcome, key: 'ended' })
    await consume(storage, 'INV-1', thirty)
    expect(await failureIn(() => billing.credits.void({ key: 'v', ...input }))).toMatchObject({ code })
  })
})

describe('reading', () => {
  it('shows balances by currency and meter at an instant, and writes nothing', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant(welcome)
    await billing.credits.grant({ ...welcome, key: 'usd', currency: 'USD', kind: 'paid', amount: '5' })
    await billing.credits.grant({ ...tokens, effectiveAt: '2026-10-05T00:00:00Z' })
    const reading = sampleBilling({ storage: readOnly(storage) })
    expect(await reading.credits.balance({ account: 'acme', at: '2026-10-14T00:00:00Z' })).toMatchObject({
      at: '2026-10-14T00:00:00.000000Z',
      amounts: [{ currency: 'EUR', promotional: '100', paid: '0', total: '100' }, { currency: 'USD', promotional: '0', paid: '5', total: '5' }],
      quantities: [{ meter: 'tokens', quantity: '5000' }],
    })
    expect((await reading.credits.balance({ account: 'acme' })).amounts.map(({ total }) => total)).toEqual(['0', '0'])
    expect(await reading.credits.get('nothing')).toBeUndefined()
    expect(await reading.credits.runway({ account: 'acme', unit: { meter: 'tokens' } })).toMatchObject({ balance: '5000', burnPerDay: '0' })
  })

  it('projects how long credit lasts at the rate of the last days', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.credits.grant({ ...welcome, expiresAt: '2027-12-01T00:00:00Z' })
    await consume(storage, 'INV-1', thirty)
    expect(await billing.credits.runway({ account: 'acme', unit: { currency: 'EUR' } })).toMatchObject({ balance: '70', burnPerDay: '1', daysLeft: '70', depletedAt: '2027-01-11T00:00:00.000000Z' })
    expect(await billing.credits.runway({ account: 'acme', unit: { currency: 'EUR' }, historyDays: 60 })).toMatchObject({ burnPerDay: '0.5', daysLeft: '140' })
    expect(await failureIn(() => billing.credits.runway({ account: 'acme', unit: { currency: 'EUR' }, historyDays: 0 }))).toMatchObject({ code: 'credit.usage_invalid', field: 'historyDays' })
  })
})
