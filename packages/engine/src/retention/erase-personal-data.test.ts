import { memory } from '@farthing/adapters-memory'
import { parseUsageEvent, sum } from '@farthing/core'
import { verifyInclusion, verifyInvoice } from '@farthing/ledger'
import { defineCatalog, graduated, plan } from '@farthing/pricing'
import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn, tokens } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { tokens: graduated('tokens', [{ upTo: '5', unit: '0' }, { unit: '0.02' }]) }) },
})
const account = {
  id: 'acme', kind: 'customer', name: 'Ada Lovelace', currency: 'EUR', zone: 'UTC', contact: 'ada@example.org', notificationRecipients: ['ada@example.org'], reference: 'room 7',
  address: { lines: ['12 St James’s Square'], city: 'London', country: 'GB' }, externalReferences: [{ kind: 'customer', provider: 'crm', id: 'ada' }],
  taxProfile: { jurisdiction: 'GB', registrations: [{ tax: 'vat', jurisdiction: 'GB', number: 'GB999999973' }] }, projects: [{ id: 'p', name: 'Ada’s engine' }],
} as const
const prompt = { prompt: 'My name is Ada', user: { mail: 'ada@example.org' } }
const events = [
  tokens('a', '40', { data: { count: '40', model: 'large', ...prompt }, submitter: 'ada', traceparent: '00-ada' }),
  tokens('b', '2', { data: { count: '2', model: 'large', ...prompt } }),
  tokens('b', '3', { revision: 1, data: { count: '3', model: 'large', ...prompt } }),
  tokens('c', '0'),
]

/** `acme` used, was billed for October, paid and left. */
async function lived({ storage = memory(), leaves = true, pays = true }: { readonly storage?: Storage; readonly leaves?: boolean; readonly pays?: boolean } = {}) {
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now) })
  const then = at('2026-10-15T00:00:00Z')
  await then.accounts.put({ key: 'acme', account })
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await then.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '5', recipients: ['ada@example.org'] })
  await then.events.ingest(events)
  if (leaves) await then.subscriptions.cancel({ key: 'leave', subscription: 'acme', at: '2026-11-01T00:00:00Z' })
  const november = at('2026-11-02T00:00:00Z')
  const invoice = await november.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  if (pays) await november.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'wire', amount: { amount: invoice.totals.payable, currency: 'EUR' } })
  return { storage, at, invoice, later: at('2027-01-01T00:00:00Z') }
}

const secrets = /Ada|ada@|St James|GB999999973|room 7/

