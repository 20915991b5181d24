import { add, addAll, compare } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { event, saasBilling, scans, tokens, type SaasOptions } from '../test/saas-billing.js'

const ofAcme = { account: 'acme' } as const

/** 75 scans in Berlin and 5 in Paris, 1,500 and 200 tokens, 2 mails, by 10 November. */
async function november(options: SaasOptions = {}) {
  const saas = await saasBilling(options)
  await saas.billing.events.ingestOrThrow([scans('75', '05', 'berlin'), scans('5', '06', 'paris'), tokens('1500', 'large'), tokens('200', 'small'), event('mail.sent', '07'), event('mail.sent', '08')])
  return saas
}

describe('usage.summary', () => {
  it('has a row for each feature with what is included and what it costs, and the total', async () => {
    const { billing } = await november()
    const { asOf, features, totalOverage } = await billing.usage.summary(ofAcme)
    expect(features[1]).toEqual({
      feature: 'scans', displayName: 'OCR scans', unit: 'scan', account: 'acme', subscription: 'acme', plan: 'saas', from: '2026-11-01T00:00:00.000000Z', to: '2026-12-01T00:00:00.000000Z',
      used: '80', included: '50', overage: '30', cost: { amount: '1.5', currency: 'EUR' }, exact: '1.5',
    })
    expect(features.map(({ feature, used, included, overage, cost }) => [feature, used, included, overage, cost.amount])).toEqual([
      ['mails', '2', '0', '2', '0.01'],
      ['scans', '80', '50', '30', '1.5'],
      ['tokens', '1700', '2000', '500', '0.5'],
    ])
    expect([asOf, totalOverage]).toEqual(['2026-11-10T00:00:00.000000Z', [{ amount: '2.01', currency: 'EUR' }]])
  })

  it('shows the features that are asked for, of a subscription or an account, and their total', async () => {
    const { billing } = await november()
    await billing.subscriptions.start({ key: 'b', id: 'b', account: 'acme', plan: 'pool', from: '2026-11-01', zone: 'UTC', subjects: ['b'] })
    await billing.events.ingestOrThrow([{ ...scans('103', '09'), subject: 'b' }])
    const { features, totalOverage } = await billing.usage.summary({ ...ofAcme, features: ['ocr.scan'] })
    expect(features.map(({ subscription, feature, included, exact }) => [subscription, feature, included, exact])).toEqual([['acme', 'scans', '50', '1.5'], ['b', 'scans', '100', '3']])
    expect(totalOverage).toEqual([{ amount: '4.5', currency: 'EUR' }])
    expect((await billing.usage.summary({ subscription: 'b' })).features.map(({ feature }) => feature)).toEqual(['calls', 'scans'])
    expect((await billing.usage.summary({ ...ofAcme, features: [] })).features).toEqual([])
  })

  it('has no end of what is included where nothing costs, and what a pause leaves', async () => {
    const { billing, clock } = await november()
    await billing.quotas.configure({ key: 'q', ...ofAcme, feature: 'mails', includedQuantity: '0', pricePerUnitMinor: '0' })
    const [mails] = (await billing.usage.summary({ ...ofAcme, features: ['mails'] })).features
    expect(mails).toMatchObject({ used: '2', overage: '0', exact: '0' })
    expect(mails).not.toHaveProperty('included')
    clock.at = '2026-11-12T00:00:00.000000Z'
    await billing.subscriptions.pause({ key: 'p', subscription: 'acme' })
    expect((await billing.usage.summary({ ...ofAcme, features: ['scans'] })).features).toMatchObject([{ used: '80', included: '50', overage: '30' }])
  })

  it.each<[string, object, string, string]>([
    ['nobody', {}, 'command.invalid', 'account'],
    ['an account that is not there', { account: 'nobody' }, 'account.unknown', 'account'],
    ['a feature that is not there', { ...ofAcme, features: ['fax'] }, 'meter.unknown', 'feature'],
    ['a period that is not there', { ...ofAcme, period: '2025-01' }, 'period.not_found', 'period'],
  ])('refuses %s', async (_, scope, code, field) => {
    const { billing } = await saasBilling()
    expect(await failureIn(() => billing.usage.summary(scope))).toMatchObject({ code, field })
  })
})

