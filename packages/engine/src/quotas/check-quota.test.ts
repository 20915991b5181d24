import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { failureIn, readOnly } from '../test/sample-billing.js'
import { catalog, event, saasBilling, scans, tokens } from '../test/saas-billing.js'

const ofScans = { account: 'acme', feature: 'scans' } as const

describe('quotas.check', () => {
  it('says what is left of what costs nothing, and when it comes again', async () => {
    const { billing, clock } = await saasBilling({ zone: 'Europe/Berlin' })
    await billing.events.ingestOrThrow([scans('30')])
    expect(await billing.quotas.check(ofScans)).toEqual({
      feature: 'scans', displayName: 'OCR scans', unit: 'scan', account: 'acme', subscription: 'acme', kind: 'price', hasQuota: true,
      used: '30', reserved: '0', included: '50', remaining: '20', since: '2026-10-31T23:00:00.000000Z', resetsAt: '2026-11-30T23:00:00.000000Z', asOf: '2026-11-10T00:00:00.000000Z',
    })
    await billing.events.ingestOrThrow([scans('25')])
    expect(await billing.quotas.check(ofScans)).toMatchObject({ hasQuota: false, used: '55', included: '50', remaining: '0' })
    clock.at = '2026-12-02T00:00:00.000000Z'
    expect(await billing.quotas.check(ofScans)).toMatchObject({ hasQuota: true, used: '0', remaining: '50', since: '2026-11-30T23:00:00.000000Z' })
  })

  it('is asked by event type, by quantity and by group, and has no end where nothing costs', async () => {
    const { billing } = await saasBilling()
    await billing.events.ingestOrThrow([scans('48'), tokens('900', 'large')])
    const enough = async (quantity: `${number}`) => (await billing.quotas.check({ subscription: 'acme', feature: 'ocr.scan', quantity })).hasQuota
    expect([await enough('2'), await enough('2.5')]).toEqual([true, false])
    const ofTokens = { account: 'acme', feature: 'tokens' } as const
    expect(await billing.quotas.check({ ...ofTokens, dimensions: { model: 'large' } })).toMatchObject({ used: '900', remaining: '100' })
    expect(await billing.quotas.check({ ...ofTokens, dimensions: { model: 'small' } })).toMatchObject({ used: '0', remaining: '1000' })
    expect(await failureIn(() => billing.quotas.check(ofTokens))).toMatchObject({ code: 'quota.ambiguous', field: 'dimensions' })
    expect(await billing.quotas.check({ account: 'acme', feature: 'mails' })).toMatchObject({ hasQuota: false, included: '0', remaining: '0' })
    await billing.quotas.configure({ key: 'q', account: 'acme', feature: 'mails', includedQuantity: '0', pricePerUnitMinor: '0' })
    const free = await billing.quotas.check({ account: 'acme', feature: 'mails', quantity: '1000000' })
    expect([free.hasQuota, 'included' in free, 'remaining' in free]).toEqual([true, false, false])
  })

  it('counts allowances of a program and granted units, and what other features took of them', async () => {
    const { billing } = await saasBilling({ plan: 'pool' })
    await billing.events.ingestOrThrow([scans('60'), event('api.call', '05')])
    expect(await billing.quotas.check(ofScans)).toMatchObject({ used: '60', included: '99', remaining: '39' })
    expect(await billing.quotas.check({ account: 'acme', feature: 'calls' })).toMatchObject({ used: '1', included: '40', remaining: '39' })
  })

  it('counts what rolled over from the month before, billed or not', async () => {
    const { billing, clock } = await saasBilling({ plan: 'rollover' })
    await billing.events.ingestOrThrow([scans('85'), { ...scans('20'), time: '2026-12-05T00:00:00Z' }])
    clock.at = '2026-12-10T00:00:00.000000Z'
    const expected = { used: '20', included: '115', remaining: '95' }
    expect(await billing.quotas.check(ofScans)).toMatchObject(expected)
    await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-11' })
    expect(await billing.quotas.check(ofScans)).toMatchObject(expected)
  })

  it('goes by a limit where one is configured, day by day on the local clock', async () => {
    const { billing, clock } = await saasBilling({ zone: 'Europe/Berlin' })
    await billing.quotas.configure({ key: 'q', ...ofScans, includedQuantity: '10', resetPeriod: 'day' })
    clock.at = '2026-11-05T22:00:00.000000Z'
    await billing.events.ingestOrThrow([scans('8', '04'), scans('7'), scans('1', '05', 'paris')])
    expect(await billing.quotas.check(ofScans)).toMatchObject({ kind: 'limit', used: '8', included: '10', remaining: '2', since: '2026-11-04T23:00:00.000000Z', resetsAt: '2026-11-05T23:00:00.000000Z' })
    await billing.quotas.configure({ key: 'q2', ...ofScans, includedQuantity: '10', resetPeriod: 'quarter' })
    expect(await billing.quotas.check(ofScans)).toMatchObject({ hasQuota: false, used: '16', remaining: '0', resetsAt: '2026-12-31T23:00:00.000000Z' })
  })

  it('writes nothing, and refuses what it cannot answer', async () => {
    const { storage, clock } = await saasBilling()
    const billing = createBilling({ catalog, storage: readOnly(storage), clock })
    await billing.quotas.check(ofScans)
    for (const [about, code, field] of [
      [{ quantity: '0' }, 'quota.invalid', 'quantity'],
      [{ maxAgeMs: -1 }, 'quota.invalid', 'maxAgeMs'],
      [{ maxAgeMs: 3_600_001 }, 'quota.invalid', 'maxAgeMs'],
      [{ account: 'nobody' }, 'account.unknown', 'account'],
      [{ feature: 'calls' }, 'quota.feature_unpriced', 'feature'],
    ] as const) {
      expect(await failureIn(() => billing.quotas.check({ ...ofScans, ...about }))).toMatchObject({ code, field })
    }
    expect(await failureIn(() => billing.quotas.check({ feature: 'scans' }))).toMatchObject({ code: 'command.invalid', field: 'account' })
    clock.at = '2026-10-01T00:00:00.000000Z'
    expect(await failureIn(() => billing.quotas.check(ofScans))).toMatchObject({ code: 'period.not_found' })
  })
})