describe('retention.erase', () => {
  it('takes out who the account is and what no meter reads, once, and says so', async () => {
    const { storage, later } = await lived()
    // #region erase
    const preview = await later.retention.previewErasure({ account: 'acme' })
    const erasure = await later.retention.erase({ key: 'request 12', account: 'acme', confirm: preview.id, reason: 'asked for on 20 December, article 17', actor: 'privacy desk' })
    // #endregion erase
    const fields = ['name', 'notificationRecipients', 'address', 'contact', 'reference', 'externalReferences', 'projects.name', 'taxProfile.registrations', 'taxProfile.exemptions']
    expect(preview).toMatchObject({ obstacles: [], bodies: 4, reducible: 3, accountFields: fields })
    expect(erasure).toMatchObject({ id: preview.id, by: 'privacy desk', reduced: 3, accountFields: fields, recipientSteps: 1, finishedAt: '2027-01-01T00:00:00.000000Z' })
    expect(await later.accounts.get('acme')).toEqual({ id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', projects: [{ id: 'p' }], taxProfile: { jurisdiction: 'GB', registrations: [] } })
    const found = await storage.transaction('default', async ({ events: store }) => {
      const pages: unknown[] = []
      for await (const page of store.scan({ from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' })) pages.push(page)
      return JSON.stringify(pages)
    })
    expect(found).not.toMatch(secrets)
    expect(JSON.stringify([await later.budgets.list({ account: 'acme' }), await later.audit.list(), await later.retention.erasures({ account: 'acme' })])).not.toMatch(secrets)
    const again = { key: 'request 12', account: 'acme', confirm: preview.id, reason: 'asked for on 20 December, article 17' }
    expect(await later.retention.erase(again)).toEqual(erasure)
    expect(await failureIn(() => later.retention.erase({ ...again, reason: 'another' }))).toMatchObject({ code: 'command.conflict' })
    const { id } = await later.retention.previewErasure({ account: 'acme' })
    expect(await failureIn(() => later.retention.erase({ ...again, key: 'once more', confirm: id }))).toMatchObject({ code: 'retention.erasure_refused', message: expect.stringContaining('nothing left') as string })
  })

  it('leaves documents, verification, proofs, measured usage and duplicates as they were', async () => {
    const { later, invoice } = await lived()
    const look = async () => ({
      invoice: await later.invoices.get(invoice.id),
      verified: verifyInvoice((await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')),
      preview: (await later.invoices.preview({ account: 'acme', period: '2026-10' })).totals,
      conservation: await later.events.conservation({ account: 'acme', period: '2026-10' }),
      rewound: await later.windows.rewind({ account: 'acme', from: '2026-10-01' }),
      proofs: await later.invoices.prove({ invoice: invoice.id, source: 'api', id: 'a' }),
      resent: (await later.events.ingest(events)).counts,
    })
    const before = await look()
    expect(before.verified).toMatchObject({ verdict: 'verified' })
    const { id } = await later.retention.previewErasure({ account: 'acme' })
    await later.retention.erase({ key: 'k', account: 'acme', confirm: id, reason: 'asked for' })
    expect(await look()).toEqual(before)
    const evidence = (await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')
    const [proof = expect.fail('one meter')] = await later.invoices.prove({ invoice: invoice.id, source: 'api', id: 'a' })
    // The customer has the event as it was sent.
    expect(verifyInclusion(evidence, parseUsageEvent(events[0]), proof)).toMatchObject({ verdict: 'included' })
  })

  it.each<[what: string, obstacle: RegExp, given: Parameters<typeof lived>[0]]>([
    ['while a subscription runs', /subscription acme runs/, { leaves: false }],
    ['while a document is open', /document .+ is open/, { pays: false }],
  ])('waits %s', async (_, obstacle, given) => {
    const { later } = await lived(given)
    const { id, obstacles } = await later.retention.previewErasure({ account: 'acme' })
    expect(obstacles.join()).toMatch(obstacle)
    expect(await failureIn(() => later.retention.erase({ key: 'k', account: 'acme', confirm: id, reason: 'asked for' }))).toMatchObject({ code: 'retention.erasure_refused', message: expect.stringMatching(obstacle) as string })
    expect((await later.accounts.get('acme'))?.name).toBe('Ada Lovelace')
  })

  it('waits for a legal hold, and asks for what a preview gave', async () => {
    const { later } = await lived()
    const { id } = await later.retention.previewErasure({ account: 'acme' })
    const input = { key: 'k', account: 'acme', confirm: id, reason: 'asked for' }
    await later.retention.placeHold({ key: 'h', hold: 'case 7', account: 'acme', reason: 'lawsuit' })
    expect(await failureIn(() => later.retention.erase(input))).toMatchObject({ code: 'retention.erasure_refused', message: expect.stringContaining('legal hold case 7') as string })
    await later.retention.liftHold({ key: 'l', hold: 'case 7', reason: 'settled' })
    expect(await failureIn(() => later.retention.erase({ ...input, confirm: 'x' }))).toMatchObject({ code: 'retention.not_confirmed', field: 'confirm' })
    expect(await failureIn(() => later.retention.erase({ ...input, account: 'nobody' }))).toMatchObject({ code: 'account.unknown' })
    expect(await later.retention.erase(input)).toMatchObject({ reduced: 3 })
  })

  it('is finished by the same call when it was interrupted', async () => {
    let isBroken = true
    const inner = memory()
    const bodies = ({ eventBodies }: Stores): Stores['eventBodies'] => ({ ...eventBodies, reduce: (id, given) => (isBroken ? Promise.reject(new Error('the power fails')) : eventBodies.reduce(id, given)) })
    const storage: Storage = { transaction: (tenant, work) => inner.transaction(tenant, (stores) => work({ ...stores, eventBodies: bodies(stores) })) }
    const { later } = await lived({ storage })
    const { id } = await later.retention.previewErasure({ account: 'acme' })
    const input = { key: 'k', account: 'acme', confirm: id, reason: 'asked for' }
    await expect(later.retention.erase(input)).rejects.toThrow('the power fails')
    expect((await later.retention.previewErasure({ account: 'acme' })).obstacles).toEqual([`erasure ${id} is not finished`])
    isBroken = false
    expect(await later.retention.erase(input)).toMatchObject({ reduced: 3, finishedAt: '2027-01-01T00:00:00.000000Z' })
  })
})
