import { memory } from '@farthing/adapters-memory'
import { listAll } from '@farthing/ports'
import { describe, expect, it, test } from 'vitest'
import { failureIn, sampleBilling, tokens } from '../test/sample-billing.js'

const legacy = { reference: 'sub-17', id: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin', anchor: '2025-03-01', subjects: 'acme; acme-eu' }
const owed = { reference: 'OLD-2026-081', account: 'acme', kind: 'receivable', amount: '120.50', currency: 'EUR' }
const used = { reference: 'usage-9', subscription: 'acme', meter: 'tokens', from: '2026-09-01', to: '2026-10-01', quantity: '1200000', dimensions: '{"model":"large"}' }
const sepEnd = '2026-09-30T22:00:00.000000Z'

async function started(storage = memory()) {
  const billing = sampleBilling({ storage })
  await billing.imports.subscriptions({ rows: [legacy] })
  return billing
}

describe('imported subscriptions', () => {
  it('are billed from where the other system stopped, in the periods that they had', async () => {
    const billing = await started()
    expect(await billing.subscriptions.get('acme')).toMatchObject({ account: 'acme', anchor: '2025-03-01', from: sepEnd, subjects: ['acme', 'acme-eu'] })
    await billing.events.ingest([tokens('before', '5000000', { time: '2026-09-20T00:00:00Z' }), tokens('r1', '1400000', { subject: 'acme-eu' })])
    expect((await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })).totals.payable).toBe('50')
    expect(await billing.events.count({ status: 'unattached' })).toMatchObject({ events: 1 })
  })

  it('are the same twice, and refused with other content', async () => {
    const billing = await started()
    expect(await billing.imports.subscriptions({ rows: [legacy, { ...legacy }] })).toEqual({ dryRun: false, counts: { received: 2, imported: 0, unchanged: 2, refused: 0 }, refused: [] })
    const { counts, refused } = await billing.imports.subscriptions({ rows: [{ ...legacy, plan: 'calls' }] })
    expect([counts.refused, refused[0]?.failure.code, refused[0]?.reference]).toEqual([1, 'command.conflict', 'sub-17'])
  })

  it('keep no other row from being imported', async () => {
    const billing = sampleBilling()
    const rows = [{ ...legacy, plan: 'por' }, { ...legacy, reference: 'b', id: 'b' }, 'no row', { reference: 'c' }, { ...legacy, reference: 'b', id: 'c' }]
    const told: number[] = []
    const { counts, refused } = await billing.imports.subscriptions({ rows, onProgress: (done) => { told.push(done) } })
    expect(counts).toEqual({ received: 5, imported: 1, unchanged: 0, refused: 4 })
    expect(told).toEqual([3, 1, 1])
    expect(refused.map(({ index, reference, failure: { code, field } }) => [index, reference, code, field])).toEqual([
      [0, 'sub-17', 'plan.unknown', 'plan'],
      [2, undefined, 'import.row_invalid', ''],
      [3, undefined, 'import.row_invalid', 'account'],
      [4, 'b', 'import.row_invalid', 'reference'],
    ])
  })

  it('are only tried by a dry run, which finds what the run would find', async () => {
    const [storage, rows] = [memory(), [legacy, { ...legacy, reference: 'b', plan: 'por' }]]
    const billing = sampleBilling({ storage })
    const tried = await billing.imports.subscriptions({ rows, dryRun: true })
    expect([await billing.subscriptions.get('acme'), await billing.accounts.get('acme')]).toEqual([undefined, undefined])
    expect(await billing.imports.subscriptions({ rows })).toEqual({ ...tried, dryRun: false })
    expect((await billing.imports.subscriptions({ rows, dryRun: true })).counts).toMatchObject({ imported: 0, unchanged: 1, refused: 1 })
  })
})

