import { memory } from '@farthing/adapters-memory'
import { fail, sum } from '@farthing/core'
import { verifyCorrections, type IssuedInvoice } from '@farthing/ledger'
import { bucket, defineCatalog, flat, perUnit, plan, volume } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn, readOnly, wrapped } from '../test/sample-billing.js'
import { usageLateMessage } from '../windows/usage-late-message.js'
import type { CorrectionOptions } from './correction-options.js'

/** `api`: 10.00 a call, 9.00 from 1,001 on. `voice`: 20.00 a month with 100 minutes, 0.305 for each beyond; up to 50 roll over. */
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }), minutes: sum({ event: 'minutes', value: 'count' }) },
  plans: {
    api: plan({ currency: 'EUR', every: 'month' }, { calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]) }),
    voice: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), minutes: bucket('minutes', { included: '100', overage: '0.305', rolloverLimit: '50' }) }),
  },
})
const tax = {
  name: 'own', version: '1', defaultCategory: 'saas',
  rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }],
} as const

function billingAt(storage: Storage, now: string, corrections: CorrectionOptions = {}) {
  return createBilling({ catalog, storage, clock: fixedClock(now), corrections, tax, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' } })
}

function used(id: string, meter: 'calls' | 'minutes', quantity: number, time: string, about: object = {}) {
  return { id, source: 'api', type: meter, subject: 'acme', time, data: { count: String(quantity) }, ...about }
}

/** An account on a plan, with an invoice for each month from January 2026 on. */
async function invoiced(planName: 'api' | 'voice', quantities: readonly number[]) {
  const storage = memory()
  const billing = billingAt(storage, '2026-01-01T00:00:00Z')
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
  await billing.subscriptions.start({ key: 's', account: 'acme', plan: planName, from: '2026-01-01', zone: 'UTC' })
  const invoices: IssuedInvoice[] = []
  for (const [index, quantity] of quantities.entries()) {
    const month = `2026-0${index + 1}`
    await billing.events.ingest([used(`m${index}`, planName === 'api' ? 'calls' : 'minutes', quantity, `${month}-10T00:00:00Z`)])
    invoices.push(await billingAt(storage, `2026-0${index + 2}-02T00:00:00Z`).invoices.issue({ key: month, account: 'acme', period: month }))
  }
  return { storage, invoices, billing: (now: string, corrections?: CorrectionOptions) => billingAt(storage, now, corrections) }
}

const cause = { kind: 'late_event', reference: 'api/late', text: 'An event came in late' } as const

describe('a late event', () => {
  it('becomes one credit note of 991, taken from the late feed once', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [1_000])
    const now = billing('2026-03-01T00:00:00Z')
    await now.events.ingest([used('late', 'calls', 1, '2026-01-20T00:00:00Z')])
    const taken = await now.corrections.takeLate()
    expect(taken).toMatchObject({ invoices: 1, events: 1 })
    expect(taken.corrected).toMatchObject([{
      invoice: invoice?.id, revision: 1,
      correction: { outcome: 'credit_note', totals: { net: '-991', tax: '-188.29', gross: '-1179.29' }, causes: [{ kind: 'late_event', reference: 'api/late' }] },
      note: { number: 'CN-000001', kind: 'credit_note', invoice: { number: invoice?.number }, lines: [{ billed: '10000', due: '9009', net: '991' }], totals: { payable: '1179.29' } },
    }])
    expect(await now.corrections.takeLate()).toEqual({ invoices: 0, events: 0, corrected: [], proposed: [], refused: [] })
    expect((await now.events.late({ account: 'acme', period: '2026-01' })).count).toBe(0)
    expect(await now.invoices.status(invoice?.id ?? '')).toMatchObject({ status: 'partially_paid', settled: '1179.29' })
    expect(taken.corrected[0]?.correction?.target?.totals.payable).toBe('10720.71')
    expect(await now.ledger.openItems('acme')).toMatchObject([{ item: invoice?.id, amountMinor: '1072071' }])
  })

  it('moves money in February where minutes no longer roll over, and hands on what holds now', async () => {
    const { billing, storage, invoices: [january, february] } = await invoiced('voice', [70, 130])
    const now = billing('2026-03-05T00:00:00Z')
    await now.events.ingest([used('late', 'minutes', 30, '2026-01-20T00:00:00Z')])
    const { corrected } = await now.corrections.takeLate()
    expect(corrected.map(({ invoice, correction }) => [invoice, correction?.outcome, correction?.totals.net])).toEqual([[january?.id, undefined, undefined], [february?.id, 'supplementary_invoice', '9.15']])
    expect(corrected[1]?.correction?.causes).toMatchObject([{ kind: 'carry', reference: january?.number }])
    const carry = await storage.transaction('default', ({ carries }) => carries.latest({ subscription: 's', side: 'retail', until: '2026-02-01T00:00:00.000000Z' }))
    expect(carry).toMatchObject({ revision: 1 })
    expect(await now.corrections.correct({ key: 'again', invoice: january?.id ?? '', causes: [cause] })).toMatchObject([{ revision: 2 }])
    expect((await now.corrections.ofInvoice(january?.id ?? '')).map(({ correction }) => correction)).toEqual([undefined, undefined])
  })

  it('is taken where the period after, which it changes, is cancelled', async () => {
    const { billing, invoices: [january, february] } = await invoiced('voice', [70, 130])
    const now = billing('2026-03-05T00:00:00Z')
    await now.corrections.cancel({ key: 'c', invoice: february?.id ?? '', reason: 'Wrong customer' })
    await now.events.ingest([used('late', 'minutes', 30, '2026-01-20T00:00:00Z')])
    expect(await now.corrections.takeLate()).toMatchObject({ events: 1, corrected: [{ invoice: january?.id }], refused: [] })
  })

  it('that is amended and amended back comes to zero, with a document for each step', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [1_000])
    for (const [day, revision, quantity] of [['01', 1, 1_001], ['02', 2, 1_000]] as const) {
      const now = billing(`2026-03-${day}T00:00:00Z`)
      await now.events.ingest([used('m0', 'calls', quantity, '2026-01-10T00:00:00Z', { revision })])
      await now.corrections.takeLate()
    }
    const looks = await billing('2026-04-01T00:00:00Z').corrections.ofInvoice(invoice?.id ?? '')
    expect(looks.map(({ note, correction }) => [note?.kind, note?.number, correction?.totals.gross])).toEqual([['credit_note', 'CN-000001', '-1179.29'], ['supplementary_invoice', 'INV-000002', '1179.29']])
  })
})

