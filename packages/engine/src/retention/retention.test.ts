import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn } from '../test/sample-billing.js'
import type { RetentionOptions } from './retention-options.js'

const catalog = defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.1') }), resold: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.06') }) } })
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
const year = { usage_event: { keep: 'P1Y', from: 'recorded' } } as const

/** `acme` with three calls in October, over one storage, at any time. */
async function lived(retention: RetentionOptions = { policy: year }, wholesale?: { readonly account: string; readonly plan: 'resold' }) {
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), retention })
  const then = at('2026-10-15T00:00:00Z')
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC', ...(wholesale && { wholesale }) })
  await then.events.ingest(['a', 'b', 'c'].map((id) => call(id, { subject: 'acme', time: '2026-10-14T00:00:00Z' })))
  return { at, later: at('2028-01-01T00:00:00Z') }
}

async function reasons(billing: ReturnType<typeof createBilling>, period = october) {
  const { decision, accounts } = await billing.retention.decide({ period })
  return { decision, of: accounts.map((each) => [each.account, each.decision === 'keep' ? each.reasons.map(({ reason }) => reason) : []]) }
}

describe('retention.decide', () => {
  it('keeps usage until it is billed, uncontested and reviewed, and says all that is missing', async () => {
    const { at, later } = await lived()
    expect(await reasons(later)).toEqual({ decision: 'keep', of: [['acme', ['rated', 'invoices_final', 'audit_reviewed', 'minimisation_reviewed']]] })
    await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    expect(await reasons(later)).toEqual({ decision: 'keep', of: [['acme', ['audit_reviewed', 'minimisation_reviewed']]] })
    // #region reviews
    for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
    // #endregion reviews
    expect(await later.retention.decide({ period: october })).toMatchObject({ decision: 'compact_candidate', loose: 0, accounts: [{ account: 'acme', events: 3, decision: 'compact_candidate' }] })
    expect(await reasons(at('2027-02-01T00:00:00Z'))).toEqual({ decision: 'keep', of: [['acme', ['kept_until', 'dispute_window_closed']]] })
  })

  it('waits for late events and open corrections', async () => {
    const { at, later } = await lived()
    await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    await later.events.ingest([call('late', { subject: 'acme', time: '2026-10-20T00:00:00Z' })])
    expect((await reasons(later)).of).toEqual([['acme', expect.arrayContaining(['invoices_final'])]])
    await later.corrections.takeLate()
    expect((await reasons(later)).of).toEqual([['acme', ['dispute_window_closed', 'audit_reviewed', 'minimisation_reviewed']]])
    expect((await reasons(at('2028-06-01T00:00:00Z'))).of).toEqual([['acme', ['audit_reviewed', 'minimisation_reviewed']]])
  })

  it('waits for the reseller of what was used: its invoice, late events in it, its holds', async () => {
    const { at, later } = await lived({ policy: year }, { account: 'partner', plan: 'resold' })
    const then = at('2026-11-02T00:00:00Z')
    await then.invoices.issue({ key: 'r', account: 'acme', period: '2026-10' })
    for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
    expect((await reasons(later)).of).toEqual([['acme', ['invoices_final']]])
    await then.invoices.issue({ key: 'w', account: 'partner', period: '2026-10', side: 'wholesale' })
    expect((await reasons(later)).decision).toBe('compact_candidate')
    await later.retention.placeHold({ key: 'h', hold: 'case 8', account: 'partner', reason: 'lawsuit' })
    expect((await reasons(later)).of).toEqual([['acme', ['legal_hold']]])
    await later.retention.liftHold({ key: 'l', hold: 'case 8', reason: 'settled' })
    const late = at('2027-12-01T00:00:00Z')
    await late.events.ingest([call('late', { subject: 'acme', time: '2026-10-20T00:00:00Z' })])
    await late.corrections.takeLate({ account: 'acme' })
    expect((await reasons(at('2028-06-01T00:00:00Z'))).of).toEqual([['acme', ['invoices_final']]])
    await late.corrections.takeLate()
    expect((await reasons(at('2028-06-01T00:00:00Z'))).decision).toBe('compact_candidate')
    expect((await reasons(later)).of).toEqual([['acme', ['dispute_window_closed']]])
  })

  it('keeps a period of which some event belongs to nobody', async () => {
    const { later } = await lived()
    await later.events.ingest([call('stray', { subject: 'nobody', time: '2026-09-20T00:00:00Z' })])
    const september = { from: '2026-09-01T00:00:00Z', to: '2026-10-01T00:00:00Z' }
    expect(await later.retention.decide({ period: september })).toMatchObject({ decision: 'keep', accounts: [], loose: 1 })
    const august = { from: '2026-08-01T00:00:00Z', to: '2026-09-01T00:00:00Z' }
    expect(await later.retention.decide({ period: august })).toMatchObject({ decision: 'compact_candidate', accounts: [] })
  })

  it.each([
    ['reviews of parts', [['2026-10-01', '2026-10-15'], ['2026-10-15', '2026-11-01']], []],
    ['reviews that overlap, in any order', [['2026-10-10', '2026-12-01'], ['2026-09-01', '2026-10-12']], []],
    ['a gap', [['2026-10-01', '2026-10-15'], ['2026-10-16', '2026-11-01']], ['audit_reviewed']],
    ['a missing end', [['2026-10-01', '2026-10-31']], ['audit_reviewed']],
  ] as const)('takes %s together', async (_, parts, missing) => {
    const { later } = await lived()
    for (const [from, to] of parts) await later.retention.review({ key: from, account: 'acme', period: { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` }, review: 'audit', reason: 'looked at' })
    const [[, found] = []] = (await reasons(later)).of
    expect((found as readonly string[]).filter((reason) => reason === 'audit_reviewed')).toEqual(missing)
  })

  it.each([
    [{ period: { from: '2026-10-01T00:00:00Z', to: '2029-01-01T00:00:00Z' } }, 'retention.review_invalid', 'period.to'],
    [{ period: { from: october.to, to: october.from } }, 'period.ends_before_start', 'interval'],
    [{ period: october, account: 'nobody' }, 'account.unknown', 'account'],
  ])('refuses %j: %s', async (scope, code, field) => {
    const { later } = await lived()
    expect(await failureIn(() => later.retention.decide(scope))).toMatchObject({ code, field })
  })
})

describe('legal holds', () => {
  it('keep everything of an account until they are lifted, once', async () => {
    const { later } = await lived()
    const placed = await later.retention.placeHold({ key: 'p', hold: 'case 7', account: 'acme', reason: 'lawsuit', actor: 'ann' })
    expect(placed).toMatchObject({ id: 'case 7', placedBy: 'ann', reason: 'lawsuit' })
    expect((await later.retention.decide({ period: october, account: 'acme' })).accounts).toMatchObject([{ reasons: expect.arrayContaining([{ reason: 'legal_hold', hold: 'case 7' }]) as unknown }])
    expect(await failureIn(() => later.retention.placeHold({ key: 'q', hold: 'case 7', account: 'acme', reason: 'again' }))).toMatchObject({ code: 'retention.hold_invalid', field: 'hold' })
    const lift = { key: 'l', hold: 'case 7', reason: 'settled', actor: 'bob' }
    expect(await later.retention.liftHold(lift)).toMatchObject({ lifted: { by: 'bob', reason: 'settled' } })
    expect(await later.retention.liftHold(lift)).toMatchObject({ lifted: { by: 'bob' } })
    expect(await failureIn(() => later.retention.liftHold({ ...lift, key: 'again' }))).toMatchObject({ code: 'retention.hold_lifted' })
    expect(await failureIn(() => later.retention.liftHold({ ...lift, key: 'x', hold: 'case 8' }))).toMatchObject({ code: 'retention.hold_unknown' })
    expect(JSON.stringify(await later.retention.decide({ period: october }))).not.toContain('legal_hold')
    expect((await later.retention.holds({ account: 'acme' })).items).toMatchObject([{ id: 'case 7', lifted: { by: 'bob' } }])
  })
})

describe('retention.review', () => {
  const review = { key: 'r', account: 'acme', period: october, review: 'audit', reason: 'looked at' } as const

  it('is kept once', async () => {
    const { later } = await lived()
    const first = await later.retention.review(review)
    expect(await later.retention.review(review)).toEqual(first)
    expect((await later.retention.reviews()).items).toEqual([first])
  })

  it.each([
    ['text.empty', 'reason', { reason: '' }],
    ['retention.review_invalid', 'review', { review: 'glance' as 'audit' }],
    ['retention.review_invalid', 'period.to', { period: { ...october, to: '2030-01-01T00:00:00Z' } }],
    ['account.unknown', 'account', { account: 'nobody' }],
  ])('is refused: %s of %s', async (code, field, given) => {
    const { later } = await lived()
    expect(await failureIn(() => later.retention.review({ ...review, ...given }))).toMatchObject({ code, field })
    expect((await later.retention.reviews()).items).toEqual([])
  })
})

describe('retention options', () => {
  it.each<[code: string, field: string, retention: object]>([
    ['time.duration_invalid', 'retention.disputeWindow', { disputeWindow: 'P1M' }],
    ['retention.policy_invalid', 'retention.rumours', { policy: { rumours: { keep: 'P1Y', from: 'recorded' } } }],
  ])('are refused: %s of %s', async (code, field, retention) => {
    expect(await failureIn(async () => createBilling({ catalog, storage: memory(), clock: fixedClock(october.to), retention }))).toMatchObject({ code, field })
  })
})
