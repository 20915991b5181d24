import { memory } from '@farthing/adapters-memory'
import { checkJson, count, isFarthingError, sum, type UsageEvent } from '@farthing/core'
import { lineText, recountUsage, verifyBundle, verifyInclusion } from '@farthing/ledger'
import { defineCatalog, graduated, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn, readOnly } from '../test/sample-billing.js'
import type { EventFate } from './event-fate.js'

const catalog = defineCatalog({
  meters: {
    tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
    calls: count({ event: 'api.call', filter: [{ path: 'billable', equals: true }] }),
    spare: count({ event: 'api.spare' }),
    archive: count({ event: 'api.archive' }),
  },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, {
      tokens: graduated('tokens', [{ upTo: '10', unit: '0' }, { unit: '0.5' }]),
      calls: perUnit('calls', '0.1'),
      spare: perUnit('spare', '0'),
    }),
    archive: plan({ currency: 'EUR', every: 'month' }, { archive: perUnit('archive', '1') }),
  },
})

function event(id: string, about: object = {}) {
  return { id, source: 'api', type: 'llm.tokens', subject: 'acme', time: `2026-10-14T09:00:0${id.length}Z`, data: { count: '6', model: 'large' }, ...about }
}

const batch = [
  event('a'),
  event('bb', { time: '2026-10-15T09:00:00Z' }),
  event('bad', { data: { count: '-1' } }),
  event('c1', { type: 'api.call', data: { billable: true } }),
  event('c2', { type: 'api.call', data: { billable: false } }),
  event('z1', { type: 'api.spare', data: {} }),
  event('s1', { subject: 'stranger' }),
  event('n1', { type: 'api.archive' }),
  event('x1', { type: 'unheard.of' }),
  event('v1', { revision: 0 }),
  event('v1', { revision: 1, data: null }),
  event('mv', { time: '2026-10-20T09:00:00Z' }),
]

async function billed() {
  const storage = memory()
  const clock = fixedClock('2026-11-02T00:00:00Z')
  const billing = createBilling({ catalog, storage, clock })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
  await billing.events.ingest(batch)
  const before = await billing.events.whyNot({ source: 'api', id: 'a' })
  await billing.usage.seal({ account: 'acme', period: '2026-10' })
  const sealed = await billing.events.whyNot({ source: 'api', id: 'a' })
  const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await billing.events.ingest([event('late'), event('gone'), event('mv', { revision: 1, time: '2026-11-01T09:00:00Z' }), event('a', { revision: 0 })])
  await billing.events.writeOff({ key: 'w', actor: 'ann', reason: 'goodwill', account: 'acme', period: '2026-10', events: [{ source: 'api', id: 'gone' }] })
  return { billing: createBilling({ catalog, storage: readOnly(storage), clock }), invoice, before, sealed }
}

const told = (fate: EventFate) => [fate.meter, fate.outcome, 'reason' in fate ? fate.reason : fate.lines.map(({ description }) => description).join()].join(' ')

describe('events.whyNot', () => {
  const cases: readonly (readonly [id: string, status: string, fates: readonly string[]])[] = [
    ['a', 'kept', ['tokens billed tokens']],
    ['bb', 'kept', ['tokens billed tokens']],
    ['bad', 'kept', ['tokens excluded quarantined']],
    ['c1', 'kept', ['calls billed calls']],
    ['c2', 'kept', ['calls excluded filtered']],
    ['z1', 'kept', ['spare free zero_price']],
    ['s1', 'kept', ['tokens excluded unattached']],
    ['n1', 'kept', ['archive excluded not_metered']],
    ['x1', 'unmatched', []],
    ['v1', 'void', []],
    ['never', 'unknown', []],
    ['late', 'kept', ['tokens excluded late']],
    ['gone', 'kept', ['tokens excluded written_off']],
    ['mv', 'kept', ['tokens excluded unsealed']],
  ]

  it('says for every event which line it is in, or why it is in none', async () => {
    const { billing } = await billed()
    for (const [id, status, fates] of cases) {
      const answer = await billing.events.whyNot({ source: 'api', id })
      expect([id, answer.status, answer.fates.map(told)]).toEqual([id, status, fates])
    }
  })

  it('follows an event from its arrival to the invoice', async () => {
    const { before, sealed, billing, invoice } = await billed()
    expect(before.fates).toMatchObject([{ outcome: 'excluded', reason: 'unsealed', subscription: 'acme' }])
    expect(sealed.fates).toMatchObject([{ outcome: 'excluded', reason: 'not_invoiced' }])
    const { fates } = await billing.events.whyNot({ source: 'api', id: 'bb' })
    expect(fates).toMatchObject([{ lines: [{ invoice: invoice.id, number: 'INV-000001', amount: '4' }] }])
  })

  it('says which tiers the units of an event fall into: by time, the second event enters the paid one', async () => {
    const { billing } = await billed()
    const steps = async (id: string) => (await billing.events.whyNot({ source: 'api', id })).fates.flatMap((fate) => ('lines' in fate ? fate.lines.flatMap((line) => line.steps ?? []) : []))
    expect(await steps('a')).toEqual([{ description: 'Tier 1', tier: 1, quantity: '6', unit: '0' }])
    expect(await steps('bb')).toEqual([{ description: 'Tier 1', tier: 1, quantity: '4', unit: '0' }, { description: 'Tier 2', tier: 2, quantity: '2', unit: '0.5' }])
    expect(await steps('c1')).toEqual([{ description: 'Usage', quantity: '1', unit: '0.1' }])
  })

  it('names what is late by its invoice, and refuses what is no text', async () => {
    const { billing, invoice } = await billed()
    expect((await billing.events.whyNot({ source: 'api', id: 'late' })).fates).toMatchObject([{ invoice: { id: invoice.id } }])
    expect(await failureIn(() => billing.events.whyNot({ source: 'api', id: '' }))).toMatchObject({ code: 'text.empty', field: 'id' })
  })
})