describe('late events of many', () => {
  it('are taken for the account and period that a message names', async () => {
    const { billing, invoices: [january, february] } = await invoiced('api', [1_000, 1_000])
    const now = billing('2026-04-01T00:00:00Z')
    await now.events.ingest([used('late1', 'calls', 1, '2026-01-20T00:00:00Z'), used('late2', 'calls', 1, '2026-02-20T00:00:00Z')])
    const [late] = (await now.events.late({ account: 'acme', period: '2026-02' })).items
    const { subject, data } = usageLateMessage(late!, { tenant: 'default', at: '2026-04-01T00:00:00.000000Z' })
    expect((await now.corrections.takeLate({ account: subject, period: data })).corrected.map(({ invoice }) => invoice)).toEqual([february?.id])
    expect((await now.corrections.takeLate()).corrected.map(({ invoice }) => invoice)).toEqual([january?.id])
  })

  it('are not kept from others by an invoice that is refused', async () => {
    const { storage, billing, invoices: [january, february] } = await invoiced('api', [1_000, 1_000])
    const now = billing('2026-04-01T00:00:00Z')
    await now.events.ingest([used('late1', 'calls', 1, '2026-01-20T00:00:00Z'), used('late2', 'calls', 1, '2026-02-20T00:00:00Z')])
    const busy = wrapped(storage, (stores) => ({
      ...stores,
      corrections: { ...stores.corrections, append: (record) => (record.invoice === january?.id ? fail('currency.not_allowed', { field: 'rates', because: 'are missing' }) : stores.corrections.append(record)) },
    }))
    for (const code of ['storage.unavailable', 'storage.aborted'] as const) {
      const away = wrapped(storage, (stores) => ({ ...stores, corrections: { ...stores.corrections, append: () => fail(code, { field: 'connection', because: 'is gone' }) } }))
      expect(await failureIn(() => billingAt(away, '2026-04-01T00:00:00Z').corrections.takeLate())).toMatchObject({ code })
    }
    const taken = await billingAt(busy, '2026-04-01T00:00:00Z').corrections.takeLate()
    expect(taken).toMatchObject({ corrected: [{ invoice: february?.id }], refused: [{ invoice: january?.id, failure: { code: 'currency.not_allowed' } }] })
    expect((await now.corrections.takeLate()).corrected.map(({ invoice }) => invoice)).toEqual([january?.id])
  })
})

