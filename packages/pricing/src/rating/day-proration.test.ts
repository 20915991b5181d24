import { describe, expect, it } from 'vitest'
import { flat } from '../catalog/price-constructors.js'
import { rate } from './rate.js'
import { october, subscription, under } from './test/october.js'

describe('a fee that is prorated by local days', () => {
  const quantityOf = (proration: 'time' | 'day' | 'none', bounds: { readonly from?: string; readonly to?: string }) => {
    const input = under({ base: flat('31', { proration }) }, { facts: { usage: [] } })
    return rate({ ...input, contract: { ...input.contract, subscription: { ...subscription, ...bounds } } }).charges[0]?.quantity
  }

  it.each([
    ['until the 15th at midnight', { to: '2026-10-14T22:00:00.000000Z' }, '14/31', '336/745'],
    ['until the 15th at noon, a day that belongs to what starts then', { to: '2026-10-15T10:00:00.000000Z' }, '14/31', '348/745'],
    ['from the 26th, after the clocks went back', { from: '2026-10-25T23:00:00.000000Z' }, '6/31', '144/745'],
    ['the whole month', { from: october.from }, '1', '1'],
  ])('%s', (_, bounds, byDay, byTime) => {
    expect([quantityOf('day', bounds), quantityOf('time', bounds), quantityOf('none', bounds)]).toEqual([byDay, byTime, '1'])
  })
})
