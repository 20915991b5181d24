import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import { taxFromRates } from '@farthing/ledger'
import type { TaxProvider } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'
import { failureIn } from '../test/sample-billing.js'
import { german, rates, seller } from '../test/taxed-billing.js'

const october = { key: 'october', period: '2026-10', mode: 'commit' } as const
const outcomes = (account: { readonly documents: readonly { readonly outcome: string }[] } | undefined) => account?.documents.map(({ outcome }) => outcome)

/** Two accounts of which `large` has 100 calls: 120.00, and more than a subscription may come to. */
async function bounded() {
  const billing = runBilling({ invoicing: { bounds: { amount: '100' } } })
  for (const id of ['large', 'small']) await subscribe(billing, id)
  await callsOf(billing, 'large', 100)
  await billing.runs.start(october)
  return billing
}

describe('an account that breaks a bound (V-BOUNDS)', () => {
  it('is held with its reason, and no other is', async () => {
    const billing = await bounded()
    const summary = await billing.runs.complete('october')
    expect(summary).toMatchObject({
      run: { status: 'ended' },
      accounts: { done: 1, held: 1, pending: 0 },
      documents: { issued: 1, held: 1 },
      totals: [{ net: '20', documents: 1 }],
      held: [{ account: 'large', reasons: [{ code: 'invoice.held', facts: { subscription: 'large', found: '120' } }] }],
    })
    const held = await billing.runs.accounts('october', { status: 'held' })
    expect(held.items).toMatchObject([{ account: 'large', documents: [{ outcome: 'held' }] }])
    // What it used is in the book nevertheless.
    expect(await billing.ledger.balances('large')).toMatchObject([{ accruedMinor: '10000' }])
  })

  it('is issued once somebody releases it', async () => {
    const billing = await bounded()
    await billing.runs.complete('october')
    const released = await billing.runs.release({ key: 'r', run: 'october', account: 'large', actor: 'ada', reason: 'a migration' })
    expect(released).toMatchObject({ status: 'pending', decisions: [{ kind: 'release', actor: 'ada', reason: 'a migration', at: '2026-11-02T00:00:00.000000Z' }] })
    expect(await billing.runs.release({ key: 'r', run: 'october', account: 'large', actor: 'ada', reason: 'a migration' })).toEqual(released)
    expect((await billing.audit.get({ operation: 'runs.release', key: 'r' }))?.changes.map(({ record, id, before }) => [record, id, before !== undefined])).toContainEqual(['billing_run_account', 'october/large', true])
    expect(await billing.runs.complete('october')).toMatchObject({ run: { status: 'ended' }, accounts: { done: 2, held: 0 }, documents: { issued: 2, held: 0 }, totals: [{ net: '140' }], held: [] })
    expect(await billing.ledger.balances('large')).toMatchObject([{ accruedMinor: '0', receivableMinor: '12000' }])
    expect(await failureIn(() => billing.runs.release({ key: 's', run: 'october', account: 'large' }))).toMatchObject({ code: 'run.account_state', facts: { status: 'done' } })
  })

  it('is judged anew, and held again, when it is tried again', async () => {
    const billing = await bounded()
    await billing.runs.complete('october')
    expect(await billing.runs.retry({ key: 't', run: 'october' })).toMatchObject({ run: { status: 'working' }, accounts: { pending: 1, done: 1 } })
    expect(await billing.runs.complete('october')).toMatchObject({ run: { status: 'ended' }, accounts: { held: 1, done: 1 } })
  })

  it('can be taken out of the run, and is found by the next one', async () => {
    const billing = await bounded()
    await billing.runs.complete('october')
    expect(await billing.runs.clear({ key: 'c', run: 'october', account: 'large', reason: 'disputed' })).toMatchObject({ status: 'cleared', decisions: [{ kind: 'clear', reason: 'disputed' }] })
    expect(await billing.runs.complete('october')).toMatchObject({ run: { status: 'ended' }, accounts: { cleared: 1, held: 0 }, held: [] })
    for (const decide of ['release', 'retry'] as const) {
      expect(await failureIn(() => billing.runs[decide]({ key: decide, run: 'october', account: 'large' }))).toMatchObject({ code: 'run.account_state' })
    }
    await billing.runs.start({ ...october, key: 'next' })
    expect(await billing.runs.complete('next')).toMatchObject({ documents: { present: 1, held: 1 } })
  })

  it('is shown by a preview with what it comes to, outside of the totals', async () => {
    const billing = await bounded()
    await billing.runs.start({ ...october, key: 'preview', mode: 'preview' })
    expect(await billing.runs.complete('preview')).toMatchObject({ documents: { previewed: 1, held: 1 }, totals: [{ net: '20' }], held: [{ account: 'large' }] })
    const { items } = await billing.runs.accounts('preview', { status: 'held' })
    expect(items).toMatchObject([{ documents: [{ outcome: 'held', amounts: { net: '120' } }] }])
  })
})

it.each([['release'], ['clear'], ['retry']] as const)('%s is refused for what is not there', async (decide) => {
  const billing = await bounded()
  await billing.runs.complete('october')
  expect(await failureIn(() => billing.runs[decide]({ key: 'a', run: 'none', account: 'large' }))).toMatchObject({ code: 'run.unknown' })
  expect(await failureIn(() => billing.runs[decide]({ key: 'b', run: 'october', account: 'none' }))).toMatchObject({ code: 'run.account_state' })
  expect(await failureIn(() => billing.runs[decide]({ key: 'c', run: 'october', account: 'small' }))).toMatchObject({ code: 'run.account_state', facts: { status: 'done' } })
  expect(await failureIn(() => billing.runs[decide]({ key: 'd', run: 'october', account: 'large', reason: 'x'.repeat(1_001) }))).toMatchObject({ code: 'text.too_long', field: 'reason' })
})