describe('a proposal', () => {
  it('is approved by somebody else, applied as proposed, and recorded step by step', async () => {
    const { billing, invoices: [invoice], storage } = await invoiced('api', [1_000])
    const required = { approval: 'required' } as const
    const now = billing('2026-03-01T00:00:00Z', required)
    await now.events.ingest([used('late', 'calls', 1, '2026-01-20T00:00:00Z')])
    const asked = { invoice: invoice?.id ?? '', causes: [cause], actor: 'ann' }
    const proposed = await now.corrections.propose({ key: 'p', ...asked })
    expect(proposed).toMatchObject({ state: 'proposed', proposed: { corrections: [{ number: invoice?.number, outcome: 'credit_note', gross: '-1179.29' }] } })
    const move = { proposal: proposed.id }
    expect(await failureIn(() => now.corrections.correct({ key: 'c', ...asked }))).toMatchObject({ code: 'correction.approval_needed' })
    expect(await failureIn(() => now.corrections.apply({ key: 'early', ...move }))).toMatchObject({ code: 'correction.approval_needed', field: 'proposal' })
    expect(await failureIn(() => now.corrections.approve({ key: 'own', actor: 'ann', ...move }))).toMatchObject({ code: 'correction.approval_needed', field: 'actor' })
    expect(await now.corrections.approve({ key: 'a', actor: 'bob', ...move })).toMatchObject({ state: 'approved' })
    const applied = await now.corrections.apply({ key: 'x', actor: 'bob', ...move })
    expect(applied).toMatchObject([{ proposal: proposed.id, note: { number: 'CN-000001' } }])
    expect(await now.corrections.apply({ key: 'x', actor: 'bob', ...move })).toEqual(applied)
    expect(await failureIn(() => now.corrections.apply({ key: 'y', ...move }))).toMatchObject({ code: 'correction.proposal_closed' })
    expect((await now.corrections.get(proposed.id))?.steps.map(({ move: step, actor }) => [step, actor])).toEqual([['propose', 'ann'], ['approve', 'bob'], ['apply', 'bob']])
    expect((await now.corrections.proposals()).items).toMatchObject([{ id: proposed.id, state: 'applied' }])
    expect(await failureIn(() => billingAt(storage, '2026-03-01T00:00:00Z').corrections.approve({ key: 'z', proposal: 'none' }))).toMatchObject({ code: 'correction.proposal_unknown' })
  })

  it('is refused where more came in meanwhile, and can be turned down', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [1_000])
    const now = billing('2026-03-01T00:00:00Z', { late: 'propose' })
    await now.events.ingest([used('late', 'calls', 1, '2026-01-20T00:00:00Z')])
    const { proposed: [proposal] } = await now.corrections.takeLate()
    expect((await now.corrections.takeLate()).proposed).toEqual([proposal])
    await now.events.ingest([used('later', 'calls', 1, '2026-01-21T00:00:00Z')])
    const move = { proposal: proposal?.id ?? '' }
    expect(await failureIn(() => now.corrections.apply({ key: 'x', ...move }))).toMatchObject({ code: 'correction.moved' })
    expect(await failureIn(() => now.corrections.reject({ key: 'r', ...move }))).toMatchObject({ field: 'reason' })
    expect(await now.corrections.reject({ key: 'r2', reason: 'There is more', ...move })).toMatchObject({ state: 'rejected' })
    expect(await now.corrections.ofInvoice(invoice?.id ?? '')).toEqual([])
  })
})

