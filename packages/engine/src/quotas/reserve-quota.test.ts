import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { event, saasBilling, scans, tokens, type SaasOptions } from '../test/saas-billing.js'
import type { ReserveQuota } from './reserve-quota.js'

const expiresAt = '2026-11-10T01:00:00.000000Z'

/** Acme with 30 of 50 free scans used. */
async function reserving(options: SaasOptions = {}) {
  const saas = await saasBilling(options)
  await saas.billing.events.ingestOrThrow([scans('30')])
  const reserve = (key: string, quantity: `${number}`, about: Partial<ReserveQuota> = {}) => saas.billing.quotas.reserve({ key, account: 'acme', feature: 'scans', quantity, expiresAt, ...about })
  const standing = async (feature = 'scans') => {
    const { used, reserved, remaining } = await saas.billing.quotas.check({ account: 'acme', feature })
    return [used, reserved, remaining]
  }
  return { ...saas, reserve, standing }
}

describe('quotas.reserve', () => {
  it('sets units aside until there are none left', async () => {
    const { reserve, standing, billing } = await reserving()
    expect(await reserve('r1', '15', { actor: 'api' })).toEqual({
      id: 'r1', revision: 1, account: 'acme', subscription: 'acme', feature: 'scans', quantity: '15', costAtMost: '0', currency: 'EUR',
      reservedAt: '2026-11-10T00:00:00.000000Z', expiresAt, status: 'pending',
    })
    expect(await standing()).toEqual(['30', '15', '5'])
    expect(await failureIn(() => reserve('r2', '6'))).toMatchObject({ code: 'quota.exceeded', facts: { remaining: '5' } })
    await reserve('r3', '5')
    expect(await standing()).toEqual(['30', '20', '0'])
    expect((await billing.quotas.reservations({ subscription: 'acme', status: 'pending' })).items.map(({ id }) => id)).toEqual(['r1', 'r3'])
  })

  it('of many at once takes no more than is left', async () => {
    const { reserve, standing } = await reserving()
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => failureIn(() => reserve(`r${index}`, '3'))))
    expect([outcomes.filter((outcome) => outcome === undefined).length, outcomes.filter((outcome) => outcome?.code === 'quota.exceeded').length]).toEqual([6, 6])
    expect(await standing()).toEqual(['30', '18', '2'])
  })

  it('gives what was recorded for a key, and refuses another reservation under it', async () => {
    const { reserve, standing } = await reserving()
    const first = await reserve('r1', '15')
    expect(await reserve('r1', '15')).toEqual(first)
    expect(await standing()).toEqual(['30', '15', '5'])
    expect(await failureIn(() => reserve('r1', '1'))).toMatchObject({ code: 'command.conflict' })
  })

  it('goes beyond what is free for as much as it may cost, with all that is set aside', async () => {
    const { reserve } = await reserving()
    const most = (amount: `${number}`, currency = 'EUR') => ({ maxCost: { amount, currency } })
    await reserve('r1', '15')
    // 5 are free, 20 cost 0.05; the bound is that of 40 more scans on 30.
    expect(await reserve('r2', '25', most('1'))).toMatchObject({ costAtMost: '1' })
    expect(await failureIn(() => reserve('r3', '1', most('1')))).toMatchObject({ code: 'quota.cost_exceeded', facts: { costAtMost: '1.05' } })
    expect(await failureIn(() => reserve('r3', '1', most('1', 'USD')))).toMatchObject({ code: 'money.currency_mismatch' })
    expect(await reserve('r3', '1', most('1.05'))).toMatchObject({ costAtMost: '1.05' })
  })

  it('keeps to a limit, whatever it may cost', async () => {
    const { billing, reserve, standing } = await reserving()
    await billing.quotas.configure({ key: 'q', account: 'acme', feature: 'scans', includedQuantity: '60' })
    expect(await reserve('r1', '25')).toMatchObject({ costAtMost: '0.25' })
    expect(await failureIn(() => reserve('r2', '6', { maxCost: { amount: '100', currency: 'EUR' } }))).toMatchObject({ code: 'quota.exceeded', facts: { remaining: '5' } })
    expect(await standing()).toEqual(['30', '25', '5'])
  })

  it('is never said to cost nothing where it is not known which group it is for', async () => {
    const { billing, reserve } = await reserving()
    await billing.events.ingestOrThrow([tokens('1000', 'large')])
    await billing.quotas.configure({ key: 'q', account: 'acme', feature: 'tokens', includedQuantity: '5000' })
    expect(await reserve('r1', '500', { feature: 'tokens' })).toMatchObject({ costAtMost: '0.5' })
    expect(await reserve('r2', '500', { feature: 'tokens', dimensions: { model: 'small' } })).toMatchObject({ costAtMost: '0' })
  })

  it('sees what is set aside of a feature that shares an allowance', async () => {
    const { reserve, standing } = await reserving({ plan: 'pool' })
    await reserve('r1', '40', { feature: 'calls' })
    expect(await standing()).toEqual(['30', '0', '30'])
    expect(await failureIn(() => reserve('r2', '31'))).toMatchObject({ code: 'quota.exceeded' })
    await reserve('r2', '30')
    expect(await failureIn(() => reserve('r3', '1', { feature: 'calls' }))).toMatchObject({ code: 'quota.exceeded', facts: { remaining: '0' } })
  })

  it('shares grants with the other subscriptions of the account: what they use and what they set aside is gone', async () => {
    const { billing } = await saasBilling({ plan: 'granted' })
    await billing.subscriptions.start({ key: 'b', id: 'b', account: 'acme', plan: 'granted', from: '2026-11-01', zone: 'UTC', subjects: ['b'] })
    await billing.credits.grant({ key: 'g', account: 'acme', kind: 'promotional', meter: 'scans', quantity: '40', effectiveAt: '2026-11-01T00:00:00Z' })
    await billing.events.ingestOrThrow([scans('5'), { ...scans('10'), subject: 'b' }])
    const reserve = (key: string, subscription: string, quantity: `${number}`) => billing.quotas.reserve({ key, subscription, feature: 'scans', quantity, expiresAt })
    const left = async (subscription: string) => (await billing.quotas.check({ subscription, feature: 'scans' })).remaining
    expect([await left('acme'), await left('b')]).toEqual(['25', '25'])
    await reserve('r1', 'b', '20')
    expect([await left('acme'), await left('b')]).toEqual(['5', '5'])
    expect(await failureIn(() => reserve('r2', 'acme', '6'))).toMatchObject({ code: 'quota.exceeded', facts: { remaining: '5' } })
    await reserve('r2', 'acme', '5')
    expect(await left('b')).toBe('0')
  })

  it('is for one group where groups are priced apart', async () => {
    const { billing, reserve } = await reserving()
    await billing.events.ingestOrThrow([tokens('900', 'large')])
    const ofModel = (key: string, quantity: `${number}`, model: string) => reserve(key, quantity, { feature: 'tokens', dimensions: { model } })
    await ofModel('r1', '100', 'large')
    expect(await failureIn(() => ofModel('r2', '1', 'large'))).toMatchObject({ code: 'quota.exceeded' })
    await ofModel('r2', '1000', 'small')
    expect(await failureIn(() => reserve('r3', '1', { feature: 'tokens' }))).toMatchObject({ code: 'quota.ambiguous', field: 'dimensions' })
    await billing.quotas.commit({ key: 'c1', reservation: 'r2', quantity: '600' })
    expect(await billing.quotas.check({ account: 'acme', feature: 'tokens', dimensions: { model: 'small' } })).toMatchObject({ used: '600', remaining: '400' })
  })

  it.each<[string, Partial<ReserveQuota>, string, string]>([
    ['nothing', { quantity: '0' }, 'quota.reservation_invalid', 'quantity'],
    ['less than nothing', { quantity: '-1' }, 'quota.reservation_invalid', 'quantity'],
    ['what is no number', { quantity: '1e3' }, 'decimal.malformed', 'quantity'],
    ['until now', { expiresAt: '2026-11-10T00:00:00Z' }, 'quota.reservation_invalid', 'expiresAt'],
    ['of what is not priced', { feature: 'calls' }, 'quota.feature_unpriced', 'feature'],
  ])('refuses %s, and keeps nothing', async (_, about, code, field) => {
    const { billing, reserve } = await reserving()
    expect(await failureIn(() => reserve('r1', '1', about))).toMatchObject({ code, field })
    expect(await billing.quotas.reservation('r1')).toBeUndefined()
  })
})

