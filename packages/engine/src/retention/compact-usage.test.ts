import { memory } from '@farthing/adapters-memory'
import { count, parseUsageEvent, sum, timeWeighted } from '@farthing/core'
import { verifyInclusion, verifyInvoice } from '@farthing/ledger'
import { defineCatalog, graduated, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import type { Storage, Stores } from '@farthing/ports'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: {
    calls: count({ event: 'api.call' }),
    tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
    loose: count({ event: 'ping', evidence: 'none' }),
    seats: timeWeighted({ event: 'seats', value: 'seats', reports: 'level', per: 'hour' }),
  },
  plans: {
    api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.1'), tokens: graduated('tokens', [{ upTo: '5', unit: '0' }, { unit: '0.02' }]), loose: perUnit('loose', '1') }),
    levels: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.1'), seats: perUnit('seats', '0.01') }),
  },
})
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
const policy = { usage_event: { keep: 'P1Y', from: 'recorded' } } as const
const events = [
  ...['a', 'b', 'c'].map((id) => call(id, { subject: 'acme', time: '2026-10-14T00:00:00Z' })),
  ...[4, 6].map((tokens, index) => ({ ...call(`t${index}`, { subject: 'acme', time: '2026-10-15T00:01:00Z' }), type: 'llm.tokens', data: { count: `${tokens}`, model: index === 0 ? 'large' : 'small' } })),
  { ...call('p', { subject: 'acme', time: '2026-10-16T00:00:00Z' }), type: 'ping', data: {} },
]

/** `acme` with October billed, both reviews made, over one storage at any time. */
async function lived({ planName = 'api', storage = memory() }: { readonly planName?: 'api' | 'levels'; readonly storage?: Storage } = {}) {
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), retention: { policy } })
  const then = at('2026-10-17T00:00:00Z')
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-10-01', zone: 'UTC' })
  await then.events.ingest(planName === 'levels' ? [...events, { ...call('s', { subject: 'acme', time: '2026-10-16T00:00:00Z' }), type: 'seats', data: { seats: '2' } }] : events)
  const invoice = await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const later = at('2028-01-01T00:00:00Z')
  for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
  return { storage, at, later, invoice }
}

const question = { account: 'acme', period: october }

async function compacted(given?: Parameters<typeof lived>[0]) {
  const world = await lived(given)
  // #region compact
  const preview = await world.later.retention.previewCompaction({ account: 'acme', period: october })
  const compaction = await world.later.retention.compact({ key: 'october', account: 'acme', period: october, confirm: preview.id, reason: 'retention schedule', actor: 'controller' })
  // #endregion compact
  return { ...world, preview, compaction }
}