describe('the comparison with the period before', () => {
  /** In September every account comes to 40.00; in October `same` does, `more` comes to 120.00 and `less` to 20.00. `new` begins in October. */
  async function twoMonths() {
    const storage = memory()
    const september = runBilling({ storage, now: '2026-10-02T00:00:00Z' })
    for (const id of ['less', 'more', 'same']) {
      await subscribe(september, id, { from: '2026-09-01' })
      await callsOf(september, id, 20, { time: '2026-09-14T00:00:00Z' })
    }
    await september.runs.start({ key: 'september', period: '2026-09', mode: 'commit' })
    await september.runs.complete('september')
    const billing = runBilling({ storage })
    await subscribe(billing, 'new')
    for (const [id, many] of [['more', 100], ['same', 20], ['new', 500]] as const) await callsOf(billing, id, many, { tag: 'october' })
    return billing
  }

  const outliers = { above: '2.5', below: '0.9', then: 'hold' } as const

  it('holds what is unlike it, and tells of it', async () => {
    const billing = await twoMonths()
    await billing.runs.start({ ...october, outliers })
    expect(await billing.runs.complete('october')).toMatchObject({
      accounts: { done: 2, held: 2 },
      outliers: [{ account: 'less', before: '40', outlier: 'below', outcome: 'held' }, { account: 'more', before: '40', outlier: 'above', outcome: 'held' }],
      held: [{ account: 'less', reasons: [{ code: 'invoice.held', facts: { net: '20', before: '40', outlier: 'below' } }] }, { account: 'more' }],
    })
    await billing.runs.release({ key: 'r', run: 'october', account: 'more' })
    expect(await billing.runs.complete('october')).toMatchObject({ accounts: { done: 3, held: 1 }, outliers: [{ account: 'less' }, { account: 'more', outcome: 'issued' }] })
  })

  it('is told of by a preview before anything is issued, and by a run that does not hold', async () => {
    const billing = await twoMonths()
    await billing.runs.start({ ...october, key: 'preview', mode: 'preview', outliers: { ...outliers, then: 'report' } })
    const told = [{ account: 'less', outlier: 'below' }, { account: 'more', outlier: 'above' }]
    expect(await billing.runs.complete('preview')).toMatchObject({ documents: { previewed: 4 }, outliers: told })
    await billing.runs.start({ ...october, outliers: { ...outliers, then: 'report' } })
    expect(await billing.runs.complete('october')).toMatchObject({ documents: { issued: 4 }, outliers: told, held: [] })
  })

  it.each([
    ['exactly three times', { above: '3' }, []],
    ['just above', { above: '2.99' }, ['more']],
    ['exactly half', { below: '0.5' }, []],
    ['just below', { below: '0.51' }, ['less']],
    ['a difference that is too small', { below: '0.9', leastDifference: '20.01' }, []],
    ['a difference that is enough', { below: '0.9', leastDifference: '20' }, ['less']],
  ] as const)('is by the bounds that are given: %s', async (_, policy, expected) => {
    const billing = await twoMonths()
    await billing.runs.start({ ...october, mode: 'preview', outliers: { ...policy, then: 'report' } })
    const summary = await billing.runs.complete('october')
    const found = summary.outliers.map(({ account }) => account)
    expect(found).toEqual(expected)
  })
})

describe('a tax provider that fails for one account', () => {
  const quote = taxFromRates(rates)

  async function taxed() {
    const broken = new Set(['fr'])
    const tax: TaxProvider = {
      name: 'own',
      quote: (request) => {
        const { jurisdiction } = request.customer
        if (jurisdiction === 'FR' && broken.has('fr')) throw new TypeError('fetch failed')
        if (jurisdiction === 'CA-QC') return fail('tax.unavailable', { field: 'provider', because: 'does not answer' })
        return Promise.resolve(quote(request))
      },
    }
    const billing = runBilling({ seller, tax })
    for (const [id, taxProfile] of [['berlin', german], ['montreal', { jurisdiction: 'CA-QC', registrations: [] }], ['paris', { jurisdiction: 'FR', registrations: [] }]] as const) {
      await billing.accounts.put({ key: id, account: { id, kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile } })
      await subscribe(billing, id)
    }
    return { billing, broken }
  }

  it('holds that account with what it threw, and the next try issues it', async () => {
    const { billing, broken } = await taxed()
    await billing.runs.start(october)
    expect(await billing.runs.complete('october')).toMatchObject({
      documents: { issued: 1, failed: 2 },
      held: [
        { account: 'montreal', reasons: [{ code: 'tax.unavailable' }] },
        { account: 'paris', reasons: [{ code: 'run.account_failed', message: expect.stringContaining('TypeError: fetch failed') as string }] },
      ],
    })
    broken.clear()
    await billing.runs.retry({ key: 't', run: 'october' })
    expect(await billing.runs.complete('october')).toMatchObject({ documents: { issued: 2, failed: 1 }, held: [{ account: 'montreal' }] })
  })

  it('does the same to a preview', async () => {
    const { billing } = await taxed()
    await billing.runs.start({ ...october, mode: 'preview' })
    const summary = await billing.runs.complete('october')
    expect(summary).toMatchObject({ documents: { previewed: 1, failed: 2 } })
    expect(outcomes((await billing.runs.accounts('october')).items[0])).toEqual(['previewed'])
  })
})
