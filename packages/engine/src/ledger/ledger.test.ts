import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, tokens } from '../test/sample-billing.js'

const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })

/** An invoice of 50.00 EUR for October, issued on 2 November 2026. */
async function billed(options: Parameters<typeof acmeBilling>[0] = {}) {
  const billing = await acmeBilling(options)
  await billing.events.ingest([tokens('r1', '1400000')])
  const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
  return { billing, invoice }
}

describe('ledger.listOfAccount', () => {
  it('lists what touches an account, page by page, and nothing of others', async () => {
    const { billing } = await billed()
    await billing.accounts.put({ key: 'beta', account: { id: 'beta', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    await billing.ledger.adjust({ key: 'a1', account: 'acme', amount: eur('7'), reason: 'setup' })
    await billing.ledger.adjust({ key: 'b1', account: 'beta', amount: eur('7'), reason: 'setup' })
    const { items } = await billing.ledger.listOfAccount('acme')
    expect(items.map(({ kind }) => kind)).toHaveLength(2)
    const first = await billing.ledger.listOfAccount('acme', { limit: 1 })
    expect([...first.items, ...(await billing.ledger.listOfAccount('acme', { limit: 1, cursor: first.next ?? '' })).items]).toEqual(items)
  })
})

describe('ledger.adjust and ledger.writeOff', () => {
  it('change what an account owes, under the reason that is given', async () => {
    const { billing, invoice } = await billed()
    await billing.ledger.adjust({ key: 'a1', account: 'acme', amount: eur('7'), reason: 'setup' })
    await billing.ledger.adjust({ key: 'a2', account: 'acme', amount: eur('-3'), reason: 'goodwill', document: invoice.id, cause: 'slow answers' })
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: invoice.id, amountMinor: '4700' }, { item: 'a1', amountMinor: '700' }])
    expect(await billing.ledger.balance({ role: 'allowances', routing: 'goodwill' })).toEqual([{ currency: 'EUR', amountMinor: '300' }])
    const written = await billing.ledger.writeOff({ key: 'w1', document: invoice.id, reason: 'insolvency' })
    expect(written).toMatchObject({ kind: 'written_off', reference: invoice.id })
    expect(await billing.ledger.balance({ role: 'write_offs', routing: 'insolvency' })).toEqual([{ currency: 'EUR', amountMinor: '4700' }])
    expect(await failureIn(() => billing.ledger.writeOff({ key: 'w2', document: invoice.id, reason: 'insolvency' }))).toMatchObject({ code: 'ledger.amount_invalid' })
  })

  it('refuse what is not there, and more than is open', async () => {
    const { billing, invoice } = await billed()
    const adjust = { key: 'a', account: 'acme', amount: eur('1'), reason: 'x' }
    expect(await failureIn(() => billing.ledger.adjust({ ...adjust, account: 'nobody' }))).toMatchObject({ code: 'account.unknown' })
    expect(await failureIn(() => billing.ledger.adjust({ ...adjust, document: 'none' }))).toMatchObject({ code: 'invoice.unknown' })
    expect(await failureIn(() => billing.ledger.adjust({ ...adjust, amount: eur('0') }))).toMatchObject({ code: 'ledger.amount_invalid' })
    expect(await failureIn(() => billing.ledger.writeOff({ key: 'w', document: 'none', reason: 'x' }))).toMatchObject({ code: 'invoice.unknown' })
    expect(await failureIn(() => billing.ledger.writeOff({ key: 'w', document: invoice.id, reason: 'x', amount: eur('50.01') }))).toMatchObject({ code: 'ledger.amount_invalid', field: 'amount' })
  })
})

describe('ledger.reverse (C-REVERSE1)', () => {
  it('mirrors a transaction once', async () => {
    const { billing, invoice } = await billed()
    const [posted] = (await billing.ledger.list()).items
    if (posted === undefined) throw new Error('the invoice is posted')
    const reversal = await billing.ledger.reverse({ key: 'v1', transaction: posted.id, cause: 'posted by mistake' })
    expect(reversal).toMatchObject({ kind: 'reversed', corrects: posted.id, reference: invoice.id, cause: 'posted by mistake' })
    expect(await billing.ledger.reverse({ key: 'v1', transaction: posted.id, cause: 'posted by mistake' })).toEqual(reversal)
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect(await failureIn(() => billing.ledger.reverse({ key: 'v2', transaction: posted.id }))).toMatchObject({ code: 'ledger.reversed' })
    expect(await failureIn(() => billing.ledger.reverse({ key: 'v3', transaction: reversal.id }))).toMatchObject({ code: 'ledger.reversed' })
    expect(await failureIn(() => billing.ledger.reverse({ key: 'v4', transaction: 'none' }))).toMatchObject({ code: 'ledger.transaction_unknown' })
  })

  it('is won by one of many at the same time', async () => {
    const { billing } = await billed({ storage: memory() })
    const [posted] = (await billing.ledger.list()).items
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => failureIn(() => billing.ledger.reverse({ key: `v${index}`, transaction: posted?.id ?? '' }))))
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome?.code === 'ledger.reversed')).toHaveLength(7)
  })
})

describe('ledger.statement', () => {
  it('says what was billed and paid', async () => {
    const { billing } = await billed()
    await billing.payments.receive({ key: 'k1', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('20') })
    const statement = await billing.ledger.statement({ account: 'acme', currency: 'EUR', from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' })
    expect([statement.openingMinor, statement.closingMinor]).toEqual(['0', '3000'])
    expect(new Set(statement.lines.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`))).toEqual(new Set(['invoice_issued 5000', 'payment_received -2000']))
  })
})
