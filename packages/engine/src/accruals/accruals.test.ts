import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens } from '../test/sample-billing.js'

/** Billing on 15 October with 400,000 tokens beyond the free million: 1.00 EUR of usage. */
async function midMonth() {
  const storage = memory()
  const billing = await acmeBilling({ storage, now: '2026-10-15T00:00:00Z' })
  await billing.events.ingest([tokens('r1', '1400000')])
  return { storage, billing, later: sampleBilling({ storage, now: '2026-11-02T00:00:00Z' }) }
}

const accrued = async (billing: ReturnType<typeof sampleBilling>) => (await billing.ledger.balances('acme')).map(({ receivableMinor, accruedMinor, availableMinor }) => [receivableMinor, accruedMinor, availableMinor])

describe('rating.run', () => {
  it('keeps the ratings of an open period: the same again is the same run, other usage the next', async () => {
    const { billing } = await midMonth()
    const first = await billing.rating.run({ key: 'a', ...october })
    expect(first).toMatchObject({ account: 'acme', sequence: 0, side: 'retail', currency: 'EUR', at: '2026-10-15T00:00:00.000000Z' })
    expect(new Set(first.charges.map(({ amount, meter = 'none', revision }) => `${meter} ${amount} ${revision}`))).toEqual(new Set(['none 49 0', 'tokens 1 0']))
    expect(await billing.rating.run({ key: 'b', ...october })).toEqual(first)
    await billing.events.ingest([tokens('r2', '400000')])
    const second = await billing.rating.run({ key: 'c', ...october })
    expect(second).toMatchObject({ document: first.document, sequence: 1 })
    expect(second.charges.find(({ meter }) => meter === 'tokens')).toMatchObject({ amount: '2', revision: 1 })
    expect((await billing.rating.list({ account: 'acme' })).items).toEqual([first, second])
    expect(await billing.rating.get(first.id)).toEqual(first)
    expect((await billing.ledger.list()).items).toEqual([])
  })

  it('is what an invoice stands on, and over once that is issued', async () => {
    const { billing, later } = await midMonth()
    const run = await billing.rating.run({ key: 'a', ...october })
    const invoice = await later.invoices.issue({ key: 'i', ...october })
    expect(invoice.id).toBe(run.document)
    expect((await later.rating.list()).items).toEqual([run])
    expect(await failureIn(() => later.rating.run({ key: 'late', ...october }))).toMatchObject({ code: 'invoice.exists' })
  })
})

describe('accruals.accrue', () => {
  it('feeds the live balance with usage, rounded once however often it runs, and leaves with the invoice', async () => {
    const { billing, later } = await midMonth()
    const first = await billing.accruals.accrue({ key: 'a', run: (await billing.rating.run({ key: 'r', ...october })).id, actor: 'job' })
    expect(first.transaction).toMatchObject({ kind: 'usage_accrued', reference: first.run.document, key: first.run.id, actor: 'job' })
    expect(await accrued(billing)).toEqual([['0', '100', '-100']])
    for (let step = 0; step < 5; step += 1) {
      // 700 tokens are 0.00175 EUR: less than a cent each time.
      await billing.events.ingest([tokens(`small ${step}`, '700')])
      await billing.accruals.accrue({ key: `a${step}`, run: (await billing.rating.run({ key: `r${step}`, ...october })).id })
    }
    expect(await accrued(billing)).toEqual([['0', '101', '-101']])
    await later.invoices.issue({ key: 'i', ...october })
    expect(await accrued(later)).toEqual([['5001', '0', '-5001']])
    expect(await later.ledger.balance({ role: 'revenue' })).toEqual([{ currency: 'EUR', amountMinor: '-5001' }])
    expect(new Set((await later.ledger.list()).items.map(({ kind }) => kind))).toEqual(new Set(['usage_accrued', 'accrual_reversed', 'invoice_issued']))
  })

  it('books a run once, whatever the key, and nothing for one that changes nothing', async () => {
    const { billing } = await midMonth()
    const { id: run } = await billing.rating.run({ key: 'r', ...october })
    const first = await billing.accruals.accrue({ key: 'a', run })
    expect(await billing.accruals.accrue({ key: 'a', run })).toEqual(first)
    expect(await billing.accruals.accrue({ key: 'b', run })).toEqual(first)
    expect((await billing.ledger.list()).items).toHaveLength(1)
  })

  it('books a negative difference where usage went down', async () => {
    const { billing } = await midMonth()
    await billing.accruals.accrue({ key: 'a', run: (await billing.rating.run({ key: 'r', ...october })).id })
    await billing.events.ingest([tokens('r1', '1200000', { revision: 1 })])
    await billing.accruals.accrue({ key: 'b', run: (await billing.rating.run({ key: 's', ...october })).id })
    expect(await accrued(billing)).toEqual([['0', '50', '-50']])
  })

  it('refuses a run that is unknown, one that another has followed, and one whose invoice is issued', async () => {
    const { billing, later } = await midMonth()
    const old = await billing.rating.run({ key: 'r', ...october })
    await billing.events.ingest([tokens('r2', '400000')])
    const next = await billing.rating.run({ key: 's', ...october })
    expect(await failureIn(() => billing.accruals.accrue({ key: 'a', run: 'none' }))).toMatchObject({ code: 'accrual.run_unknown' })
    expect(await failureIn(() => billing.accruals.accrue({ key: 'b', run: old.id }))).toMatchObject({ code: 'accrual.run_stale', facts: { latest: next.id } })
    await later.invoices.issue({ key: 'i', ...october })
    expect(await failureIn(() => billing.accruals.accrue({ key: 'c', run: next.id }))).toMatchObject({ code: 'invoice.exists' })
  })
})