describe('a reservation', () => {
  it('is committed: what was used of it counts, once, as an event that can be explained', async () => {
    const { billing, reserve, standing } = await reserving()
    await reserve('r1', '15')
    const committed = await billing.quotas.commit({ key: 'c1', reservation: 'r1', quantity: '12', metadata: { office: 'berlin' }, correlation: 'request 7' })
    expect(committed).toMatchObject({ revision: 2, status: 'committed', usedQuantity: '12', endedAt: '2026-11-10T00:00:00.000000Z' })
    expect(await billing.quotas.commit({ key: 'c1', reservation: 'r1', quantity: '12', metadata: { office: 'berlin' }, correlation: 'request 7' })).toEqual(committed)
    expect(await standing()).toEqual(['42', '0', '8'])
    const { items } = await billing.events.list()
    expect(items.map((each) => each.event).find(({ source }) => source === 'farthing/quotas')).toMatchObject({ id: 'reservation/r1', source: 'farthing/quotas', type: 'ocr.scan', subscription: 'acme', data: { quantity: '12', office: 'berlin' } })
  })

  it('is committed as it is where the host sends the event itself', async () => {
    const { billing, reserve, standing } = await reserving()
    await reserve('r1', '15')
    await billing.events.ingestOrThrow([scans('15', '09')])
    await billing.quotas.commit({ key: 'c1', reservation: 'r1', usage: 'recorded' })
    expect(await standing()).toEqual(['45', '0', '5'])
  })

  it('is released, and what was set aside is free again', async () => {
    const { billing, reserve, standing } = await reserving()
    await reserve('r1', '15')
    expect(await billing.quotas.release({ key: 'x1', reservation: 'r1' })).toMatchObject({ revision: 2, status: 'released' })
    expect(await standing()).toEqual(['30', '0', '20'])
  })

  it('expires by the clock: it counts no longer, cannot be ended otherwise, and a run of expire records it once', async () => {
    const { billing, clock, reserve, standing } = await reserving()
    await reserve('r1', '20')
    await reserve('r2', '0.5', { expiresAt: '2026-11-12T00:00:00Z' }).catch(() => undefined)
    clock.at = expiresAt
    expect(await standing()).toEqual(['30', '0', '20'])
    for (const end of [() => billing.quotas.commit({ key: 'c', reservation: 'r1' }), () => billing.quotas.release({ key: 'x', reservation: 'r1' })]) {
      expect(await failureIn(end)).toMatchObject({ code: 'quota.reservation_ended', facts: { status: 'expired' } })
    }
    await reserve('r3', '20', { expiresAt: '2026-11-12T00:00:00Z' })
    expect(await billing.quotas.expire()).toEqual({ expired: ['r1'] })
    expect(await billing.quotas.expire()).toEqual({ expired: [] })
    expect(await billing.quotas.reservation('r1')).toMatchObject({ revision: 2, status: 'expired', endedAt: expiresAt })
    clock.at = '2026-11-09T00:00:00.000000Z'
    expect(await billing.quotas.expire()).toEqual({ expired: [] })
  })

  it('ends once', async () => {
    const { billing, reserve } = await reserving()
    await reserve('r1', '15')
    const ends = await Promise.all([
      failureIn(() => billing.quotas.commit({ key: 'c1', reservation: 'r1' })),
      failureIn(() => billing.quotas.release({ key: 'x1', reservation: 'r1' })),
      failureIn(() => billing.quotas.commit({ key: 'c2', reservation: 'r1' })),
    ])
    expect(ends.filter((outcome) => outcome === undefined)).toHaveLength(1)
    expect(ends.filter((outcome) => outcome?.code === 'quota.reservation_ended')).toHaveLength(2)
  })

  it.each<[string, object, string, string]>([
    ['more than was set aside', { quantity: '16' }, 'quota.reservation_invalid', 'quantity'],
    ['nothing', { quantity: '0' }, 'quota.reservation_invalid', 'quantity'],
    ['what is not there', { reservation: 'r9' }, 'quota.reservation_unknown', 'reservation'],
    ['another way of usage', { usage: 'later' }, 'quota.reservation_invalid', 'usage'],
  ])('refuses to commit %s', async (_, about, code, field) => {
    const { billing, reserve, standing } = await reserving()
    await reserve('r1', '15')
    expect(await failureIn(() => billing.quotas.commit({ key: 'c1', reservation: 'r1', ...about }))).toMatchObject({ code, field })
    expect(await standing()).toEqual(['30', '15', '5'])
  })

  it('is not committed by an event that counts otherwise: mails are counted one by one', async () => {
    const { billing, reserve } = await reserving()
    await billing.quotas.configure({ key: 'q', account: 'acme', feature: 'mails', includedQuantity: '9', pricePerUnitMinor: '1' })
    await reserve('r1', '2', { feature: 'mails' })
    expect(await failureIn(() => billing.quotas.commit({ key: 'c1', reservation: 'r1' }))).toMatchObject({ code: 'quota.usage_mismatch', field: 'quantity' })
    await billing.quotas.commit({ key: 'c1', reservation: 'r1', quantity: '1' })
    expect(await billing.quotas.check({ account: 'acme', feature: 'mails' })).toMatchObject({ used: '1', remaining: '8' })
    await billing.events.ingestOrThrow([event('mail.sent', '09')])
    expect(await billing.quotas.check({ account: 'acme', feature: 'mails' })).toMatchObject({ used: '2' })
  })
})

describe('quotas.list', () => {
  it('says what the terms of each subscription give of each feature', async () => {
    const { billing } = await saasBilling()
    await billing.subscriptions.start({ key: 'b', id: 'b', account: 'acme', plan: 'pool', from: '2026-12-01', subjects: ['b'] })
    await billing.quotas.configure({ key: 'q', subscription: 'b', feature: 'calls', includedQuantity: '10' })
    const rows = (await billing.quotas.list({ account: 'acme' })).map(({ subscription, feature, components, limit }) => [subscription, feature, components.map(({ includedQuantity, pricePerUnitMinor }) => [includedQuantity, pricePerUnitMinor]), limit?.quantity])
    expect(rows).toEqual([
      ['acme', 'mails', [['0', '0.5']], undefined],
      ['acme', 'scans', [['50', '5']], undefined],
      ['acme', 'tokens', [['1000', '0.1']], undefined],
      ['b', 'calls', [['0', '100']], '10'],
      ['b', 'scans', [['0', '100']], undefined],
    ])
  })
})
