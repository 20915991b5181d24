import { describe, expect, it } from 'vitest'
import { checkCatalog } from './check-catalog.js'
import { defineCatalog } from './catalog.js'
import { plan } from './plan.js'
import { fromBook, priceBook } from './price-book.js'
import {
  bucket, dynamic, fixedFmv, flat, graduated, graduatedPercentage, hourly, matrix, packaged, percentage, perUnit, stairstep, volume,
} from './price-constructors.js'

const meters = {
  tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count', by: ['model'] },
  requests: { event: 'http.request', aggregation: 'count' },
} as const

const book = {
  meters,
  products: { api: { name: 'API', external: { quickbooks: '42' } } },
  priceBooks: {
    standard: { currency: 'EUR', prices: { tokens: { price: { model: 'per_unit', unit: '0.010' }, meter: 'tokens', label: 'Tokens' } } },
  },
  plans: {
    pro: {
      currency: 'EUR',
      every: 'month',
      components: {
        base: { price: { model: 'flat', amount: '49.00' }, product: 'api', billing: 'advance' },
        tokens: { book: 'standard', entry: 'tokens', by: ['model'], label: 'LLM tokens' },
      },
    },
  },
}

/** The book with one value replaced, added or (by `undefined`) removed. */
function bookWith(path: readonly string[], value: unknown): unknown {
  const changed = JSON.parse(JSON.stringify(book)) as Record<string, unknown>
  let inside = changed
  for (const key of path.slice(0, -1)) inside = inside[key] as Record<string, unknown>
  inside[path.at(-1) ?? ''] = value
  return changed
}

