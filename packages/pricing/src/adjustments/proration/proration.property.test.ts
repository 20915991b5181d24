import { add, negate, round } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assertChangesBalance, assertSharesSum } from '../../testing/index.js'
import { prorateChange, type PeriodChange, type ProratedChange } from './prorate-change.js'
import { proratedShare } from './prorated-share.js'

describe('proration keeps the laws', () => {
  it('R-PRORATE', () => assertSharesSum(proratedShare))
  it('R-PRORATE of changes', () => assertChangesBalance(prorateChange))
})

describe('the laws catch', () => {
  const cents = { mode: 'half-up', exponent: 2 } as const
  const changed = (change: (prorated: ProratedChange, asked: PeriodChange) => ProratedChange['net']) => (asked: PeriodChange) => {
    const prorated = prorateChange(asked)
    return { ...prorated, net: change(prorated, asked) }
  }

  it.each([
    ['shares that are rounded', () => assertSharesSum((proration) => round(proratedShare(proration), cents))],
    ['last days that are counted twice', () => assertSharesSum((asked) => proratedShare({ ...asked, basis: { by: 'day', zone: 'UTC', lastDay: 'included' } }))],
    ['a change that costs something by itself', () => assertChangesBalance(changed(({ net }) => add(net, '0.01')))],
    ['a credit with the sign of a charge', () => assertChangesBalance(changed(({ net }) => negate(net)))],
    ['a credit that ignores the time', () => assertChangesBalance(changed(({ net }, { items }) => (items.length === 1 ? negate(items[0]?.amount ?? '0') : net)))],
  ])('%s', (_, law) => {
    expect(law).toThrow('Property failed')
  })
})
