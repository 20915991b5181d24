import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { MatrixPrice } from './matrix.js'
import { ratePrice } from './rate-price.js'

const calls: MatrixPrice = {
  model: 'matrix',
  rows: [
    { when: { region: 'eu', tier: 'fast' }, unit: '3' },
    { when: { region: 'eu' }, unit: '2' },
    { when: { region: null }, unit: '9' },
  ],
}

describe('matrix', () => {
  it.each([
    ['the first row that fits', { region: 'eu', tier: 'fast' }, '6', 'region: eu, tier: fast'],
    ['the general row', { region: 'eu', tier: 'slow' }, '4', 'region: eu'],
    ['a dimension that is null', { region: null }, '18', 'region: none'],
    ['a dimension that is absent', {}, '18', 'region: none'],
  ] as const)('%s', (_, dimensions, amount, label) => {
    const rated = ratePrice(calls, { quantity: '2', dimensions })
    expect([rated.amount, rated.parts.map((part) => part.label)]).toEqual([amount, [label]])
  })

  it('has a price for the rest, or refuses it', () => {
    const facts = { quantity: '-2', dimensions: { region: 'us' } } as const
    expect(ratePrice({ ...calls, otherwise: '1' }, facts)).toMatchObject({ amount: '-2', parts: [{ label: 'Other' }] })
    expect(() => ratePrice(calls, facts)).toThrow(expect.objectContaining({ code: 'price.not_priced', field: 'dimensions' }))
  })

  it('does not take inherited keys for dimensions', () => {
    const price: MatrixPrice = { model: 'matrix', rows: [{ when: { constructor: null }, unit: '5' }], otherwise: '1' }
    expect(ratePrice(price, { quantity: '1', dimensions: {} }).amount).toBe('5')
  })

  it.each([
    ['no row', [], 'catalog.malformed', 'price.rows'],
    ['a row for everything', [{ when: {}, unit: '1' }], 'price.invalid', 'price.rows[0].when'],
    ['a row that can never decide', [{ when: { a: 'x', b: 'y' }, unit: '1' }, { when: { b: 'y', a: 'x' }, unit: '2' }], 'price.invalid', 'price.rows[1].when'],
    ['a number as a value', [{ when: { a: 1 }, unit: '1' }], 'text.malformed', 'price.rows[0].when.a'],
  ])('refuses %s', (_, rows, code, field) => {
    expect(() => checkPrice({ model: 'matrix', rows }, 'price')).toThrow(expect.objectContaining({ code, field }))
  })
})