describe('retention.compact', () => {
  it('takes bodies away, once, and records who, why, what it rests on and what went', async () => {
    const { later, preview, compaction, invoice } = await compacted()
    expect(preview).toMatchObject({ decision: 'compact_candidate', bodies: 6, keptTypes: ['seats'] })
    expect(compaction).toMatchObject({ id: preview.id, account: 'acme', by: 'controller', reason: 'retention schedule', parts: preview.parts, finishedAt: '2028-01-01T00:00:00.000000Z', rule: policy.usage_event })
    expect(compaction.usage.find(({ meter }) => meter === 'calls')).toMatchObject({ events: 3, billed: 3, invoice: { number: invoice.number } })
    expect(compaction.seals).toMatchObject([{ subscription: 'acme', revision: 0 }])
    const again = { key: 'october', ...question, confirm: preview.id, reason: 'retention schedule', actor: 'controller' }
    expect(await later.retention.compact(again)).toEqual(compaction)
    expect(await failureIn(() => later.retention.compact({ ...again, reason: 'another' }))).toMatchObject({ code: 'command.conflict' })
    expect((await later.retention.compactions({ account: 'acme' })).items).toEqual([compaction])
    expect((await later.audit.list({ operation: 'retention.compact' })).items).toMatchObject([{ actor: 'controller', changeCount: 2 }])
    expect(await failureIn(() => later.retention.compact({ ...again, key: 'once more' }))).toMatchObject({ code: 'retention.compaction_refused', field: 'account' })
  })

  it('leaves the invoice, its verification, its proofs, its explanation and the account of its events as they were', async () => {
    const world = await lived()
    const { later, invoice } = world
    const look = async () => ({
      invoice: await later.invoices.get(invoice.id),
      verified: verifyInvoice((await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')),
      conservation: await later.events.conservation({ account: 'acme', period: '2026-10' }),
      late: await later.events.late({ account: 'acme', period: '2026-10' }),
      seal: await later.usage.seal({ account: 'acme', period: '2026-10' }),
      preview: (await later.invoices.preview({ account: 'acme', period: '2026-10' })).contentHash,
      resent: (await later.events.ingest(events)).counts,
    })
    const before = await look()
    const proofs = await later.invoices.prove({ invoice: invoice.id, source: 'api', id: 'a' })
    const { id } = await later.retention.previewCompaction(question)
    await later.retention.compact({ key: 'k', ...question, confirm: id, reason: 'schedule' })
    expect(await look()).toEqual(before)
    const evidence = (await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')
    for (const proof of proofs) expect(verifyInclusion(evidence, parseUsageEvent(events[0]), proof)).toMatchObject({ verdict: 'included' })
    const line = invoice.lines.find(({ description }) => description.includes('calls')) ?? invoice.lines[0]
    expect(await later.invoices.explain({ invoice: invoice.id, line: line?.id ?? '' })).toMatchObject({ events: { items: [], compaction: id } })
    expect(await later.events.whyNot({ source: 'api', id: 'a' })).toMatchObject({ status: 'compacted', compaction: id })
  })

  it('refuses what would read a body, and finds no smaller sum', async () => {
    const { later, invoice } = await compacted()
    const refused = { code: 'storage.events_removed' }
    expect(await failureIn(() => later.events.list({ account: 'acme', ...october }))).toMatchObject(refused)
    expect(await failureIn(() => later.invoices.prove({ invoice: invoice.id, source: 'api', id: 'a' }))).toMatchObject(refused)
    expect(await failureIn(() => later.windows.rewind({ account: 'acme', from: '2026-10-01' }))).toMatchObject(refused)
  })

  it('takes late usage in from totals where it can, refuses it where it cannot, and keeps it in both', async () => {
    const { at, invoice } = await compacted()
    const late = at('2028-02-01T00:00:00Z')
    const ping = { ...call('late ping', { subject: 'acme', time: '2026-10-16T00:00:00Z' }), type: 'ping', data: {} }
    await late.events.ingest([ping])
    expect((await late.events.conservation({ account: 'acme', period: '2026-10' })).find(({ meter }) => meter === 'loose')).toMatchObject({ events: 2, billed: 1, excluded: { late: 1 } })
    await late.corrections.takeLate()
    expect((await late.events.conservation({ account: 'acme', period: '2026-10' })).find(({ meter }) => meter === 'loose')).toMatchObject({ events: 2, billed: 2, invoiced: 2 })
    await late.events.ingest([call('late call', { subject: 'acme', time: '2026-10-14T00:05:00Z' })])
    expect((await late.events.late({ account: 'acme', period: '2026-10' })).count).toBe(1)
    expect(await late.corrections.takeLate()).toMatchObject({ refused: [{ invoice: invoice.id, failure: { code: 'storage.events_removed' } }] })
    expect(await failureIn(() => late.corrections.correct({ key: 'c', invoice: invoice.id, causes: [{ kind: 'usage_correction', reference: 'late', text: 'late usage' }] }))).toMatchObject({ code: 'storage.events_removed' })
  })

  it('refuses an amendment of a body that has gone where it comes in, tells the sender, and stands in nobody’s way', async () => {
    const { later } = await compacted()
    const amendment = (id: string) => ({ ...call(id, { subject: 'acme', time: '2026-10-14T00:00:00Z' }), revision: 1, data: null })
    const { counts, refused } = await later.events.ingest([amendment('a'), amendment('new'), call('b', { subject: 'acme', time: '2026-10-14T00:00:00Z' })])
    expect(counts).toMatchObject({ rejected: 1, duplicate: 1 })
    expect(refused).toMatchObject([{ index: 0, identity: { source: 'api', id: 'a' }, failure: { code: 'event.compacted', field: 'id' } }])
    expect(await later.events.late({ account: 'acme', period: '2026-10' })).toMatchObject({ count: 0 })
  })

  it('refuses an amendment of a body that is decided to go, whenever it goes, so that the period can always be read', async () => {
    const storage = memory()
    let isPaused = true
    const { later } = await lived({ storage: failingFrom(storage, () => isPaused) })
    const { id } = await later.retention.previewCompaction(question)
    const input = { key: 'k', ...question, confirm: id, reason: 'schedule' }
    await expect(later.retention.compact(input)).rejects.toThrow('the power fails')
    const voided = { ...call('a', { subject: 'acme', time: '2026-10-14T00:00:00Z' }), revision: 1, data: null }
    const others = [{ ...voided, id: 'later', data: {} }, { ...call('a', { subject: 'acme', time: '2026-11-14T00:00:00Z' }), id: 'november', revision: 2 }]
    expect(await later.events.ingest([voided, ...others])).toMatchObject({ counts: { accepted: 2, rejected: 1 }, refused: [{ index: 0, failure: { code: 'event.compacted', facts: { removal: id } } }] })
    isPaused = false
    expect(await later.retention.compact(input)).toMatchObject({ id })
    expect(await later.events.late({ account: 'acme', period: '2026-10' })).toMatchObject({ count: 1 })
    expect((await later.events.conservation({ account: 'acme', period: '2026-10' })).find(({ meter }) => meter === 'calls')).toMatchObject({ events: 4, billed: 3, excluded: { late: 1 } })
  })

  it('is refused where an event was amended while it was planned', async () => {
    const storage = memory()
    const amend = { now: async () => {} }
    const { later } = await lived({ storage: beforeStart(storage, () => amend.now()) })
    const { id } = await later.retention.previewCompaction(question)
    amend.now = async () => {
      amend.now = async () => {}
      await later.events.ingest([{ ...call('a', { subject: 'acme', time: '2026-10-14T00:00:00Z' }), revision: 1, data: null }])
    }
    expect(await failureIn(() => later.retention.compact({ key: 'k', ...question, confirm: id, reason: 'schedule' }))).toMatchObject({ code: 'retention.compaction_refused', message: expect.stringContaining('preview again') as unknown })
    expect((await later.retention.compactions({ account: 'acme' })).items).toEqual([])
    expect((await later.events.conservation({ account: 'acme', period: '2026-10' })).find(({ meter }) => meter === 'calls')).toMatchObject({ events: 2, replaced: 1 })
  })

  it('leaves late events to be written off', async () => {
    const { later } = await compacted()
    await later.events.ingest([call('late call', { subject: 'acme', time: '2026-10-14T00:05:00Z' })])
    await later.events.writeOff({ key: 'w', account: 'acme', period: '2026-10', reason: 'bodies have gone' })
    expect(await later.events.late({ account: 'acme', period: '2026-10' })).toMatchObject({ count: 0, writtenOff: 1 })
    expect((await later.events.conservation({ account: 'acme', period: '2026-10' })).find(({ meter }) => meter === 'calls')).toMatchObject({ events: 4, billed: 3, excluded: { written_off: 1 } })
  })

  it('keeps bodies of levels: the next month is measured from them', async () => {
    const { at, later } = await lived({ planName: 'levels' })
    const november = { account: 'acme', period: '2026-11' }
    const before = await at('2026-12-02T00:00:00Z').invoices.preview(november)
    expect(before.totals.payable).toBe('14.4')
    const { id, bodies } = await later.retention.previewCompaction(question)
    await later.retention.compact({ key: 'k', ...question, confirm: id, reason: 'schedule' })
    expect(bodies).toBe(6)
    expect((await at('2026-12-02T00:00:00Z').invoices.issue({ key: 'n', ...november })).contentHash).toBe(before.contentHash)
  })
})

describe('retention.compact is refused', () => {
  it.each<[what: string, code: string, change: object]>([
    ['another id', 'retention.not_confirmed', { confirm: 'f'.repeat(64) }],
    ['no id', 'retention.not_confirmed', { confirm: undefined }],
    ['an unknown account', 'account.unknown', { account: 'nobody' }],
    ['a period to come', 'retention.review_invalid', { period: { ...october, to: '2030-01-01T00:00:00Z' } }],
    ['no reason', 'text.malformed', { reason: 5 }],
  ])('%s: %s', async (_, code, change) => {
    const { later } = await lived()
    const { id } = await later.retention.previewCompaction(question)
    expect(await failureIn(() => later.retention.compact({ key: 'k', ...question, confirm: id, reason: 'schedule', ...change }))).toMatchObject({ code })
    expect((await later.events.list({ account: 'acme', ...october })).items).toHaveLength(6)
  })

  it('while anything keeps it: with every reason, and after an event came in that the preview did not have', async () => {
    const { at, later } = await lived()
    const { id } = await later.retention.previewCompaction(question)
    await later.retention.placeHold({ key: 'h', hold: 'case 7', account: 'acme', reason: 'lawsuit' })
    const input = { key: 'k', ...question, confirm: id, reason: 'schedule' }
    expect(await failureIn(() => later.retention.compact(input))).toMatchObject({ code: 'retention.compaction_refused', message: expect.stringContaining('legal_hold of acme') as string })
    await later.retention.liftHold({ key: 'l', hold: 'case 7', reason: 'settled' })
    expect(await failureIn(() => at('2027-01-01T00:00:00Z').retention.compact(input))).toMatchObject({ message: expect.stringMatching(/kept_until of acme, dispute_window_closed of acme/) as string })
    await later.events.ingest([{ ...call('other', { subject: 'acme', time: '2026-10-20T00:00:00Z' }), type: 'nobody reads it' }])
    expect(await failureIn(() => later.retention.compact(input))).toMatchObject({ code: 'retention.not_confirmed' })
  })
})

/** A storage whose removals fail from one of them on. */
function failingFrom(storage: Storage, isBroken: () => boolean): Storage {
  const bodies = ({ eventBodies }: Stores): Stores['eventBodies'] => ({ ...eventBodies, remove: (id, versions) => (isBroken() ? Promise.reject(new Error('the power fails')) : eventBodies.remove(id, versions)) })
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, eventBodies: bodies(stores) })) }
}

