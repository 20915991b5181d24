import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { AmountGrant } from '../credits/credit-grant.js'
import { refusalOf } from '../test/refusal-of.js'
import { checkPrepaidPolicy } from './check-prepaid-policy.js'
import { prepaidFigures, type PrepaidInput } from './prepaid-figures.js'
import { prepaidLevel } from './prepaid-level.js'
import type { PrepaidPolicy } from './prepaid-policy.js'
import type { DepletionDecision } from './prepaid-standing.js'
import { reportDepletion } from './report-depletion.js'

const at = '2026-10-31T00:00:00.000000Z'
const since = '2026-10-01T00:00:00.000000Z'
const grant = (id: string, about: Partial<AmountGrant> = {}): AmountGrant => ({ id, account: 'acme', kind: 'paid', priority: 0, createdAt: since, effectiveAt: since, currency: 'EUR', amount: '100', ...about })
const input: PrepaidInput = { account: 'acme', currency: 'EUR', at, credits: [{ grant: grant('g'), remaining: '100' }], unapplied: '0', owed: '0', accrued: '0', history: { since, used: [] } }

describe('prepaidFigures', () => {
  it.each<[what: string, about: Partial<PrepaidInput>, available: string, daysLeft: string | undefined]>([
    ['nothing is used', {}, '100', undefined],
    ['documents took 60 in 30 days', { history: { since, used: ['60'] } }, '100', '50'],
    ['30 are accrued: they are gone, and are the rate', { accrued: '30' }, '70', '70'],
    ['20 are owed by documents', { owed: '20', accrued: '30' }, '50', '50'],
    ['unapplied money pays first', { unapplied: '25', owed: '20', accrued: '30' }, '75', '75'],
    ['unapplied money is left', { unapplied: '50', accrued: '30' }, '120', '120'],
    ['more is used than there was', { accrued: '130' }, '-30', '0'],
    ['exactly all is used', { accrued: '100' }, '0', '0'],
    ['what starts later lengthens the runway and is not available', { accrued: '30', credits: [{ grant: grant('g'), remaining: '30' }, { grant: grant('later', { effectiveAt: '2026-11-01T00:00:00.000000Z' }), remaining: '100' }] }, '0', '0'],
    ['what expires unused does not count for long', { accrued: '30', credits: [{ grant: grant('g', { expiresAt: '2026-11-10T00:00:00.000000Z' }), remaining: '100' }] }, '70', '10'],
  ])('%s', (_, about, available, daysLeft) => {
    const figures = prepaidFigures({ ...input, ...about })
    expect([figures.available, figures.runway.daysLeft]).toEqual([available, daysLeft])
  })

  it('takes debts from grants in the order in which they burn', () => {
    const soon = grant('soon', { expiresAt: '2026-11-05T00:00:00.000000Z' })
    const credits = [{ grant: grant('late'), remaining: '50' as const }, { grant: soon, remaining: '50' as const }]
    // The 50 that expire on 5 November are gone by what is accrued, so all that is left lasts.
    expect(prepaidFigures({ ...input, credits, accrued: '50' })).toMatchObject({ available: '50', runway: { balance: '50', daysLeft: '30' } })
  })
})

describe('prepaidLevel', () => {
  const policy: PrepaidPolicy = { account: 'acme', currency: 'EUR', lowBalance: '20', lowRunwayDays: 5, releaseNoticeHours: 24, onDepletion: 'force_release', createdAt: since }
  const runway = { method: 'average-burn@1', at, balance: '0', burnPerDay: '1', horizon: at } as const

  it.each<[available: string, daysLeft: string | undefined, level: string]>([
    ['0', '0', 'depleted'],
    ['-1', undefined, 'depleted'],
    ['0.01', '1', 'release_pending'],
    ['100', '1', 'release_pending'],
    ['20', '25/24', 'low'],
    ['100', '5', 'low'],
    ['20.01', '5.01', 'ok'],
    ['20', undefined, 'low'],
    ['21', undefined, 'ok'],
  ])('%s that lasts %s days is %s', (available, daysLeft, level) => {
    expect(prepaidLevel({ available: available as Decimal, runway: { ...runway, ...(daysLeft === undefined ? {} : { daysLeft: daysLeft as Decimal }) } }, policy)).toBe(level)
  })

  it('has no level that no limit is given for', () => {
    const none: PrepaidPolicy = { account: 'acme', currency: 'EUR', onDepletion: 'notify', createdAt: since }
    expect(prepaidLevel({ available: '0.01', runway: { ...runway, daysLeft: '0.001' } }, none)).toBe('ok')
  })

  it('checkPrepaidPolicy gives its policy in canonical form', () => {
    expect(checkPrepaidPolicy({ ...policy, lowBalance: '20.00', recipients: ['a'], endedAt: at })).toEqual({ ...policy, recipients: ['a'], endedAt: at })
    expect(refusalOf(() => checkPrepaidPolicy(null as never))).toMatchObject({ code: 'prepaid.invalid', field: 'policy' })
  })
})

describe('reportDepletion', () => {
  const decision: DepletionDecision = {
    id: 'd', account: 'acme', currency: 'EUR', action: 'force_release', standing: 1, decidedAt: at, available: '0', affected: { allocations: [], instances: [] }, status: 'open', reports: [],
    runway: { method: 'average-burn@1', at, balance: '0', burnPerDay: '1', horizon: at },
  }
  const report = { outcome: 'failed', at, actor: 'job', allocations: [], instances: [] } as const

  it('takes 100 reports, and none once it is carried out', () => {
    let open = decision
    for (let index = 0; index < 100; index += 1) open = reportDepletion(open, report)
    expect([open.status, open.reports.length]).toEqual(['failed', 100])
    expect(refusalOf(() => reportDepletion(open, report))).toMatchObject({ code: 'depletion.report_invalid', field: 'decision' })
    const done = reportDepletion(decision, { ...report, outcome: 'carried_out' })
    expect(refusalOf(() => reportDepletion(done, report))).toMatchObject({ code: 'depletion.report_invalid' })
  })
})
