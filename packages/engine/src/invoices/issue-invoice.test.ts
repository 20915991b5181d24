import { memory } from '@farthing/adapters-memory'
import { verifyInvoice } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { acmeBilling, call, catalog, failureIn, october, readOnly, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const issue = { ...october, key: 'acme/2026-10' }

describe('invoices.issue', () => {
  it('keeps the document, its evidence, its charges and its posting', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('a', '1400000')])
    const invoice = await billing.invoices.issue(issue)
    expect(await billing.invoices.get(invoice.id)).toEqual(invoice)
    expect(await billing.invoices.evidence(invoice.id)).toMatchObject({ invoice })
    expect((await billing.ledger.list()).items).toMatchObject([{ reference: invoice.id, bookedAt: invoice.issuedAt, entries: [{ amountMinor: '5000' }, { amountMinor: '-5000' }] }])
    await storage.transaction('default', async (stores) => {
      for (const line of invoice.lines) expect(await stores.charges.head(line.id)).toMatchObject({ revision: 0, charge: { ratingKey: line.ratingKey } })
    })
  })

  it('returns the recorded invoice for the same key, whatever happened since', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '1400000')])
    const invoice = await billing.invoices.issue(issue)
    await billing.events.ingest([tokens('late', '5000000')])
    expect(await billing.invoices.issue(issue)).toEqual(invoice)
    expect((await billing.invoices.list()).items).toHaveLength(1)
    expect((await billing.invoices.preview(october)).totals.payable).toBe('62.5')
  })

  it('refuses another command for the same period and names the invoice that exists', async () => {
    const billing = await acmeBilling()
    const { id, number } = await billing.invoices.issue(issue)
    const failure = await failureIn(() => billing.invoices.issue({ ...issue, key: 'again' }))
    expect(failure).toMatchObject({ code: 'invoice.exists', field: 'period', facts: { invoice: id, number } })
    expect(await failureIn(() => billing.invoices.issue({ ...issue, period: '2026-11' }))).toMatchObject({ code: 'command.conflict', field: 'key' })
  })

  it('issues one invoice and one number, however many ask at once', async () => {
    const billing = await acmeBilling()
    const sameKey = await Promise.all(Array.from({ length: 8 }, () => billing.invoices.issue(issue)))
    expect(new Set(sameKey.map(({ documentHash }) => documentHash)).size).toBe(1)
    await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'pro', from: '2026-10-01' })
    const otherKeys = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => billing.invoices.issue({ key: `k${index}`, account: 'globex', period: '2026-10' })))
    expect(otherKeys.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await billing.invoices.list()).items.map(({ number }) => number).sort()).toEqual(['INV-000001', 'INV-000002'])
  })

  it('lets the unique key of the document decide where the look-up saw nothing', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    const first = await billing.invoices.issue(issue)
    let lookUps = 0
    const blind = wrapped(storage, (stores) => ({
      ...stores,
      documents: { ...stores.documents, findByPeriod: (...asked) => (lookUps++ === 0 ? Promise.resolve([]) : stores.documents.findByPeriod(...asked)) },
    }))
    const failure = await failureIn(() => sampleBilling({ storage: blind, now: '2026-11-03T00:00:00Z' }).invoices.issue({ ...issue, key: 'racer' }))
    expect(failure).toMatchObject({ code: 'invoice.exists', facts: { invoice: first.id } })
    expect(lookUps).toBe(2)
    await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'pro', from: '2026-10-01' })
    expect((await billing.invoices.issue({ key: 'g', account: 'globex', period: '2026-10' })).number).toBe('INV-000002')
  })

  it('leaves nothing behind when it fails at its last write', async () => {
    const storage = memory()
    const broken = wrapped(storage, (stores) => ({ ...stores, commands: { ...stores.commands, put: () => Promise.reject(new Error('disk full')) } }))
    const billing = await acmeBilling({ storage })
    await expect(sampleBilling({ storage: broken }).invoices.issue(issue)).rejects.toThrow('disk full')
    expect((await billing.invoices.list()).items).toEqual([])
    expect((await billing.ledger.list()).items).toEqual([])
    expect((await billing.invoices.issue(issue)).number).toBe('INV-000001')
  })

  it('waits for the end of the period', async () => {
    const storage = memory()
    const early = await acmeBilling({ storage, now: '2026-10-31T22:59:59.999999Z' })
    expect(await failureIn(() => early.invoices.issue(issue))).toMatchObject({ code: 'window.open', field: 'period' })
    await expect(sampleBilling({ storage, now: '2026-10-31T23:00:00Z' }).invoices.issue(issue)).resolves.toMatchObject({ issuedAt: '2026-10-31T23:00:00.000000Z' })
  })

  it('covers all subscriptions of the account that have the period', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'acme-calls', account: 'acme', plan: 'calls', from: '2026-10-01', subjects: ['acme-api'] })
    await billing.subscriptions.start({ key: 'acme-year', account: 'acme', plan: 'yearly', from: '2026-01-01' })
    await billing.subscriptions.start({ key: 'acme-ended', account: 'acme', plan: 'pro', from: '2026-08-01', to: '2026-09-01' })
    await billing.events.ingest([tokens('a', '1400000'), call('b', { subject: 'acme-api' })])
    const invoice = await billing.invoices.issue(issue)
    expect(invoice.lines.map(({ subscription, component, amount }) => [subscription, component, amount])).toEqual([
      ['acme', 'base', '49'],
      ['acme', 'tokens', '1'],
      ['acme-calls', 'calls', '0.01'],
    ])
    expect((await billing.invoices.evidence(invoice.id))?.ratings).toHaveLength(2)
    expect((await billing.invoices.preview({ account: 'acme', period: '2026' })).totals.payable).toBe('120')
  })

  it('refuses a label that means two periods, and takes bounds', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'mid', account: 'acme', plan: 'calls', from: '2026-10-15', zone: 'Europe/Berlin' })
    expect(await failureIn(() => billing.invoices.preview({ account: 'acme' } as typeof october))).toMatchObject({ code: 'command.invalid', field: 'period', message: expect.stringContaining('is undefined') as unknown })
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'period.ambiguous', field: 'period' })
    const bounds = { from: '2026-10-15', to: '2026-11-15' }
    expect((await billing.invoices.preview({ account: 'acme', period: bounds })).lines.map(({ subscription }) => subscription)).toEqual(['mid'])
    const instants = { from: '2026-10-01T00:00:00+02:00', to: '2026-11-01T00:00:00+01:00' }
    expect((await billing.invoices.preview({ account: 'acme', period: instants })).lines.map(({ subscription }) => subscription)).toEqual(['acme', 'acme'])
  })

  it('posts nothing for an invoice of zero', async () => {
    const billing = sampleBilling()
    await billing.subscriptions.start({ key: 'idle', account: 'idle', plan: 'calls', from: '2026-10-01' })
    expect((await billing.invoices.issue({ key: 'idle', account: 'idle', period: '2026-10' })).totals.payable).toBe('0')
    expect((await billing.ledger.list()).items).toEqual([])
  })

  it('rounds, omits and numbers as told', async () => {
    const storage = memory()
    await (await acmeBilling({ storage })).events.ingest([tokens('a', '1000001')])
    const told = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), rounding: { mode: 'up', scope: 'perLine' }, zeroLines: 'omit', series: 'DE' })
    expect(await told.invoices.issue(issue)).toMatchObject({ number: 'DE-000001', zeroLines: 'omit', totals: { exact: '49.0000025', payable: '49.01' } })
  })

  it('keeps tenants apart: same keys, accounts, events and numbers', async () => {
    const storage = memory()
    const [a, b] = [await acmeBilling({ storage, tenant: 'a' }), await acmeBilling({ storage, tenant: 'b' })]
    await a.events.ingest([tokens('r1', '1400000')])
    const [ours, theirs] = [await a.invoices.issue(issue), await b.invoices.issue(issue)]
    expect([ours.totals.payable, theirs.totals.payable]).toEqual(['50', '49'])
    expect([ours.number, theirs.number]).toEqual(['INV-000001', 'INV-000001'])
    expect(ours.id).not.toBe(theirs.id)
    expect(await b.invoices.get(ours.id)).toBeUndefined()
  })
})

