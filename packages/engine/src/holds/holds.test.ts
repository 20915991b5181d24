import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { failureIn, sampleBilling } from '../test/sample-billing.js'

const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const inAnHour = '2026-11-02T01:00:00.000000Z'

/** An account with 100.00 EUR of money that settles nothing. */
async function funded(storage = memory()) {
  const billing = sampleBilling({ storage })
  await billing.accounts.put({ key: 'a', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('100') })
  const place = (key: string, amount: `${number}`, about: object = {}) => billing.holds.place({ key, account: 'acme', amount: eur(amount), expiresAt: inAnHour, ...about })
  return { storage, billing, place, later: sampleBilling({ storage, now: inAnHour }) }
}

describe('holds (L-HOLD)', () => {
  it('leave at least the floor', async () => {
    const { billing, place } = await funded()
    expect(await place('h1', '60')).toMatchObject({ id: 'h1', status: 'pending', amountMinor: '6000', revision: 1, account: 'acme' })
    expect(await failureIn(() => place('h2', '50'))).toMatchObject({ code: 'hold.floor', facts: { available: '4000', amountMinor: '5000' } })
    expect(await failureIn(() => place('h3', '40', { floor: eur('0.01') }))).toMatchObject({ code: 'hold.floor', facts: { available: '3999' } })
    await place('h4', '40')
    await place('h5', '10', { floor: eur('-10') })
    expect(await place('h1', '60')).toMatchObject({ id: 'h1' })
    expect((await billing.holds.list({ account: 'acme' })).items.map(({ id }) => id)).toEqual(['h1', 'h4', 'h5'])
  })

  it('are posted once, in whole or in part, and charged', async () => {
    const { billing, place } = await funded()
    await place('h1', '60')
    expect(await billing.holds.post({ key: 'x', hold: 'h1', amount: eur('45'), reason: 'image' })).toMatchObject({ status: 'posted', postedMinor: '4500', revision: 2 })
    expect(await billing.ledger.balances('acme')).toMatchObject([{ receivableMinor: '4500', availableMinor: '5500' }])
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: 'h1', amountMinor: '4500' }])
    expect(await failureIn(() => billing.holds.post({ key: 'y', hold: 'h1', reason: 'image' }))).toMatchObject({ code: 'hold.ended', facts: { status: 'posted' } })
    expect(await failureIn(() => billing.holds.void({ key: 'z', hold: 'h1' }))).toMatchObject({ code: 'hold.ended' })
    await place('h2', '55')
    expect(await failureIn(() => billing.holds.post({ key: 'w', hold: 'h2', amount: eur('55.01'), reason: 'image' }))).toMatchObject({ code: 'hold.invalid', field: 'amountMinor' })
    expect(await failureIn(() => billing.holds.post({ key: 'v', hold: 'h2', amount: { amount: '1', currency: 'USD' }, reason: 'image' }))).toMatchObject({ code: 'hold.invalid' })
  })

  it('are free again once they are voided or their time is over', async () => {
    const { billing, place, later } = await funded()
    await place('h1', '60')
    await place('h2', '40')
    expect(await billing.holds.void({ key: 'x', hold: 'h1' })).toMatchObject({ status: 'voided', endedAt: '2026-11-02T00:00:00.000000Z' })
    await place('h3', '60')
    expect(await failureIn(() => later.holds.post({ key: 'y', hold: 'h2', reason: 'image' }))).toMatchObject({ code: 'hold.ended', facts: { status: 'expired' } })
    expect(await later.holds.expire()).toEqual({ expired: ['h2', 'h3'] })
    expect(await later.holds.expire()).toEqual({ expired: [] })
    expect(await later.holds.get('h2')).toMatchObject({ status: 'expired', endedAt: inAnHour, revision: 2 })
    await later.holds.place({ key: 'h4', account: 'acme', amount: eur('100'), expiresAt: '2026-11-03T00:00:00Z' })
  })

  it.each([
    ['an unknown account', { account: 'nobody' }, 'account.unknown'],
    ['nothing', { amount: eur('0') }, 'hold.invalid'],
    ['less than nothing', { amount: eur('-1') }, 'hold.invalid'],
    ['a fraction of a cent', { amount: eur('0.001') }, 'money.not_minor_units'],
    ['an end that is over', { expiresAt: '2026-11-02T00:00:00Z' }, 'hold.invalid'],
    ['a currency that is none', { amount: { amount: '1', currency: 'ZZZ' } }, 'money.currency_unknown'],
  ])('refuse %s', async (_, about, code) => {
    const { place, billing } = await funded()
    expect(await failureIn(() => place('h', '1', about))).toMatchObject({ code })
    expect((await billing.holds.list()).items).toEqual([])
    expect(await failureIn(() => billing.holds.post({ key: 'x', hold: 'h', reason: 'r' }))).toMatchObject({ code: 'hold.unknown' })
  })

  it('of many at once never take more than there is', async () => {
    const { billing, place } = await funded()
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => failureIn(() => place(`h${index}`, '30'))))
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(3)
    expect(outcomes.filter((outcome) => outcome?.code === 'hold.floor')).toHaveLength(9)
    expect((await billing.holds.list({ status: 'pending' })).items).toHaveLength(3)
  })
})
