import { count } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { checkCatalog } from '../check-catalog.js'
import { plan } from '../plan.js'
import { flat, perUnit } from '../price-constructors.js'
import { bundlePlan } from './bundle-plan.js'
import { checkBundle } from './bundle.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const plans = {
  mail: plan(monthly, { seats: flat('60', { product: 'mail' }), sent: perUnit('mails', '0.01', { product: 'mail' }) }),
  disk: plan(monthly, { fee: flat('40', { product: 'disk' }) }),
  dollars: plan({ currency: 'USD', every: 'month' }, { fee: flat('40') }),
  yearly: plan({ currency: 'EUR', every: 'year' }, { fee: flat('40') }),
  trial: plan({ ...monthly, phases: [{ name: 'trial', lasts: { periods: 1 }, factor: '0' }] }, { fee: flat('40') }),
}
const office = { name: 'Office', plans: ['mail', 'disk'] }

describe('bundlePlan', () => {
  it('has the components of its plans, and no program without a rate', () => {
    const made = bundlePlan(office, plans)
    expect(Object.keys(made.components)).toEqual(['mail.seats', 'mail.sent', 'disk.fee'])
    expect(made).toMatchObject({ currency: 'EUR', name: 'Office', type: 'bundle' })
    expect(made).not.toHaveProperty('program')
  })

  it('brings the charges of its products to its rate', () => {
    expect(bundlePlan({ ...office, rate: '80', products: ['disk'] }, plans).program?.stages).toEqual([
      { id: 'bundle', use: 'bundle-flat-rate@1', of: { products: ['disk'] }, rules: [{ id: 'rate', config: { amount: '80', label: 'Office' } }] },
    ])
  })

  it.each([
    ['a plan that there is not', { ...office, plans: ['mail', 'chat'] }, 'b.plans[1]'],
    ['a plan in another currency', { ...office, plans: ['mail', 'dollars'] }, 'b.plans[1]'],
    ['a plan with another period', { ...office, plans: ['mail', 'yearly'] }, 'b.plans[1]'],
    ['a plan with phases', { ...office, plans: ['mail', 'trial'] }, 'b.plans[1]'],
    ['a product that nothing belongs to', { ...office, rate: '80', products: ['chat'] }, 'b.products[0]'],
    ['a value of no component', { ...office, rate: '80', values: { 'chat.fee': '1' } }, 'b.values.chat.fee'],
  ])('refuses %s', (_, bundle, field) => {
    expect(() => bundlePlan(checkBundle(bundle, 'b'), plans, 'b')).toThrow(expect.objectContaining({ code: 'catalog.invalid', field }))
  })

  it.each([
    ['no plan', { ...office, plans: [] }, 'catalog.malformed', 'b.plans'],
    ['a plan twice', { ...office, plans: ['mail', 'mail'] }, 'catalog.invalid', 'b.plans[1]'],
    ['a negative rate', { ...office, rate: '-1' }, 'price.invalid', 'b.rate'],
    ['values without a rate', { ...office, values: { 'mail.seats': '1' } }, 'catalog.invalid', 'b.values'],
  ])('refuses %s', (_, bundle, code, field) => {
    expect(() => checkBundle(bundle, 'b')).toThrow(expect.objectContaining({ code, field }))
  })
})

describe('bundles of a catalogue', () => {
  const catalog = { meters: { mails: count({ event: 'mail' }) }, products: { mail: { name: 'Mail' }, disk: { name: 'Disk' } }, plans, bundles: { office } }

  it('stay in it, and reading it again gives it again', () => {
    const read = checkCatalog(catalog)
    expect(read.bundles).toEqual({ office })
    expect(checkCatalog(JSON.parse(JSON.stringify(read)))).toStrictEqual(read)
    expect(checkCatalog({ ...catalog, bundles: undefined })).not.toHaveProperty('bundles')
  })

  it('are refused where a plan is not there, and under the name of a plan', () => {
    expect(() => checkCatalog({ ...catalog, bundles: { office: { ...office, plans: ['chat'] } } })).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'bundles.office.plans[0]' }))
    expect(() => checkCatalog({ ...catalog, bundles: { mail: office } })).toThrow(expect.objectContaining({ code: 'catalog.invalid', field: 'bundles.mail' }))
  })
})
