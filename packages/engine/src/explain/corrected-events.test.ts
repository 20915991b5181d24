import { memory } from '@farthing/adapters-memory'
import { count, sum, type UsageEvent } from '@farthing/core'
import { lineText, recountUsage, recountedCorrection, verifyCorrections } from '@farthing/ledger'
import { defineCatalog, flat, percentDiscount, perUnit, plan, volume } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'

const program = { stages: [percentDiscount('gift', { percent: '100' }, { of: { components: ['gifts'] } })] }
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }), free: count({ event: 'free' }), gifts: count({ event: 'gifts' }) },
  plans: {
    api: plan({ currency: 'EUR', every: 'month', program }, {
      calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]), free: perUnit('free', '0'), gifts: perUnit('gifts', '2'), base: flat('1'),
    }),
  },
})

function event(id: string, type: string, quantity: number, about: object = {}) {
  return { id, source: 'api', type, subject: 'acme', time: `2026-01-2${id.length}T00:00:00.000000Z`, data: { count: String(quantity) }, revision: 0, ...about }
}

const first = [event('a', 'calls', 1_000), event('bb', 'free', 1), event('ccc', 'gifts', 1)]
const late = [event('dddd', 'calls', 1), event('eeeee', 'free', 1)]

async function invoiced() {
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now) })
  await at('2026-01-01T00:00:00Z').subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-01-01', zone: 'UTC' })
  await at('2026-02-02T00:00:00Z').events.ingest(first)
  const invoice = await at('2026-02-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-01' })
  return { at, invoice, now: at('2026-03-01T00:00:00Z') }
}

const january = { account: 'acme', period: '2026-01' } as const

describe('what a correction takes in', () => {
  it('is on the line that it comes to, and no longer late', async () => {
    const { now, invoice } = await invoiced()
    await now.events.ingest(late)
    expect((await now.events.whyNot({ source: 'api', id: 'dddd' })).fates).toMatchObject([{ outcome: 'excluded', reason: 'late', invoice: { id: invoice.id } }])
    await now.corrections.takeLate()
    const { fates } = await now.events.whyNot({ source: 'api', id: 'dddd' })
    expect(fates).toMatchObject([{ outcome: 'billed', correction: { revision: 1, number: 'CN-000001' }, lines: [{ invoice: invoice.id, amount: '9009', steps: [{ quantity: '1' }] }] }])
    expect((await now.events.whyNot({ source: 'api', id: 'eeeee' })).fates).toMatchObject([{ outcome: 'free', reason: 'zero_price', correction: { revision: 1 } }])
    const before = await now.events.whyNot({ source: 'api', id: 'a' })
    expect(before.fates).toMatchObject([{ outcome: 'billed', lines: [{ amount: '9009' }] }])
    expect(before.fates[0]).not.toHaveProperty('correction')
  })

  it('is accounted for', async () => {
    const { now } = await invoiced()
    await now.events.ingest(late)
    const rows = async () => Object.fromEntries((await now.events.conservation(january)).map((row) => [row.meter, row]))
    expect(await rows()).toMatchObject({ calls: { events: 2, billed: 1, excluded: { late: 1 }, invoiced: 1 }, free: { events: 2, free: { zero_price: 1 }, invoiced: 1 } })
    await now.corrections.takeLate()
    expect(await rows()).toMatchObject({ calls: { events: 2, billed: 2, excluded: { late: 0 }, invoiced: 2 }, free: { events: 2, free: { zero_price: 2 }, invoiced: 2 }, gifts: { free: { discounted: 1 } } })
  })

  it('is seen even where it makes no difference', async () => {
    const { now } = await invoiced()
    await now.events.ingest(late.slice(1))
    expect(await now.corrections.takeLate()).toMatchObject({ corrected: [{ revision: 1 }] })
    const { fates } = await now.events.whyNot({ source: 'api', id: 'eeeee' })
    expect(fates).toMatchObject([{ outcome: 'free', reason: 'zero_price', correction: { revision: 1 } }])
    expect(fates[0]).not.toHaveProperty('correction.number')
    expect((await now.events.conservation(january)).find(({ meter }) => meter === 'free')).toMatchObject({ events: 2, invoiced: 2, excluded: { late: 0 } })
  })
})