describe('checkCatalog', () => {
  it('reads a book file in canonical form and fills in book prices', () => {
    expect(checkCatalog(book)).toStrictEqual({
      ...book,
      priceBooks: {
        standard: { currency: 'EUR', prices: { tokens: { price: { model: 'per_unit', unit: '0.01' }, meter: 'tokens', label: 'Tokens' } } },
      },
      plans: {
        pro: {
          currency: 'EUR',
          every: { unit: 'month', count: 1 },
          components: {
            base: { price: { model: 'flat', amount: '49' }, product: 'api', billing: 'advance' },
            tokens: { price: { model: 'per_unit', unit: '0.01' }, meter: 'tokens', by: ['model'], label: 'LLM tokens' },
          },
        },
      },
    })
  })

  it('reads its own result again, through JSON', () => {
    const catalog = checkCatalog(book)
    expect(checkCatalog(JSON.parse(JSON.stringify(catalog)))).toStrictEqual(catalog)
  })

  it.each([
    ['no plans', ['plans'], undefined, 'catalog.malformed', 'plans'],
    ['an unknown section', ['plan'], {}, 'catalog.malformed', 'plan'],
    ['a currency that does not exist', ['plans', 'pro', 'currency'], 'EUX', 'money.currency_unknown', 'plans.pro.currency'],
    ['an unknown period unit', ['plans', 'pro', 'every'], 'fortnight', 'catalog.malformed', 'plans.pro.every'],
    ['a period of no months', ['plans', 'pro', 'every'], { unit: 'month', count: 0 }, 'period.invalid', 'plans.pro.every.count'],
    ['a component without a price', ['plans', 'pro', 'components', 'base'], {}, 'catalog.malformed', 'plans.pro.components.base.price'],
    ['a price as a number', ['plans', 'pro', 'components', 'base', 'price', 'amount'], 49, 'decimal.malformed', 'plans.pro.components.base.price.amount'],
    ['a flat fee on a meter', ['plans', 'pro', 'components', 'base', 'meter'], 'tokens', 'catalog.invalid', 'plans.pro.components.base.meter'],
    ['a flat fee by dimension', ['plans', 'pro', 'components', 'base', 'by'], ['model'], 'catalog.invalid', 'plans.pro.components.base.by'],
    ['an unknown product', ['plans', 'pro', 'components', 'base', 'product'], 'apis', 'catalog.invalid', 'plans.pro.components.base.product'],
    ['a product named like a key of every object', ['plans', 'pro', 'components', 'base', 'product'], 'toString', 'catalog.invalid', 'plans.pro.components.base.product'],
    ['an unknown price book', ['plans', 'pro', 'components', 'tokens', 'book'], 'list', 'catalog.invalid', 'plans.pro.components.tokens.book'],
    ['an unknown price', ['plans', 'pro', 'components', 'tokens', 'entry'], 'token', 'catalog.invalid', 'plans.pro.components.tokens.entry'],
    ['a price book in another currency', ['priceBooks', 'standard', 'currency'], 'USD', 'catalog.invalid', 'plans.pro.components.tokens.book'],
    ['an unknown meter in a price book', ['priceBooks', 'standard', 'prices', 'tokens', 'meter'], 'tokns', 'catalog.invalid', 'priceBooks.standard.prices.tokens.meter'],
    ['usage without a meter', ['priceBooks', 'standard', 'prices', 'tokens', 'meter'], undefined, 'catalog.invalid', 'priceBooks.standard.prices.tokens.meter'],
    ['usage in advance', ['plans', 'pro', 'components', 'tokens', 'billing'], 'advance', 'catalog.invalid', 'plans.pro.components.tokens.billing'],
    ['prorated usage', ['plans', 'pro', 'components', 'tokens', 'proration'], 'time', 'catalog.invalid', 'plans.pro.components.tokens.proration'],
    ['a dimension that the meter does not keep', ['plans', 'pro', 'components', 'tokens', 'by'], ['model', 'region'], 'catalog.invalid', 'plans.pro.components.tokens.by[1]'],
    ['a matrix over a dimension that is not priced apart', ['priceBooks', 'standard', 'prices', 'tokens', 'price'], { model: 'matrix', rows: [{ when: { model: 'large' }, unit: '1' }] }, 'catalog.invalid', 'priceBooks.standard.prices.tokens.by'],
    ['a dimension named twice', ['plans', 'pro', 'components', 'tokens', 'by'], ['model', 'model'], 'catalog.invalid', 'plans.pro.components.tokens.by[1]'],
    ['an empty list of dimensions', ['plans', 'pro', 'components', 'tokens', 'by'], [], 'catalog.malformed', 'plans.pro.components.tokens.by'],
    ['a label with U+0000', ['plans', 'pro', 'components', 'base', 'label'], 'a\0b', 'text.malformed', 'plans.pro.components.base.label'],
    ['an external id as a number', ['products', 'api', 'external', 'quickbooks'], 42, 'text.malformed', 'products.api.external.quickbooks'],
    ['a meter with an unknown field', ['meters', 'tokens', 'agregation'], 'sum', 'meter.invalid', 'meters.tokens'],
    ['a meter with an unknown aggregation', ['meters', 'tokens', 'aggregation'], 'summe', 'meter.invalid', 'meters.tokens.aggregation'],
    ['more than 10,000 plans', ['plans'], Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [index, {}])), 'catalog.malformed', 'plans'],
    ['a list as a plan', ['plans', 'pro'], [], 'catalog.malformed', 'plans.pro'],
  ])('%s is refused', (_, path, value, code, field) => {
    expect(() => checkCatalog(bookWith(path, value))).toThrow(expect.objectContaining({ code, field }))
  })

  it('treats __proto__ as a name like any other', () => {
    const text = '{"meters":{},"plans":{"__proto__":{"currency":"EUR","every":"month","components":{"__proto__":{"price":{"model":"flat","amount":"1"}}}}}}'
    const catalog = checkCatalog(JSON.parse(text))
    expect(Object.keys(catalog.plans)).toEqual(['__proto__'])
    expect(JSON.stringify(catalog.plans)).toContain('"components":{"__proto__":{"price":{"model":"flat","amount":"1"}}}')
  })

  it('tells the names that exist', () => {
    expect(() => checkCatalog(bookWith(['priceBooks', 'standard', 'prices', 'tokens', 'meter'], 'tokns'))).toThrow(
      /names the meter "tokns", and there is only tokens, requests/,
    )
  })
})

describe('defineCatalog', () => {
  it('gives the same catalogue as the book file', () => {
    const catalog = defineCatalog({
      meters,
      products: book.products,
      priceBooks: { standard: priceBook({ currency: 'EUR' }, { tokens: perUnit('tokens', '0.010', { label: 'Tokens' }) }) },
      plans: {
        pro: plan({ currency: 'EUR', every: 'month' }, {
          base: flat('49.00', { product: 'api', billing: 'advance' }),
          tokens: fromBook('standard', 'tokens', { by: ['model'], label: 'LLM tokens' }),
        }),
      },
    })
    expect(catalog).toStrictEqual(checkCatalog(book))
  })

  it('checks plans that were written without constructors', () => {
    const sloppy = { currency: 'EUR', every: { unit: 'month', count: 1 }, components: { tokens: { price: { model: 'per_unit', unit: '1e3' }, meter: 'tokens' } } } as const
    expect(() => defineCatalog({ meters, plans: { pro: sloppy } })).toThrow(
      expect.objectContaining({ code: 'decimal.malformed', field: 'plans.pro.components.tokens.price.unit' }),
    )
  })
})

