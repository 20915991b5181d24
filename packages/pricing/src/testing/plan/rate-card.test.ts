import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucket, fixedFmv, hourly, matrix } from '../../catalog/price-constructors.js'
import { arbitraryPrice } from '../arbitrary-prices.js'
import { rateCard } from './rate-card.js'
import { table } from './table.js'

const monthly = { currency: 'EUR', every: { unit: 'month', count: 1 } } as const

describe('rateCard', () => {
  it.each([
    ['records by name', 'support', hourly('support', '120', { rates: { senior: '150' }, label: 'Support' }), `support: hourly of support, in EUR per month
  rate          120
  rates.senior  150
  label         Support`],
    ['rows with values inside', 'calls', matrix('calls', [{ when: { region: 'eu', tier: null }, unit: '0.02' }], { by: ['region', 'tier'], otherwise: '0.05' }), `calls: matrix of calls, in EUR per month
  row  when.region  when.tier  unit
  1    eu           null       0.02
  otherwise  0.05
  by         region,tier`],
    ['a fee without a meter', 'managed', fixedFmv('80', [{ name: 'Hosting', value: '60' }]), `managed: fixed_fmv, in EUR per month
  service  name     value
  1        Hosting  60
  amount  80`],
  ])('shows %s', (_, key, component, card) => {
    expect(rateCard(key, component, monthly)).toBe(card)
  })

  it('names longer periods', () => {
    const card = rateCard('minutes', bucket('minutes', { included: '500', overage: '0.05' }), { currency: 'CHF', every: { unit: 'week', count: 2 } })
    expect(card).toBe('minutes: bucket of minutes, in CHF per 2 weeks\n  included  500\n  overage   0.05')
  })

  it('shows every number of any price', () => {
    fc.assert(
      fc.property(arbitraryPrice({ maxTiers: 4 }), (price) => {
        const card = rateCard('key', { price }, monthly)
        const numbers = JSON.stringify(price).match(/"-?[0-9.]+"/g) ?? []
        for (const number of numbers) expect(card).toContain(number.slice(1, -1))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('table', () => {
  it('aligns columns and leaves missing cells empty', () => {
    expect(table([{ a: '1', b: 'x' }, { a: '200', c: 'y' }])).toBe('  a    b  c\n  1    x\n  200     y')
  })

  it('shows forty rows and counts the others', () => {
    const lines = table(Array.from({ length: 43 }, (_, row) => ({ row: `${row}` }))).split('\n')
    expect(lines).toHaveLength(42)
    expect(lines.at(-1)).toBe('  … and 3 more')
  })
})