describe('imported balances', () => {
  it('stand in the book against equity, and are settled by payments', async () => {
    const billing = await started()
    expect((await billing.imports.balances({ rows: [owed], actor: 'ann' })).counts).toMatchObject({ imported: 1 })
    expect((await billing.ledger.list()).items).toMatchObject([{ kind: 'opening_balance', reference: 'OLD-2026-081', actor: 'ann', entries: [{ item: 'OLD-2026-081', amountMinor: '12050' }, { account: { role: 'opening_balances' }, amountMinor: '-12050' }] }])
    expect(await billing.ledger.revenue('year')).toEqual([])
    await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p-1', amount: { amount: '100', currency: 'EUR' } })
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: 'OLD-2026-081', amountMinor: '2050' }])
    expect(JSON.stringify(await billing.reconciliation.run({ account: 'acme' }))).not.toContain('item_unknown')
  })

  it('are owed in the currency of their document, whatever the account is billed in now', async () => {
    const billing = await started()
    expect((await billing.imports.balances({ rows: [{ ...owed, currency: 'USD' }] })).counts).toMatchObject({ imported: 1 })
    await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p-1', amount: { amount: '120.50', currency: 'USD' } })
    expect(await billing.ledger.openItems('acme')).toEqual([])
  })

  test.each<[string, 'creditMinor' | 'promotionalMinor']>([['paid_credit', 'creditMinor'], ['promotional_credit', 'promotionalMinor']])('of %s are grants that gave nothing away here', async (kind, side) => {
    const billing = await started()
    await billing.imports.balances({ rows: [{ ...owed, reference: 'wallet', kind, expiresAt: '2027-01-01' }] })
    expect(await billing.ledger.balances('acme')).toMatchObject([{ [side]: '12050' }])
    expect((await billing.credits.get('wallet'))?.grant).toMatchObject({ amount: '120.5', expiresAt: '2026-12-31T23:00:00.000000Z' })
    const rows = await billing.ledger.trialBalance()
    expect(rows.filter(({ account, balanceMinor }) => account.role === 'allowances' && balanceMinor !== '0')).toEqual([])
    expect(rows.find(({ account }) => account.role === 'opening_balances')).toMatchObject({ balanceMinor: '12050' })
    expect((await billing.imports.balances({ rows: [{ ...owed, reference: 'wallet', kind, expiresAt: '2027-01-01' }] })).counts).toMatchObject({ unchanged: 1 })
  })

  test.each<[string, object, string]>([
    ['an account that is not there', { account: 'nobody' }, 'account.unknown account'],
    ['nothing', { amount: '0' }, 'ledger.amount_invalid amount'],
    ['less than nothing', { amount: '-5' }, 'ledger.amount_invalid amount'],
    ['a fraction of a cent', { amount: '0.001' }, 'money.not_minor_units amount'],
    ['no currency', { currency: 'EURO' }, 'money.currency_unknown amount.currency'],
    ['another kind', { kind: 'debt' }, 'import.row_invalid kind'],
    ['a field that is none', { note: 'x' }, 'import.row_invalid note'],
    ['what is owed until some day', { expiresAt: '2027-01-01' }, 'import.row_invalid expiresAt'],
    ['an end in the past', { kind: 'paid_credit', expiresAt: '2026-01-01' }, 'credit.grant_invalid grant.expiresAt'],
    ['paid credit that no document would take', { kind: 'paid_credit', currency: 'USD' }, 'import.row_invalid currency'],
    ['promotional credit that no document would take', { kind: 'promotional_credit', currency: 'USD' }, 'import.row_invalid currency'],
    ['no reference', { reference: '' }, 'import.row_invalid reference'],
    ['a long reference', { reference: 'x'.repeat(201) }, 'import.row_invalid reference'],
    ['a number', { amount: 5 }, 'import.row_invalid amount'],
  ])('refuse %s, and book nothing', async (_, changes, refusal) => {
    const billing = await started()
    const { refused } = await billing.imports.balances({ rows: [{ ...owed, ...changes }] })
    expect(refused.map(({ failure: { code, field } }) => `${code} ${field}`)).toEqual([refusal])
    expect((await billing.ledger.list()).items).toEqual([])
  })
})

