import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens } from '../test/sample-billing.js'
import { lastDayOf } from './close-book.js'

const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })

/** An invoice of 50.00 EUR for October, issued on 2 November 2026, and a payment of 20.00. */
async function booked(now = '2026-11-02T00:00:00Z') {
  const storage = memory()
  const billing = await acmeBilling({ storage, now })
  await billing.events.ingest([tokens('r1', '1400000')])
  const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
  await billing.payments.receive({ key: 'k1', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('20') })
  return { storage, billing, invoice }
}

describe('ledger.close', () => {
  it('closes a month once it is over, and sends corrections of it to the first open day', async () => {
    const { storage, billing } = await booked()
    const later = sampleBilling({ storage, now: '2026-12-01T09:00:00Z' })
    expect(await failureIn(() => billing.ledger.close({ key: 'c', period: '2026-11' }))).toMatchObject({ code: 'window.open', field: 'period' })
    const closing = await later.ledger.close({ key: 'c', period: '2026-11', actor: 'ops' })
    expect(closing).toEqual({ through: '2026-11-30', at: '2026-12-01T09:00:00.000000Z', actor: 'ops', correlation: 'c' })
    expect(await later.ledger.close({ key: 'c', period: '2026-11', actor: 'ops' })).toEqual(closing)
    expect(await failureIn(() => billing.ledger.adjust({ key: 'a', account: 'acme', amount: eur('1'), reason: 'x' }))).toMatchObject({ code: 'ledger.period_closed', field: 'accountingDate' })
    const [posted] = (await later.ledger.list()).items
    const reversal = await later.ledger.reverse({ key: 'v', transaction: posted?.id ?? '' })
    expect(reversal).toMatchObject({ accountingDate: '2026-12-01', corrects: posted?.id, cause: `reverses ${posted?.kind} of 2026-11-02` })
  })

  it('changes nothing for a period before what is closed', async () => {
    const billing = sampleBilling({ now: '2026-12-01T09:00:00Z' })
    await billing.ledger.close({ key: 'year', period: '2026-10' })
    expect(await billing.ledger.close({ key: 'earlier', period: '2025' })).toMatchObject({ through: '2026-10-31' })
    await billing.ledger.close({ key: 'day', period: '2026-11-05' })
    expect((await billing.ledger.closings()).items.map(({ through }) => through)).toEqual(['2026-10-31', '2026-11-05'])
  })

  it.each([
    ['2026', '2026-12-31'],
    ['2026-12', '2026-12-31'],
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-10-14', '2026-10-14'],
    ['2026-13', 'time.impossible'],
    ['october', 'time.malformed'],
    ['', 'time.malformed'],
  ])('%j ends with %s', async (period, expected) => {
    expect((await failureIn(() => Promise.resolve().then(() => lastDayOf(period))))?.code ?? lastDayOf(period)).toBe(expected)
  })
})

describe('ledger.seal and ledger.verify (L-CHAIN)', () => {
  it('chain what is committed, in batches and by many sealers, and verify it', async () => {
    const { billing } = await booked()
    expect(await billing.ledger.head()).toMatchObject({ sequence: 0 })
    expect(await billing.ledger.verify()).toMatchObject({ verified: true, unchained: [expect.any(String), expect.any(String)] })
    const runs = await Promise.all([billing.ledger.seal(), billing.ledger.seal(), billing.ledger.seal()])
    expect(runs.map(({ sealed }) => sealed).sort()).toEqual([0, 0, 2])
    const head = await billing.ledger.head()
    expect(head).toEqual(runs[0].head)
    expect(await billing.ledger.verify({ anchors: [head] })).toEqual({ verified: true, head, unchained: [] })
    expect(await billing.ledger.verify({ anchors: [{ ...head, sequence: 3 }] })).toEqual({ verified: false, sequence: 3, problem: 'tail_cut' })
  })

  it('seal more than a batch in one run', async () => {
    const { billing } = await booked()
    for (let index = 0; index < 600; index += 1) await billing.ledger.adjust({ key: `a${index}`, account: 'acme', amount: eur('1'), reason: 'x' })
    expect(await billing.ledger.seal()).toMatchObject({ sealed: 602, head: { sequence: 602 } })
    expect(await billing.ledger.seal()).toMatchObject({ sealed: 0, head: { sequence: 602 } })
    expect(await billing.ledger.verify()).toMatchObject({ verified: true, head: { sequence: 602 } })
  })
})

describe('balances at a moment', () => {
  it('are those of a booking time, and of a place in the chain', async () => {
    const { storage, billing } = await booked()
    await billing.ledger.seal()
    const later = sampleBilling({ storage, now: '2026-11-09T00:00:00Z' })
    await later.payments.receive({ key: 'k2', account: 'acme', provider: 'bank', payment: 'p2', amount: eur('40') })
    const owed = async (moment?: { readonly bookedAt?: string; readonly sequence?: number }) => (await billing.ledger.balances('acme', moment)).map(({ receivableMinor, unappliedMinor }) => [receivableMinor, unappliedMinor])
    expect(await owed()).toEqual([['0', '1000']])
    expect(await owed({ bookedAt: '2026-11-02T00:00:00Z' })).toEqual([['3000', '0']])
    expect(await owed({ bookedAt: '2026-11-01T00:00:00Z' })).toEqual([])
    expect(await owed({ sequence: 1 })).toEqual([['5000', '0']])
    expect(await owed({ sequence: 9 })).toEqual([['3000', '0']])
    expect((await billing.ledger.trialBalance({ sequence: 1 })).map(({ account, balanceMinor }) => [account.role, balanceMinor])).toEqual([['receivable', '5000'], ['revenue', '-5000']])
  })

  it('age from the day after a document was due; without a due date nothing is overdue', async () => {
    const { billing } = await booked()
    expect(await billing.ledger.aging({ account: 'acme', asOf: '2027-11-02', bounds: [30] })).toEqual([
      { currency: 'EUR', notDueMinor: '3000', overdue: [{ fromDay: 1, toDay: 30, amountMinor: '0' }, { fromDay: 31, amountMinor: '0' }], creditMinor: '0', totalMinor: '3000' },
    ])
  })
})

describe('ledger.export and ledger.revenue', () => {
  it.each([
    ['hledger', '    assets:receivable:EUR:account=acme  -20.00 EUR == 30.00 EUR'],
    ['beancount', '2026-11-03 balance Assets:Receivable:EUR:Account-acme  30.00 ~ 0 EUR'],
    ['csv', ',receivable,acme,,'],
  ] as const)('writes the book as %s', async (format, line) => {
    const { billing } = await booked()
    let text = ''
    for await (const piece of billing.ledger.export({ format })) text += piece
    expect(text).toContain(line)
  })

  it('sums revenue by period', async () => {
    const { billing } = await booked()
    expect(await billing.ledger.revenue('month')).toEqual([{ period: '2026-11', currency: 'EUR', amountMinor: '5000' }])
  })
})