describe('credit by hand', () => {
  it('is kept within what was invoiced, by a number of its own, and back on the account where the invoice is paid', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [100])
    const id = invoice?.id ?? ''
    const line = invoice?.lines[0]?.id ?? ''
    const now = billing('2026-03-01T00:00:00Z')
    const first = await now.corrections.credit({ key: 'c1', invoice: id, lines: [{ line, amount: '600' }], reason: 'Agreed' })
    expect(first).toMatchObject({ note: { number: 'CN-000001', totals: { net: '600', tax: '114' } }, destinations: { offset: '714', refund: '0' } })
    expect(await now.corrections.credit({ key: 'c1', invoice: id, lines: [{ line, amount: '600' }], reason: 'Agreed' })).toEqual(first)
    expect(await failureIn(() => now.corrections.credit({ key: 'c2', invoice: id, lines: [{ line, amount: '400.01' }], reason: 'Agreed' }))).toMatchObject({ code: 'correction.over_credited', field: 'lines[0].amount' })
    const both = await Promise.allSettled(['a', 'b'].map((key) => now.corrections.credit({ key, invoice: id, lines: [{ line, amount: '300' }], reason: 'Agreed' })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await now.corrections.list({ account: 'acme' })).items.map(({ note }) => note?.number)).toEqual(['CN-000001', 'CN-000002'])
  })

  it('of a whole invoice leaves nothing open, and nothing to correct', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [100])
    const now = billing('2026-03-01T00:00:00Z')
    const id = invoice?.id ?? ''
    expect(await now.corrections.cancel({ key: 'v', invoice: id, reason: 'Wrong customer' })).toMatchObject({ correction: { kind: 'void' }, note: { totals: { gross: '1190' } } })
    expect(await now.ledger.openItems('acme')).toEqual([])
    expect(await failureIn(() => now.corrections.correct({ key: 'c', invoice: id, causes: [cause] }))).toMatchObject({ code: 'correction.voided' })
    await now.events.ingest([used('late', 'calls', 1, '2026-01-20T00:00:00Z')])
    expect(await now.corrections.takeLate()).toMatchObject({ invoices: 0 })
  })

  it('of a subscription that turns out to have ended before the period leaves nothing billed', async () => {
    const { billing, invoices } = await invoiced('voice', [120, 70])
    const now = billing('2026-03-01T00:00:00Z')
    await now.subscriptions.cancel({ key: 'c', subscription: 's', at: '2026-01-16T12:00:00Z', billed: 'corrected' })
    const said = { causes: [{ kind: 'subscription_fact', reference: 'c', text: 'cancelled on 16 January' }] } as const
    const [january, february] = invoices.map(({ id }) => id)
    await now.corrections.correct({ key: 'jan', invoice: january ?? '', ...said })
    await now.corrections.correct({ key: 'feb', invoice: february ?? '', ...said })
    const standing = await now.invoices.status(february ?? '')
    expect(standing).toMatchObject({ status: 'paid', open: '0' })
    expect((await now.corrections.ofInvoice(february ?? '')).at(-1)).toMatchObject({ correction: { kind: 'rerating' }, note: { kind: 'credit_note', totals: { net: '20', gross: '23.8' } } })
    const bundle = await now.corrections.bundle(february ?? '')
    expect(bundle && verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
    expect((await now.corrections.takeLate()).refused).toEqual([])
    expect((await now.reconciliation.run()).mismatches).toEqual([])
  })

  it('stands on the next invoice where the policy says so', async () => {
    const { billing, invoices: [invoice] } = await invoiced('api', [100])
    const now = billing('2026-03-01T00:00:00Z', { policy: { credits: 'next_invoice' } })
    const line = invoice?.lines[0]?.id ?? ''
    expect(await now.corrections.credit({ key: 'c', invoice: invoice?.id ?? '', lines: [{ line, amount: '50' }], reason: 'Agreed' })).not.toHaveProperty('note')
    await now.events.ingest([used('feb', 'calls', 10, '2026-02-20T00:00:00Z')])
    expect(await now.invoices.preview({ account: 'acme', period: '2026-02' })).toMatchObject({ adjustments: [{ label: `calls, ${invoice?.number} corrected`, amount: '-50' }], totals: { net: '50' } })
  })

  it('has the discounts and the tax category of its own invoice there', async () => {
    const books = defineCatalog({
      meters: { calls: sum({ event: 'calls', value: 'count' }) },
      plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1', { taxCategory: 'books' }), base: flat('10') }) },
    })
    const rates = [...tax.rates, { jurisdiction: 'DE', category: 'books', taxes: [{ tax: 'vat', treatment: 'standard', percent: '7' }] }] as const
    const storage = memory()
    const at = (now: string) => createBilling({
      catalog: books, storage, clock: fixedClock(now), tax: { ...tax, rates }, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' },
      corrections: { policy: { charges: 'next_invoice' } }, invoicing: { discounts: [{ key: 'partner', label: 'Partner', percent: '10' }] },
    })
    const billing = at('2026-02-02T00:00:00Z')
    await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
    await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-01-01', zone: 'UTC' })
    await billing.invoices.issue({ key: '1', account: 'acme', period: '2026-01' })
    await billing.events.ingest([used('late', 'calls', 100, '2026-01-20T00:00:00Z')])
    await billing.corrections.takeLate()
    const next = await at('2026-03-02T00:00:00Z').invoices.issue({ key: '2', account: 'acme', period: '2026-02' })
    // January comes to 100 less 10 % at 7 %, as if it had been invoiced with it; the fee of February to 9 at 19 %.
    expect(next).toMatchObject({ adjustments: [{ amount: '90', taxCategory: 'books', discountable: false }], totals: { subtotal: '100', discounts: '1', net: '99', tax: '8.01' } })
  })
})