describe('what a credit note takes back as a whole', () => {
  it('is on no line any more, what comes in later included', async () => {
    const { now, invoice } = await invoiced()
    await now.corrections.cancel({ key: 'c', invoice: invoice.id, reason: 'wrong customer' })
    await now.events.ingest(late)
    for (const id of ['a', 'bb', 'dddd']) {
      expect((await now.events.whyNot({ source: 'api', id })).fates).toMatchObject([{ outcome: 'excluded', reason: 'credited', invoice: { id: invoice.id } }])
    }
    expect((await now.events.conservation(january)).find(({ meter }) => meter === 'calls')).toMatchObject({ events: 2, billed: 0, excluded: { credited: 2, late: 0 }, invoiced: 0 })
  })

  it('waits for another invoice where the first was made void', async () => {
    const { now, invoice } = await invoiced()
    await now.invoices.transition({ key: 'v', invoice: invoice.id, cause: 'void', reason: 'wrong address' })
    expect((await now.events.whyNot({ source: 'api', id: 'a' })).fates).toMatchObject([{ outcome: 'excluded', reason: 'not_invoiced' }])
    expect((await now.events.conservation(january)).find(({ meter }) => meter === 'calls')).toMatchObject({ events: 1, billed: 0, invoiced: 0, excluded: { not_invoiced: 1 } })
  })
})

describe('invoices.explain, after a correction', () => {
  it('leads from what is due to the event that came in late, and says why', async () => {
    const { now, invoice } = await invoiced()
    await now.events.ingest(late)
    await now.corrections.takeLate()
    const line = invoice.lines.find(({ component }) => component === 'calls')?.id ?? ''
    const ids = async (about: object) => (await now.invoices.explain({ invoice: invoice.id, line, ...about })).events?.items.map(({ id }) => id).sort()
    expect(await ids({})).toEqual(['a'])
    expect(await ids({ revision: 1 })).toEqual(['a', 'dddd'])
    const explained = await now.invoices.explain({ invoice: invoice.id, line, revision: 1 })
    expect(explained).toMatchObject({ line: { amount: '9009' }, correction: { number: 'CN-000001', billed: '10000', due: '9009' }, usage: [{ quantity: '1001', events: 2 }] })
    expect(lineText(explained)).toContain('because: api/dddd of 2026-01-24T00:00:00.000000Z came in at 2026-03-01T00:00:00.000000Z')
    await expect(now.invoices.explain({ invoice: invoice.id, line, revision: 2 })).rejects.toMatchObject({ code: 'correction.unknown' })
  })
})

describe('corrections.bundle', () => {
  it('verifies every document with no database, and counts the usage again', async () => {
    const { now, invoice } = await invoiced()
    await now.events.ingest(late)
    await now.corrections.takeLate()
    await now.corrections.credit({ key: 'c', invoice: invoice.id, reason: 'slow', lines: [{ line: invoice.lines.find(({ component }) => component === 'base')?.id ?? '', amount: '0.5' }] })
    const bundle = (await now.corrections.bundle(invoice.id)) ?? expect.fail('the invoice has a bundle')
    expect(bundle.corrections.map(({ correction, note }) => [correction.kind, note?.number])).toEqual([['rerating', 'CN-000001'], ['credit', 'CN-000002']])
    expect(verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
    const recounted = recountedCorrection(bundle) ?? expect.fail('it was rated again')
    const known: readonly UsageEvent[] = [...first, ...late]
    expect(recountUsage(recounted, known)).toBeUndefined()
    expect(recountUsage(recounted, first)).toMatchObject({ path: expect.stringContaining('ratings[0].facts.usage') as unknown })
    expect(await now.corrections.bundle('f'.repeat(64))).toBeUndefined()
  })

  it('has an invoice without corrections too', async () => {
    const { now, invoice } = await invoiced()
    const bundle = (await now.corrections.bundle(invoice.id)) ?? expect.fail('the invoice has a bundle')
    expect(bundle.corrections).toEqual([])
    expect(verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
  })

  it('verifies with taxes, both kinds of credit, and credit that came back', async () => {
    const storage = memory()
    const rates = [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] as const
    const tax = { name: 'own', version: '1', defaultCategory: 'saas', rates }
    const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), tax, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' } })
    const then = at('2026-01-01T00:00:00Z')
    await then.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
    await then.subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-01-01', zone: 'UTC' })
    await then.credits.grant({ key: 'paid', account: 'acme', kind: 'paid', currency: 'EUR', amount: '11000', effectiveAt: '2026-01-01T00:00:00Z' })
    await then.credits.grant({ key: 'gift', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '300', effectiveAt: '2026-01-01T00:00:00Z' })
    const now = at('2026-02-02T00:00:00Z')
    await now.events.ingest(first)
    const invoice = await now.invoices.issue({ key: 'i', account: 'acme', period: '2026-01' })
    await now.events.ingest(late)
    await now.corrections.takeLate()
    await now.corrections.cancel({ key: 'c', invoice: invoice.id, reason: 'by mistake' })
    const bundle = (await now.corrections.bundle(invoice.id)) ?? expect.fail('the invoice has a bundle')
    expect(bundle.corrections.map(({ note }) => note?.totals.restored !== '0')).toContain(true)
    expect(verifyCorrections(JSON.parse(JSON.stringify(bundle)) as typeof bundle)).toEqual({ verdict: 'verified' })
  })
})
