import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { BucketPrice } from './bucket.js'
import { ratePrice } from './rate-price.js'

const minutes: BucketPrice = { model: 'bucket', included: '500', fee: '20', overage: '0.05' }

describe('bucket', () => {
  it.each([
    ['0', '0', '0', '20'],
    ['500', '500', '0', '20'],
    ['500.5', '500', '0.5', '20.025'],
    ['700', '500', '200', '30'],
  ] as const)('%s units take %s and exceed it by %s, for %s', (quantity, taken, beyond, amount) => {
    expect(ratePrice(minutes, quantity)).toEqual({
      amount,
      parts: [
        { label: 'Included', quantity: taken, unit: '0', flat: '0', amount: '0' },
        { label: 'Overage', quantity: beyond, unit: '0.05', flat: '0', amount: beyond === '0' ? '0' : beyond === '200' ? '10' : '0.025' },
        { label: 'Fee', quantity: '0', unit: '0', flat: '20', amount: '20' },
      ],
    })
  })

  it.each([
    // handed on before, used, cost beyond the fee, handed on
    [undefined, '400', '0', '100'],
    ['100', '650', '2.5', '0'],
    ['100', '600', '0', '0'],
    ['300', '0', '0', '300'],
  ] as const)('with %s left from before, %s units cost %s more and leave %s', (rolledOver, quantity, overage, left) => {
    const rated = ratePrice({ ...minutes, fee: '0', rolloverLimit: '300' }, { quantity, carry: rolledOver === undefined ? {} : { rolledOver } })
    expect([rated.amount, rated.carry]).toEqual([overage, { rolledOver: left }])
  })

  it('neither reads nor hands on anything without a limit', () => {
    const rated = ratePrice(minutes, { quantity: '600', carry: { rolledOver: '100' } })
    expect(rated.amount).toBe('25')
    expect(rated).not.toHaveProperty('carry')
  })

  it('refuses what cannot be', () => {
    expect(() => ratePrice(minutes, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
    expect(() => ratePrice({ ...minutes, rolloverLimit: '1' }, { quantity: '1', carry: { rolledOver: 5 } })).toThrow(
      expect.objectContaining({ code: 'exact.malformed', field: 'carry.rolledOver' }),
    )
    expect(() => checkPrice({ ...minutes, included: '-1' }, 'price')).toThrow(expect.objectContaining({ code: 'price.invalid', field: 'price.included' }))
  })
})
