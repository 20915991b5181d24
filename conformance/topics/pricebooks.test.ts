import { expect, test } from 'vitest'
import { pricebooks } from './pricebooks.js'

type Asked = Readonly<Record<string, unknown>>

function ask(charges: Asked, example: Asked, expected: Asked = {}): ReturnType<typeof pricebooks> {
  return pricebooks({ id: 'book/case', topic: 'pricebooks', given: { book: { currency: 'USD', charges }, ...example }, expect: expected })
}

const perMillion = { model: 'per_unit', included: '2000000', per: '1000000', price: '0.30' }
const packs = { model: 'package', included: '10', per: '5', price: '1.5' }
const tiers = [{ up_to: '100', price: '0.11', flat: '1' }, { up_to: null, price: '0.055' }]
const pool = { model: 'pooled_graduated', tiers: [{ up_to: '5', price: { a: '1', b: '2' } }, { up_to: null, price: { a: '0.5' } }] }

// Cases of our own, one for each kind of charge; the published ones stay outside of the repository.
test.each<[string, Asked, Asked, Asked]>([
  ['included units come off first', { calls: perMillion }, { q: { calls: '2500000' } }, { lines: { calls: '0.15' }, total: '0.15' }],
  ['nothing is included', { calls: { model: 'per_unit', per: '1000', price: '0.125' } }, { q: { calls: '100' } }, { total: '0.01' }],
  ['packages are whole', { gb: packs }, { q: { gb: '21' } }, { lines: { gb: '4.5' } }],
  ['tiers, with a fee', { gb: { model: 'graduated', tiers } }, { q: { gb: '101' } }, { tier_lines: ['12', '0.06'], total: '12.06' }],
  ['tiers per thousand', { gb: { model: 'graduated', per: '1000', tiers } }, { q: { gb: '1100' } }, { total: '1.07' }],
  ['one tier prices all', { gb: { model: 'volume', tiers } }, { q: { gb: '200' } }, { total: '11' }],
  ['a list is one line each', { hours: { model: 'per_unit', price: '0.001' } }, { q: { hours: ['5', '4'] } }, { lines: { hours: ['0.01', '0'] }, total: '0.01' }],
  ['a credit takes off what it applies to', { base: { model: 'flat', amount: '5' }, gb: packs, free: { model: 'credit', amount: '20', applies_to: ['gb'] } }, { q: { base: '1', gb: '21' } }, { lines: { base: '5', gb: '4.5', free: '-4.5' }, total: '5' }],
  ['skus share a counter', { calls: pool }, { q: {}, seq: [['b', '4'], ['a', '3']] }, { lines_seq: ['8', '2'], total: '10' }],
  ['storage is averaged', {}, { byte_hours: [['1073741824', 360], ['2147483648', 384]], hours_in_month: 744 }, { gb_month: '47/31' }],
])('%s', (_name, charges, example, answered) => {
  expect(ask(charges, example)).toMatchObject({ answered })
})

test('where a vendor shows tiers as lines, they are rounded and sum to the total', () => {
  const halves = { gb: { model: 'graduated', tiers: [{ up_to: '1', price: '0.005' }, { up_to: null, price: '0.005' }] }, put: { model: 'per_unit', price: '1' } }
  const example = { q: { gb: '2', put: '3' } }
  expect(ask(halves, example)).toMatchObject({ answered: { tier_lines: ['0.01', '0.01'], total: '3.01' } })
  expect(ask(halves, example, { tier_lines: [] })).toMatchObject({ answered: { tier_lines: ['0.01', '0.01'], total: '3.02' } })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ calls: { model: 'auction' } }, {})).toEqual({ unsupported: 'the charge auction is not known' })
})
