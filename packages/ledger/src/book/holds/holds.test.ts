import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { sampleBook } from '../../testing/book-sample.js'
import { availableOf } from './available-of.js'
import { expireHolds, postHold, voidHold } from './end-hold.js'
import type { HoldPool } from './hold.js'
import { openHoldPool } from './open-hold-pool.js'
import { placeHold } from './place-hold.js'

const noon = '2026-11-02T12:00:00.000000Z'
const one = '2026-11-02T13:00:00.000000Z'
const two = '2026-11-02T14:00:00.000000Z'
const pool: HoldPool = { account: { role: 'customer_credit', account: 'acme' }, currency: 'EUR', balanceMinor: '100', floorMinor: '10', holds: [] }
const held = placeHold(pool, { id: 'h1', amountMinor: '60', at: noon, expiresAt: two })

describe('openHoldPool', () => {
  it('takes the balance from the book, in the sense of the account', () => {
    const transactions = sampleBook()
    expect(openHoldPool({ transactions, account: { role: 'customer_credit', account: 'acme', routing: 'main' }, currency: 'EUR' })).toMatchObject({ balanceMinor: '4800', floorMinor: '0', holds: [] })
    expect(openHoldPool({ transactions, account: { role: 'cash', routing: 'stripe' }, currency: 'EUR', floorMinor: '-5' })).toMatchObject({ balanceMinor: '11700', floorMinor: '-5' })
    expect(openHoldPool({ transactions: [], account: pool.account, currency: 'EUR', holds: held.holds })).toMatchObject({ balanceMinor: '0', holds: held.holds })
    expect(failureTextOf(() => openHoldPool({ transactions, account: pool.account, currency: 'EUR', floorMinor: '1.5' }))).toBe('hold.invalid floorMinor')
  })
})

describe('a hold of 60 on a balance of 100 with a floor of 10', () => {
  it('leaves 30, and 90 when it is given up or expires', () => {
    expect([availableOf(pool), availableOf(held)]).toEqual(['90', '30'])
    expect(availableOf(voidHold(held, { id: 'h1', at: one }))).toBe('90')
    expect(availableOf(expireHolds(held, two))).toBe('90')
    expect(expireHolds(held, one)).toBe(held)
  })

  it('takes what is posted, and frees the rest', () => {
    const posted = postHold(held, { id: 'h1', amountMinor: '45', at: one })
    expect([posted.balanceMinor, availableOf(posted)]).toEqual(['55', '45'])
    expect(posted.holds).toMatchObject([{ status: 'posted', amountMinor: '60', postedMinor: '45', endedAt: one }])
    expect(postHold(held, { id: 'h1', at: one }).balanceMinor).toBe('40')
  })

  it('allows another one up to the floor, and no further', () => {
    expect(availableOf(placeHold(held, { id: 'h2', amountMinor: '30', at: noon, expiresAt: two }))).toBe('0')
    expect(failureTextOf(() => placeHold(held, { id: 'h2', amountMinor: '31', at: noon, expiresAt: two }))).toBe('hold.floor amountMinor')
    expect(availableOf(placeHold({ ...held, floorMinor: '-20' }, { id: 'h2', amountMinor: '60', at: noon, expiresAt: two }))).toBe('0')
  })

  it('changes nothing when the same is said again', () => {
    const again = { id: 'h1', amountMinor: '60', at: one, expiresAt: two }
    expect(placeHold(held, again)).toBe(held)
    const posted = postHold(held, { id: 'h1', at: one })
    expect(postHold(posted, { id: 'h1', amountMinor: '60', at: two })).toBe(posted)
    expect(placeHold(posted, again)).toBe(posted)
    const voided = voidHold(held, { id: 'h1', at: one })
    expect(voidHold(voided, { id: 'h1', at: two })).toBe(voided)
  })

  it.each<readonly [string, () => unknown, string]>([
    ['is another hold under the id', () => placeHold(held, { id: 'h1', amountMinor: '61', at: noon, expiresAt: two }), 'hold.conflict id'],
    ['is zero', () => placeHold(pool, { id: 'h', amountMinor: '0', at: noon, expiresAt: two }), 'hold.invalid amountMinor'],
    ['is negative', () => placeHold(pool, { id: 'h', amountMinor: '-1', at: noon, expiresAt: two }), 'hold.invalid amountMinor'],
    ['is no number', () => placeHold(pool, { id: 'h', amountMinor: 'NaN', at: noon, expiresAt: two }), 'hold.invalid amountMinor'],
    ['ends when it starts', () => placeHold(pool, { id: 'h', amountMinor: '1', at: noon, expiresAt: noon }), 'hold.invalid expiresAt'],
    ['has no id', () => placeHold(pool, { id: '', amountMinor: '1', at: noon, expiresAt: two }), 'text.empty id'],
    ['does not exist', () => voidHold(held, { id: 'h9', at: one }), 'hold.unknown id'],
    ['is posted with more than it holds', () => postHold(held, { id: 'h1', amountMinor: '61', at: one }), 'hold.invalid amountMinor'],
    ['is posted with nothing', () => postHold(held, { id: 'h1', amountMinor: '0', at: one }), 'hold.invalid amountMinor'],
    ['is posted when its time is over', () => postHold(held, { id: 'h1', at: two }), 'hold.ended id'],
    ['is voided when its time is over', () => voidHold(held, { id: 'h1', at: two }), 'hold.ended id'],
    ['is posted after it was voided', () => postHold(voidHold(held, { id: 'h1', at: one }), { id: 'h1', at: one }), 'hold.ended id'],
    ['is voided after it was posted', () => voidHold(postHold(held, { id: 'h1', at: one }), { id: 'h1', at: one }), 'hold.ended id'],
    ['is posted again with another amount', () => postHold(postHold(held, { id: 'h1', at: one }), { id: 'h1', amountMinor: '5', at: one }), 'hold.ended id'],
    ['is posted after it expired', () => postHold(expireHolds(held, two), { id: 'h1', at: one }), 'hold.ended id'],
  ])('refuses one that %s', (_, call, code) => {
    expect(failureTextOf(call)).toBe(code)
  })
})