describe('invoices.preview', () => {
  it('writes nothing, and has the content of the invoice (V-PREVIEW)', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('a', '1400000')])
    const preview = await sampleBilling({ storage: readOnly(storage) }).invoices.preview(october)
    const invoice = await billing.invoices.issue(issue)
    expect(preview.contentHash).toBe(invoice.contentHash)
    expect(invoice).toMatchObject(preview)
    await expect(sampleBilling({ storage: readOnly(storage) }).invoices.issue({ ...issue, key: 'x' })).rejects.toThrow()
  })

  it('shows an open period as it stands', async () => {
    const billing = await acmeBilling({ now: '2026-10-02T00:00:00Z' })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('49')
  })
})

describe('invoices.evidence', () => {
  it('verifies the invoice after the plan, the subscription and the usage went on', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '1400000')])
    const invoice = await billing.invoices.issue(issue)
    await billing.events.ingest([tokens('late', '5000000'), tokens('a', '7', { revision: 1 })])
    await billing.usage.seal(october)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(await billing.invoices.evidence('unknown')).toBeUndefined()
  })

  it('holds one bucket for each group of usage, however many quarter hours it had', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest(Array.from({ length: 200 }, (_, index) => tokens(`t${index}`, '7', { time: `2026-10-${String(1 + (index % 28)).padStart(2, '0')}T0${index % 10}:30:00Z` })))
    const { id } = await billing.invoices.issue(issue)
    const usage = (await billing.invoices.evidence(id))?.ratings[0]?.facts.usage
    expect(usage).toMatchObject([{ quantity: '1400', events: 200, state: expect.anything() as unknown }])
  })
})