/** A storage in which something happens after bodies were listed, in a transaction of its own. */
function beforeStart(storage: Storage, happen: () => Promise<void>): Storage {
  return {
    transaction: async (tenant, work) => {
      const listed = new Set<string>()
      const list = (stores: Stores): Stores['eventBodies']['list'] => (selection, page) => {
        listed.add(selection.cut)
        return stores.eventBodies.list(selection, page)
      }
      const done = await storage.transaction(tenant, (stores) => work({ ...stores, eventBodies: { ...stores.eventBodies, list: list(stores) } }))
      if (listed.size > 0) await happen()
      return done
    },
  }
}

describe('a compaction that was interrupted', () => {
  it('is finished by the same call, and stopped by a legal hold', async () => {
    let isBroken = true
    const { later } = await lived({ storage: failingFrom(memory(), () => isBroken) })
    const { id } = await later.retention.previewCompaction(question)
    const input = { key: 'k', ...question, confirm: id, reason: 'schedule' }
    await expect(later.retention.compact(input)).rejects.toThrow('the power fails')
    expect((await later.retention.compactions()).items).toMatchObject([{ id }])
    expect(await failureIn(() => later.retention.compact({ ...input, key: 'other' }))).toMatchObject({ code: 'retention.compaction_refused' })
    isBroken = false
    await later.retention.placeHold({ key: 'h', hold: 'case 7', account: 'acme', reason: 'lawsuit' })
    expect(await failureIn(() => later.retention.compact(input))).toMatchObject({ code: 'retention.compaction_refused' })
    await later.retention.liftHold({ key: 'l', hold: 'case 7', reason: 'settled' })
    expect(await later.retention.compact(input)).toMatchObject({ id, finishedAt: '2028-01-01T00:00:00.000000Z' })
  })

  it('that lost more than it was to take would be found by its root', async () => {
    const storage = memory()
    const forgetful: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, eventBodies: { ...stores.eventBodies, removed: async (id, page) => ({ items: (await stores.eventBodies.removed(id, page)).items.slice(1) }) } })) }
    const { later } = await lived({ storage: forgetful })
    const { id } = await later.retention.previewCompaction(question)
    await expect(later.retention.compact({ key: 'k', ...question, confirm: id, reason: 'schedule' })).rejects.toThrow('the root that was recorded before')
  })
})