describe('usage.estimate', () => {
  it('says what the period costs so far and at its end: 80 scans in 9 of 30 days make 266 2/3', async () => {
    const { billing } = await november()
    const { features, current, projected } = await billing.usage.estimate({ ...ofAcme, features: ['scans', 'mails'] })
    expect(features.map(({ feature, used, projectedQuantity, method, cost, projectedCost }) => [feature, used, projectedQuantity, method, cost.amount, projectedCost.amount])).toEqual([
      ['mails', '2', '20/3', 'linear', '0.01', '0.03'],
      ['scans', '80', '800/3', 'linear', '1.5', '10.83'],
    ])
    expect([current, projected]).toEqual([[{ amount: '1.51', currency: 'EUR' }], [{ amount: '10.86', currency: 'EUR' }]])
    const { quote } = await billing.quotes.project({ subscription: 'acme' })
    expect(quote.charges.find(({ meter }) => meter === 'scans')?.amount).toBe('65/6')
  })

  it('goes on by the method that is asked for', async () => {
    const { billing } = await november()
    expect((await billing.usage.estimate({ ...ofAcme, features: ['scans'], methods: { scans: 'unchanged' } })).features).toMatchObject([{ projectedQuantity: '80', method: 'unchanged', projectedCost: { amount: '1.5' } }])
  })
})

describe('usage.breakdown', () => {
  it('deals the cost out by quantity, to the cent', async () => {
    const { billing } = await november()
    const { rows, unassigned, displayName } = await billing.usage.breakdown({ ...ofAcme, feature: 'scans', by: ['office'] })
    expect([displayName, unassigned]).toEqual(['OCR scans', []])
    expect(rows.map(({ dimensions, quantity, cost }) => [dimensions, quantity, cost.amount])).toEqual([[{ office: 'berlin' }, '75', '1.41'], [{ office: 'paris' }, '5', '0.09']])
  })

  it('gives each group its own line where it is priced apart, and sums to the summary', async () => {
    const { billing } = await november()
    await billing.events.ingestOrThrow([tokens('333', 'large', '06'), tokens('1333', 'small', '06')])
    const { rows } = await billing.usage.breakdown({ ...ofAcme, feature: 'llm.tokens', by: ['model'] })
    expect(rows.map(({ dimensions, quantity, cost }) => [dimensions['model'], quantity, cost.amount])).toEqual([['large', '1833', '0.83'], ['small', '1533', '0.53']])
    const [row] = (await billing.usage.summary({ ...ofAcme, features: ['tokens'] })).features
    expect(addAll(rows.map(({ cost }) => cost.amount))).toBe(row?.cost.amount)
  })

  it('refuses dimensions that the meter does not keep apart', async () => {
    const { billing } = await november()
    expect(await failureIn(() => billing.usage.breakdown({ ...ofAcme, feature: 'scans', by: ['model'] }))).toMatchObject({ code: 'meter.invalid', field: 'by' })
  })
})