describe('ratedUsage', () => {
  it('leads from a charge to its documents, postings and payments, and back', async () => {
    const { billing, later } = await midMonth()
    const run = await billing.rating.run({ key: 'r', ...october })
    const { transaction } = await billing.accruals.accrue({ key: 'a', run: run.id })
    const { items: before } = await billing.ratedUsage.list({ account: 'acme' })
    const own = { documents: [{ document: run.document, run: run.id, postings: [transaction?.id], settlements: [] }] }
    expect(before).toMatchObject([own, own])
    const first = await billing.ratedUsage.list({ account: 'acme' }, { limit: 1 })
    expect([...first.items, ...(await billing.ratedUsage.list({ account: 'acme' }, { limit: 1, cursor: first.next ?? '' })).items]).toEqual(before)
    const invoice = await later.invoices.issue({ key: 'i', ...october })
    const payment = await later.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: { amount: '20', currency: 'EUR' } })
    const usage = run.charges.find(({ meter }) => meter === 'tokens')
    const rated = await later.ratedUsage.get(usage?.chargeKey ?? '')
    expect(rated).toMatchObject({ account: 'acme', revision: 0, charge: { component: 'tokens', amount: '1' } })
    expect(rated?.documents).toMatchObject([{ document: invoice.id, number: invoice.number, settlements: [payment.id] }])
    const postings = await Promise.all((rated?.documents[0]?.postings ?? []).map((id) => later.ledger.get(id)))
    expect(postings.map((posting) => [posting?.kind, posting?.reference])).toEqual(expect.arrayContaining([['usage_accrued', invoice.id], ['accrual_reversed', invoice.id], ['invoice_issued', invoice.id]]))
    expect(invoice.lines.map(({ id }) => id)).toContain(rated?.chargeKey)
    expect(await later.ratedUsage.get('none')).toBeUndefined()
    for (const other of [{ subscription: 'other' }, { document: 'none' }, { meter: 'calls' }, { currency: 'USD' }, { within: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' } }]) {
      expect(await later.ratedUsage.list({ account: 'acme', ...other })).toEqual({ items: [] })
    }
    const found = await later.ratedUsage.list({ account: 'acme', subscription: 'acme', meter: 'tokens', currency: 'EUR', within: { from: '2026-10-31T00:00:00Z', to: '2026-12-01T00:00:00Z' } })
    expect(found.items.map(({ chargeKey }) => chargeKey)).toEqual([usage?.chargeKey])
    // Back: from a posting or a payment by its document to the charges.
    const [settled] = payment.entries.flatMap(({ account, item }) => (account.role === 'receivable' && item !== undefined ? [item] : []))
    expect((await later.ratedUsage.list({ account: 'acme', document: settled ?? '' })).items.map(({ chargeKey }) => chargeKey)).toEqual(invoice.lines.map(({ id }) => id).sort())
  })

  it('names what corrected a document since, with its note and its posting', async () => {
    const { later } = await midMonth()
    const invoice = await later.invoices.issue({ key: 'i', ...october })
    const [line] = invoice.lines
    const { correction, note } = await later.corrections.credit({ key: 'c', invoice: invoice.id, lines: [{ line: line?.id ?? '', amount: '9' }], reason: 'slow answers' })
    const documents = (await later.ratedUsage.get(line?.id ?? ''))?.documents
    expect(documents).toMatchObject([{ document: invoice.id, corrections: [{ correction: correction?.id, number: note?.number }], settlements: [] }])
    expect(await later.ledger.get(documents?.[0]?.corrections[0]?.posting ?? '')).toMatchObject({ kind: 'credit_note_issued', reference: correction?.id })
  })
})