describe('constructors', () => {
  it('build components in canonical form', () => {
    expect(flat('49.00')).toStrictEqual({ price: { model: 'flat', amount: '49' } })
    expect(flat('9', { proration: 'none', billing: 'advance', label: 'Seat' })).toStrictEqual({
      price: { model: 'flat', amount: '9' }, proration: 'none', billing: 'advance', label: 'Seat',
    })
    expect(perUnit('tokens', '0.10', { by: ['model'] })).toStrictEqual({ price: { model: 'per_unit', unit: '0.1' }, meter: 'tokens', by: ['model'] })
    expect(graduated('tokens', [{ unit: '1' }], { zeroQuantity: 'first_tier_flat', product: 'api' })).toStrictEqual({
      price: { model: 'graduated', tiers: [{ unit: '1' }], zeroQuantity: 'first_tier_flat' }, meter: 'tokens', product: 'api',
    })
    expect(packaged('messages', { size: '1000', amount: '5.0' }, { free: '10', rounding: 'down', label: 'SMS' })).toStrictEqual({
      price: { model: 'package', size: '1000', amount: '5', free: '10', rounding: 'down' }, meter: 'messages', label: 'SMS',
    })
    expect(volume('seats', [{ unit: '9' }], { bound: 'exclusive' })).toStrictEqual({ price: { model: 'volume', tiers: [{ unit: '9' }], bound: 'exclusive' }, meter: 'seats' })
    expect(stairstep('contacts', [{ amount: '29' }])).toStrictEqual({ price: { model: 'stairstep', steps: [{ amount: '29' }] }, meter: 'contacts' })
    expect(percentage('payments', '2.9', { fixed: '0.30', freeTransactions: 3 })).toStrictEqual({
      price: { model: 'percentage', rate: '2.9', fixed: '0.3', freeTransactions: 3 }, meter: 'payments',
    })
    expect(graduatedPercentage('payments', [{ rate: '3' }], { zeroQuantity: 'nothing' })).toStrictEqual({
      price: { model: 'graduated_percentage', tiers: [{ rate: '3' }], zeroQuantity: 'nothing' }, meter: 'payments',
    })
    expect(matrix('calls', [{ when: { region: 'eu' }, unit: '0.02' }], { by: ['region'], otherwise: '0.05' })).toStrictEqual({
      price: { model: 'matrix', rows: [{ when: { region: 'eu' }, unit: '0.02' }], otherwise: '0.05' }, meter: 'calls', by: ['region'],
    })
    expect(dynamic('resale', { multiplier: '1.20' })).toStrictEqual({ price: { model: 'dynamic', multiplier: '1.2' }, meter: 'resale' })
    expect(hourly('support', '120', { incrementMinutes: '15' })).toStrictEqual({ price: { model: 'hourly', rate: '120', incrementMinutes: '15' }, meter: 'support' })
    expect(bucket('minutes', { included: '500', overage: '0.05', fee: '20' }, { product: 'voice' })).toStrictEqual({
      price: { model: 'bucket', included: '500', overage: '0.05', fee: '20' }, meter: 'minutes', product: 'voice',
    })
    expect(fixedFmv('80', [{ name: 'Hosting', value: '60' }], { billing: 'advance' })).toStrictEqual({
      price: { model: 'fixed_fmv', amount: '80', services: [{ name: 'Hosting', value: '60' }] }, billing: 'advance',
    })
    expect(perUnit('tokens', '2.50', { per: '1000000', blocks: 'started' })).toStrictEqual({
      price: { model: 'per_unit', unit: '2.5', per: '1000000', blocks: 'started' }, meter: 'tokens',
    })
    expect(plan({ currency: 'EUR', every: { unit: 'month', count: 3 }, name: 'Quarterly' }, {})).toStrictEqual({
      currency: 'EUR', every: { unit: 'month', count: 3 }, name: 'Quarterly', components: {},
    })
    expect(fromBook('standard', 'tokens')).toStrictEqual({ book: 'standard', entry: 'tokens' })
  })

  it('name the field that is wrong', () => {
    expect(() => flat('1e3')).toThrow(expect.objectContaining({ code: 'decimal.malformed', field: 'price.amount' }))
    expect(() => plan({ currency: 'XXY', every: 'month' }, {})).toThrow(expect.objectContaining({ code: 'money.currency_unknown', field: 'currency' }))
    expect(() => priceBook({ currency: 'XXY' }, {})).toThrow(expect.objectContaining({ code: 'money.currency_unknown', field: 'currency' }))
  })
})

describe('a constructor of a metered component', () => {
  it('tells every option of the component from those of its price', () => {
    const options = { label: 'Seats', category: 'people', taxable: false, taxCategory: 'saas', taxRegionHint: 'DE' } as const
    expect(perUnit('seats', '2', { ...options, per: '10' })).toEqual({ price: { model: 'per_unit', unit: '2', per: '10' }, meter: 'seats', ...options })
  })
})
