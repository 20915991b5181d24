import { describe, expect, it } from 'vitest'
import { capCredit } from './cap-credit.js'
import { unusedCredit } from './unused-credit.js'

describe('capCredit', () => {
  it.each([
    ['less than what is left', { wanted: '100', charged: '200', credited: '50' }, { credit: '100', withheld: '0' }],
    ['more than what is left', { wanted: '300', charged: '200', credited: '50' }, { credit: '150', withheld: '150' }],
    ['nothing left', { wanted: '100', charged: '200', credited: '250' }, { credit: '0', withheld: '100' }],
    ['a negative credit', { wanted: '-50', charged: '200' }, { credit: '0', withheld: '-50' }],
    ['a fraction', { wanted: '40/3', charged: '20' }, { credit: '40/3', withheld: '0' }],
  ] as const)('%s', (_, request, capped) => {
    expect(capCredit(request)).toEqual(capped)
  })
})

describe('unusedCredit', () => {
  const unused = { amount: '20', from: '2026-04-11T00:00:00Z', period: { from: '2026-04-01T00:00:00Z', to: '2026-05-01T00:00:00Z' } } as const

  it('is the share of what is left of the period', () => {
    expect(unusedCredit({ ...unused, billed: ['20'] })).toEqual({ credit: '40/3', withheld: '0' })
    expect(unusedCredit({ ...unused, billed: ['20'], basis: { by: 'day', zone: 'UTC', lastDay: 'included' } }).credit).toBe('420/31')
  })
  it('is no more than what was billed net of credits', () => {
    expect(unusedCredit({ ...unused, billed: ['20', '-8'] })).toEqual({ credit: '12', withheld: '4/3' })
    expect(unusedCredit({ ...unused, billed: [] }).credit).toBe('0')
  })
})