describe('usage.series', () => {
  it('has a point for each local day of the running period, zero where nothing was used', async () => {
    const { billing } = await november({ zone: 'America/New_York' })
    const { zone, every, series } = await billing.usage.series({ ...ofAcme, feature: 'scans' })
    const [{ points } = { points: [] }] = series
    expect([zone, every, series.length, points.length]).toEqual(['America/New_York', 'day', 1, 30])
    expect(points.slice(0, 7).map(({ from, quantity }) => [from, quantity])).toEqual([
      ['2026-11-01T04:00:00.000000Z', '0'], ['2026-11-02T05:00:00.000000Z', '0'], ['2026-11-03T05:00:00.000000Z', '0'], ['2026-11-04T05:00:00.000000Z', '0'],
      ['2026-11-05T05:00:00.000000Z', '75'], ['2026-11-06T05:00:00.000000Z', '5'], ['2026-11-07T05:00:00.000000Z', '0'],
    ])
  })

  it('has 25 hours on the day on which the clock goes back, of any time and by group', async () => {
    const { billing } = await november({ zone: 'America/New_York' })
    const hours = await billing.usage.series({ ...ofAcme, feature: 'scans', every: 'hour', period: { from: '2026-11-01', to: '2026-11-02' } })
    expect(hours.series[0]?.points).toHaveLength(25)
    const offices = await billing.usage.series({ ...ofAcme, feature: 'scans', every: 'week', by: ['office'], period: { from: '2026-11-01T12:00:00Z', to: '2027-02-01' } })
    expect(offices.series.map(({ dimensions, points }) => [dimensions['office'], points.map(({ quantity }) => quantity).slice(0, 3), points.length])).toEqual([['berlin', ['0', '75', '0'], 14], ['paris', ['0', '5', '0'], 14]])
    expect(offices.series[0]?.points[0]?.from).toBe('2026-11-01T12:00:00.000000Z')
  })

  it.each<[string, object, string]>([
    ['too many points', { every: 'hour', period: { from: '2026-01-01', to: '2027-06-01' } }, 'period.too_many'],
    ['an end before the start', { period: { from: '2026-12-01', to: '2026-11-01' } }, 'period.ends_before_start'],
    ['a day that is not there', { period: '2026-13' }, 'time.impossible'],
  ])('refuses %s', async (_, about, code) => {
    const { billing } = await saasBilling()
    expect(await failureIn(() => billing.usage.series({ ...ofAcme, feature: 'scans', ...about }))).toMatchObject({ code })
  })
})

describe('usage.history with costs, and usage.costsCsv', () => {
  it('rate the usage that is shown: what came after a seal waits for a correction', async () => {
    const { billing, clock } = await november()
    clock.at = '2026-12-02T00:00:00.000000Z'
    const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-11' })
    await billing.events.ingestOrThrow([scans('1000', '20')])
    const [december, past] = await billing.usage.history({ ...ofAcme, costs: true, limit: 2 })
    expect(december?.costs?.map(({ used }) => used)).toEqual(['0', '0'])
    expect(past?.costs?.map(({ feature, used, cost }) => [feature, used, cost.amount])).toEqual([['mails', '2', '0.01'], ['scans', '80', '1.5'], ['tokens', '1700', '0.5']])
    expect(addAll(past?.costs?.map(({ cost }) => cost.amount) ?? [])).toBe(addAll(invoice.lines.flatMap(({ meter, amount }) => (meter === undefined ? [] : [amount]))))
    expect((await billing.usage.history(ofAcme))[0]).not.toHaveProperty('costs')
    const lines: string[] = []
    for await (const line of billing.usage.costsCsv({ ...ofAcme, limit: 2 })) lines.push(line)
    expect([lines.length, lines[0], lines[4]]).toEqual([
      6,
      'account,subscription,plan,feature,display_name,unit,from,to,used,included,overage,cost,currency\r\n',
      'acme,acme,saas,scans,OCR scans,scan,2026-11-01T00:00:00.000000Z,2026-12-01T00:00:00.000000Z,80,50,30,1.5,EUR\r\n',
    ])
  })
})

it('a quota that is configured shows at once in all of them', async () => {
  const { billing } = await november()
  await billing.quotas.configure({ key: 'q', ...ofAcme, feature: 'scans', includedQuantity: '70', pricePerUnitMinor: '10' })
  const [row] = (await billing.usage.summary({ ...ofAcme, features: ['scans'] })).features
  const [estimate] = (await billing.usage.estimate({ ...ofAcme, features: ['scans'] })).features
  expect(row).toMatchObject({ included: '70', overage: '10', exact: '1' })
  expect(estimate).toMatchObject({ exact: '1', projectedCost: { amount: '19.67' } })
  expect(compare(add(row?.included ?? '0', row?.overage ?? '0'), row?.used ?? '0')).toBe(0)
})