describe('imported usage', () => {
  it('is a summary of the time before, which nothing is billed from', async () => {
    const billing = await started()
    const rows = [used, { ...used, reference: 'usage-10', meter: 'calls', quantity: '7', dimensions: '' }]
    expect((await billing.imports.history({ rows })).counts).toMatchObject({ imported: 2 })
    expect((await billing.usage.summaries({ account: 'acme' })).items).toMatchObject([
      { subscription: 'acme', origin: 'imported', from: '2026-08-31T22:00:00.000000Z', to: sepEnd, usage: [{ meter: 'calls', quantity: '7' }, { meter: 'tokens', quantity: '1200000', dimensions: { model: 'large' } }] },
    ])
    await billing.usage.aggregate({})
    expect((await billing.usage.summaries({ account: 'acme' })).items).toHaveLength(2)
    expect((await billing.invoices.preview({ account: 'acme', period: '2026-10' })).totals.payable).toBe('49')
    expect(await failureIn(() => billing.invoices.preview({ account: 'acme', period: '2026-09' }))).toMatchObject({ code: 'period.not_found' })
  })

  it('stands in the history before what is measured here', async () => {
    const billing = await started()
    const rows = ['2026-07', '2026-08', '2026-09'].map((month) => ({ ...used, reference: month, from: `${month}-01`, to: `2026-${String(Number(month.slice(5)) + 1).padStart(2, '0')}-01` }))
    await billing.imports.history({ rows })
    const history = await billing.usage.history({ subscription: 'acme', limit: 3 })
    expect(history.map(({ state, to }) => `${state} ${to.slice(0, 10)}`)).toEqual(['measured 2026-11-30', 'measured 2026-10-31', 'imported 2026-09-30'])
    expect((await billing.usage.history({ limit: 12 })).map(({ state }) => state)).toEqual(['measured', 'measured', 'imported', 'imported', 'imported'])
    expect((await billing.usage.history({ meter: 'calls' })).map(({ usage }) => usage.length)).toEqual([0, 0, 0, 0, 0])
    expect(await billing.usage.history({ by: [] }), 'not known that finely').toHaveLength(2)
  })

  it('is imported by period: all rows of one or none, once', async () => {
    const billing = await started()
    const other = { ...used, reference: 'usage-10', dimensions: { model: 'small' } }
    expect(await billing.imports.history({ rows: [used, { ...other, quantity: 'many' }] })).toMatchObject({ counts: { imported: 0, refused: 2 }, refused: [{ failure: { code: 'import.row_invalid' } }, { failure: { code: 'decimal.malformed', field: 'quantity' } }] })
    expect((await billing.imports.history({ rows: [used, other] })).counts).toMatchObject({ imported: 2 })
    expect((await billing.imports.history({ rows: [used, other] })).counts).toMatchObject({ unchanged: 2 })
    expect((await billing.imports.history({ rows: [{ ...used, quantity: '1' }, other] })).refused.map(({ failure }) => failure.code)).toEqual(['command.conflict', 'command.conflict'])
  })

  test.each<[string, object, string]>([
    ['time that is billed here', { to: '2026-10-02' }, 'import.row_invalid to'],
    ['time that was imported', { reference: 'again', from: '2026-08-15', to: '2026-09-15' }, 'import.row_invalid from'],
    ['no time', { reference: 'none', from: '2026-08-01', to: '2026-08-01' }, 'period.ends_before_start to'],
    ['a subscription that is not there', { subscription: 'nobody' }, 'subscription.unknown subscription'],
    ['a meter that is not there', { meter: 'pages', from: '2026-08-01', to: '2026-09-01' }, 'meter.unknown meter'],
    ['a dimension that is not counted by', { dimensions: { region: 'eu' }, from: '2026-08-01', to: '2026-09-01' }, 'import.row_invalid dimensions.region'],
    ['dimensions that are no JSON', { dimensions: '{' }, 'import.row_invalid dimensions'],
    ['dimensions that are no object', { dimensions: '[]' }, 'import.row_invalid dimensions'],
    ['a dimension that is a number', { dimensions: { model: 5 } }, 'import.row_invalid dimensions.model'],
  ])('refuses %s', async (_, changes, refusal) => {
    const billing = await started()
    await billing.imports.history({ rows: [used] })
    const { refused } = await billing.imports.history({ rows: [{ ...used, ...changes }] })
    expect(refused.map(({ failure: { code, field } }) => `${code} ${field}`)).toEqual([refusal])
  })

  it('refuses the same usage twice, and more rows than its bound', async () => {
    const billing = await started()
    expect((await billing.imports.history({ rows: [used, { ...used, reference: 'twice' }] })).refused.map(({ failure }) => failure.field)).toEqual(['meter', 'meter'])
    expect(await failureIn(() => billing.imports.history({ rows: Array.from({ length: 100_001 }, () => used) }))).toMatchObject({ code: 'import.row_invalid', field: 'rows' })
  })
})

describe('an import', () => {
  it('is of subscriptions, then balances, then history', async () => {
    const billing = sampleBilling()
    const [subscriptions, balances, history] = [[legacy], [owed], [used]]
    // #region import
    await billing.imports.subscriptions({ rows: subscriptions })
    await billing.imports.balances({ rows: balances })
    const { counts, refused } = await billing.imports.history({ rows: history, dryRun: true })
    // #endregion import
    expect([counts, refused]).toEqual([{ received: 1, imported: 1, unchanged: 0, refused: 0 }, []])
    expect((await billing.usage.summaries()).items).toEqual([])
  })

  it('that breaks off goes on where it was, and nothing is booked twice', async () => {
    const storage = memory()
    const rows = Array.from({ length: 20 }, (_, index) => ({ ...owed, reference: `OLD-${index}` }))
    const billing = await started(storage)
    for (const after of [7, 3, 30]) {
      let left = after
      const dying = { transaction: ((tenant, work) => (left-- > 0 ? storage.transaction(tenant, work) : Promise.reject(new Error('the process died')))) as typeof storage.transaction }
      await sampleBilling({ storage: dying }).imports.balances({ rows }).catch(() => undefined)
    }
    const { counts } = await billing.imports.balances({ rows })
    expect([counts.received, counts.refused]).toEqual([20, 0])
    expect(await listAll((page) => billing.ledger.list({}, page))).toHaveLength(20)
    expect(await billing.ledger.balance({ role: 'opening_balances' })).toEqual([{ currency: 'EUR', amountMinor: '-241000' }])
  })
})
