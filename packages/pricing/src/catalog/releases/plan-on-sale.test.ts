import { count } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { checkCatalog } from '../check-catalog.js'
import { plan } from '../plan.js'
import { fromBook, priceBook } from '../price-book.js'
import { flat, perUnit } from '../price-constructors.js'
import { publishPlan } from '../publish-plan.js'
import { planOnSale } from './plan-on-sale.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const on = (date: string) => `${date}T00:00:00.000000Z`
const [first, wrong, fixed] = ['49', '590', '59'].map((fee) => plan(monthly, { base: flat(fee as '49') }))
const wrongVersion = publishPlan('pro', wrong!).version
const pro = {
  name: 'pro',
  plan: first!,
  later: [
    { effectiveFrom: on('2027-01-01'), plan: wrong! },
    { effectiveFrom: on('2027-01-01'), plan: fixed!, corrects: wrongVersion, reason: 'a digit too many' },
  ],
}
const feeAt = (date: string) => planOnSale(pro, { at: on(date) }).content.components['base']?.price

describe('planOnSale', () => {
  it('is the plan until its first release, then what that was corrected to', () => {
    expect([feeAt('1970-01-01'), feeAt('2026-12-31'), feeAt('2027-01-01')]).toMatchObject([{ amount: '49' }, { amount: '49' }, { amount: '59' }])
  })

  it.each([
    ['that was never released', 'f'.repeat(64), '2027-01-01', 'plan.version_unpublished'],
    ['that another has followed', publishPlan('pro', first!).version, '2027-01-01', 'plan.version_superseded'],
    ['that another corrects', wrongVersion, '2027-01-01', 'plan.version_superseded'],
    ['that is not in effect yet', publishPlan('pro', fixed!).version, '2026-12-31', 'plan.version_not_effective'],
  ])('refuses a version %s', (_, version, date, code) => {
    expect(() => planOnSale(pro, { at: on(date), planVersion: version })).toThrow(expect.objectContaining({ code, field: 'planVersion' }))
  })
})

describe('releases of a catalogue', () => {
  const catalog = {
    meters: { calls: count({ event: 'api.call' }) },
    plans: { pro: first! },
    priceBooks: { standard: priceBook({ currency: 'EUR' }, { calls: perUnit('calls', '0.01') }) },
    releases: { pro: [{ effectiveFrom: '2027-01-01T00:00:00Z', plan: plan(monthly, { base: flat('59'), calls: fromBook('standard', 'calls') }) }] },
  }
  const changed = (release: object) => ({ ...catalog, releases: { pro: [...catalog.releases.pro, { ...catalog.releases.pro[0], effectiveFrom: '2028-01-01T00:00:00Z', ...release }] } })

  it('are complete, and read again as they are', () => {
    const read = checkCatalog(catalog)
    expect(read.releases?.['pro']?.[0]).toMatchObject({ effectiveFrom: on('2027-01-01'), plan: { components: { calls: { price: { unit: '0.01' } } } } })
    expect(checkCatalog(JSON.parse(JSON.stringify(read)))).toStrictEqual(read)
  })

  it.each([
    ['of a plan that there is not', { ...catalog, releases: { team: catalog.releases.pro } }, 'catalog.invalid', 'releases.team'],
    ['before the one before it', changed({ effectiveFrom: '2026-01-01T00:00:00Z' }), 'plan.release_invalid', 'releases.pro[1].effectiveFrom'],
    ['that corrects what was not released', changed({ corrects: 'f'.repeat(64), reason: 'x' }), 'plan.release_invalid', 'releases.pro[1].corrects'],
    ['in another currency', changed({ plan: plan({ currency: 'USD', every: 'month' }, { base: flat('59') }) }), 'catalog.invalid', 'releases.pro[1].plan.currency'],
    ['with an unknown meter', changed({ plan: plan(monthly, { calls: perUnit('cals', '1') }) }), 'catalog.invalid', 'releases.pro[1].plan.components.calls.meter'],
    ['without a plan', changed({ plan: undefined }), 'catalog.malformed', 'releases.pro[1].plan'],
  ])('are refused %s', (_, wrongCatalog, code, field) => {
    expect(() => checkCatalog(wrongCatalog)).toThrow(expect.objectContaining({ code, field }))
  })
})