describe('events.conservation', () => {
  it('accounts for every event of a period', async () => {
    const { billing, invoice } = await billed()
    const rows = await billing.events.conservation({ account: 'acme', period: '2026-10' })
    expect(rows.map(({ meter }) => meter)).toEqual(['calls', 'spare', 'tokens'])
    expect(rows[0]).toMatchObject({ events: 2, billed: 1, excluded: { filtered: 1 }, invoiced: 1, replaced: 0 })
    expect(rows[1]).toMatchObject({ events: 1, billed: 0, free: { zero_price: 1, discounted: 0, unpriced: 0 }, invoiced: 1 })
    expect(rows[2]).toMatchObject({
      account: 'acme', subscription: 'acme', invoice: { id: invoice.id }, events: 5, billed: 2, excluded: { late: 1, written_off: 1, quarantined: 1 }, invoiced: 3, replaced: 1,
    })
  })
})

describe('invoices.explain', () => {
  it('leads from a line to its windows and events, inside the cut of the invoice', async () => {
    const { billing, invoice } = await billed()
    const line = invoice.lines.find(({ component }) => component === 'tokens')
    const explained = await billing.invoices.explain({ invoice: invoice.id, line: line?.id ?? '' })
    expect(explained.usage).toMatchObject([{ meter: 'tokens', quantity: '18', events: 3, windows: [{ quantity: '6', events: 1 }, { quantity: '6' }, { quantity: '6' }] }])
    expect(explained.events?.items.map(({ id, revision, value }) => `${id}.${revision} ${String(value)}`).sort()).toEqual(['a.0 6', 'bb.0 6', 'mv.0 6'])
    expect(lineText(explained).split('\n')).toContain('    window from 2026-10-14 09:00: 6 from 1 event (' + (explained.usage[0]?.windows?.[0]?.evidence.slice(0, 12) ?? '') + ')')
  })

  it('pages events', async () => {
    const { billing, invoice } = await billed()
    const line = invoice.lines.find(({ component }) => component === 'tokens')?.id ?? ''
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const { events } = await billing.invoices.explain({ invoice: invoice.id, line, page: { limit: 1, ...(cursor === undefined ? {} : { cursor }) } })
      expect(events?.items).toHaveLength(1)
      ids.push(...(events?.items ?? []).map(({ id }) => id))
      cursor = events?.next
    } while (cursor !== undefined)
    expect(ids.sort()).toEqual(['a', 'bb', 'mv'])
  })

  it.each<[object, string, string]>([
    [{ invoice: 'none' }, 'invoice.unknown', 'invoice'],
    [{ line: 'none' }, 'invoice.line_unknown', 'line'],
    [{ page: { limit: 0 } }, 'storage.page_invalid', 'limit'],
    [{ page: { cursor: 'x' } }, 'storage.page_invalid', 'cursor'],
  ])('refuses %j', async (change, code, field) => {
    const { billing, invoice } = await billed()
    const request = { invoice: invoice.id, line: invoice.lines[0]?.id ?? '', ...change }
    expect(await failureIn(() => billing.invoices.explain(request))).toMatchObject({ code, field })
  })
})

describe('invoices.bundle and invoices.prove', () => {
  it('give what is verified with no database, and counted again from the events that were known', async () => {
    const { billing, invoice } = await billed()
    const bundle = await billing.invoices.bundle(invoice.id)
    if (bundle === undefined) throw new Error('the invoice has evidence')
    expect(checkJson(bundle, 'bundle')).toEqual(bundle)
    expect(verifyBundle(bundle)).toEqual({ verdict: 'verified' })
    const known = batch.map((each) => ({ revision: 0, ...each, time: each.time.replace('Z', '.000000Z') }))
    expect(recountUsage(bundle, known)).toBeUndefined()
    expect(recountUsage(bundle, known.slice(1))).toMatchObject({ path: expect.stringContaining('ratings[0].facts.usage') as unknown })
    expect(await billing.invoices.bundle('f'.repeat(64))).toBeUndefined()
  })

  it('prove one event to a customer', async () => {
    const { billing, invoice } = await billed()
    const evidence = await billing.invoices.evidence(invoice.id)
    if (evidence === undefined) throw new Error('the invoice has evidence')
    const [proof] = await billing.invoices.prove({ invoice: invoice.id, source: 'api', id: 'a' })
    const own: UsageEvent = { id: 'a', source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:01.000000Z', data: { count: '6', model: 'large' }, revision: 0 }
    const line = invoice.lines.find(({ component }) => component === 'tokens')?.id
    expect(proof && verifyInclusion(evidence, own, proof)).toEqual({ verdict: 'included', lines: [line] })
    expect(proof && verifyInclusion(evidence, { ...own, data: { count: '7', model: 'large' } }, proof)).toMatchObject({ verdict: 'differs', path: 'fingerprint' })
    for (const id of ['late', 'never', 'c2']) {
      await expect(billing.invoices.prove({ invoice: invoice.id, source: 'api', id })).rejects.toSatisfy((error) => isFarthingError(error) && error.code === 'event.unknown')
    }
  })
})