describe('a difference below the minimum', () => {
  it('is written off: on record, without a document and a posting, and not found again', async () => {
    const { billing, invoices: [invoice] } = await invoiced('voice', [100])
    const now = billing('2026-03-01T00:00:00Z', { policy: { minimum: '0.5' } })
    const id = invoice?.id ?? ''
    const before = await now.ledger.openItems('acme')
    await now.events.ingest([used('late', 'minutes', 1, '2026-01-20T00:00:00Z')])
    const { corrected: [look] } = await now.corrections.takeLate()
    expect(look).toMatchObject({ correction: { outcome: 'written_off', totals: { net: '0.3', gross: '0.36' } } })
    expect(look).not.toHaveProperty('note')
    expect(await now.ledger.openItems('acme')).toEqual(before)
    await now.events.ingest([used('later', 'minutes', 1, '2026-01-21T00:00:00Z')])
    const { corrected: [next] } = await now.corrections.takeLate()
    expect(next).toMatchObject({ correction: { outcome: 'written_off', totals: { net: '0.31' } } })
    await now.events.ingest([used('last', 'minutes', 10, '2026-01-22T00:00:00Z')])
    expect((await now.corrections.takeLate()).corrected).toMatchObject([{ note: { kind: 'supplementary_invoice', totals: { net: '3.05' } } }])
    expect((await now.corrections.ofInvoice(id)).map(({ correction }) => correction?.outcome)).toEqual(['written_off', 'written_off', 'supplementary_invoice'])
  })
})

describe('a rewind', () => {
  it('says what would change, writes nothing, and applies it once however often it runs', async () => {
    const { billing, storage } = await invoiced('voice', [70, 130, 100])
    const now = billing('2026-04-05T00:00:00Z')
    await now.events.ingest([used('late', 'minutes', 30, '2026-01-20T00:00:00Z')])
    const scope = { from: '2026-01-01T00:00:00Z', causes: [{ kind: 'usage_correction', reference: 'import', text: 'The import was wrong' }] } as const
    const planned = await billingAt(readOnly(storage), '2026-04-05T00:00:00Z').corrections.planRewind(scope)
    expect(planned).toMatchObject({ corrections: [{ outcome: 'supplementary_invoice', net: '9.15' }], totals: [{ account: 'acme', currency: 'EUR', net: '9.15', gross: '10.89' }] })
    const records = await now.corrections.rewind({ key: 'w', ...scope })
    expect(records.map(({ correction }) => correction?.totals.net)).toEqual([undefined, '9.15', undefined])
    expect(await now.corrections.rewind({ key: 'w', ...scope })).toEqual(records)
    expect((await now.corrections.planRewind(scope)).corrections).toEqual([])
  })
})

it.each([
  ['an invoice that is not there', { invoice: 'none' }, 'invoice.unknown', 'invoice'],
  ['no cause', { causes: [] }, 'correction.invalid', 'causes'],
  ['a policy that is none', { policy: { credits: 'never' } }, 'correction.invalid', 'policy.credits'],
])('refuses %s', async (_, about, code, field) => {
  const { billing, invoices: [invoice] } = await invoiced('api', [100])
  const input = { key: 'c', invoice: invoice?.id ?? '', causes: [cause], ...about } as Parameters<ReturnType<typeof billing>['corrections']['correct']>[0]
  const now = billing('2026-03-01T00:00:00Z')
  await now.events.ingest([used('late', 'calls', 1, '2026-01-20T00:00:00Z')])
  expect(await failureIn(() => now.corrections.correct(input))).toMatchObject({ code, field })
})

it('knows no document of another tenant', async () => {
  const { storage, invoices: [invoice] } = await invoiced('api', [100])
  const other = createBilling({ catalog, storage, clock: fixedClock('2026-03-01T00:00:00Z'), tenant: 'other' })
  const about = { key: 'c', invoice: invoice?.id ?? '' }
  const line = invoice?.lines[0]?.id ?? ''
  for (const correct of [
    () => other.corrections.correct({ ...about, causes: [cause] }),
    () => other.corrections.propose({ ...about, causes: [cause] }),
    () => other.corrections.credit({ ...about, lines: [{ line, amount: '1' }], reason: 'Agreed' }),
    () => other.corrections.cancel({ ...about, reason: 'Wrong' }),
  ]) expect(await failureIn(correct)).toMatchObject({ code: 'invoice.unknown' })
})

it.each([{ approval: 'sometimes' }, { late: 'never' }])('refuses options %o', (corrections) => {
  expect(() => billingAt(memory(), '2026-01-01T00:00:00Z', corrections as CorrectionOptions)).toThrow(expect.objectContaining({ code: 'correction.invalid' }))
})
