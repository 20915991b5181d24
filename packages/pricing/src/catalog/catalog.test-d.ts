import type { Meter } from '@farthing/core'
import { describe, expectTypeOf, it } from 'vitest'
import { defineCatalog, type Catalog } from './catalog.js'
import { plan } from './plan.js'
import { fromBook, priceBook } from './price-book.js'
import { flat, graduated, perUnit } from './price-constructors.js'
import { publishPlan } from './publish-plan.js'

declare const tokens: Meter<'llm.tokens', 'model' | 'region'>
declare const requests: Meter<'http.request', never>
const meters = { tokens, requests }
const monthly = { currency: 'EUR', every: 'month' } as const

describe('defineCatalog', () => {
  it('knows the names of meters and plans', () => {
    const catalog = defineCatalog({ meters, plans: { pro: plan(monthly, { base: flat('49.00'), tokens: perUnit('tokens', '0.01') }) } })
    expectTypeOf(catalog).toEqualTypeOf<Catalog<'tokens' | 'requests', 'pro', never>>()
    expectTypeOf(catalog.plans).toHaveProperty('pro')
    expectTypeOf(catalog.plans).not.toHaveProperty('prp')
  })

  it('accepts what the meters have', () => {
    defineCatalog({ meters, plans: { pro: plan(monthly, { tokens: perUnit('tokens', '1', { by: ['model'] }), calls: graduated('requests', [{ unit: '1' }]) }) } })
  })

  it('does not compile with a misspelt meter', () => {
    // @ts-expect-error no meter is called tokns
    defineCatalog({ meters, plans: { pro: plan(monthly, { tokens: perUnit('tokns', '1') }) } })
    // @ts-expect-error no meter is called tokns
    defineCatalog({ meters, plans: { pro: plan(monthly, { base: flat('1'), tokens: graduated('tokns', [{ unit: '1' }]) }) } })
  })

  it('does not compile with a dimension that the meter does not keep apart', () => {
    // @ts-expect-error tokens are not counted by modle
    defineCatalog({ meters, plans: { pro: plan(monthly, { tokens: perUnit('tokens', '1', { by: ['modle'] }) }) } })
    // @ts-expect-error requests are not counted by anything
    defineCatalog({ meters, plans: { pro: plan(monthly, { tokens: perUnit('requests', '1', { by: ['model'] }) }) } })
  })

  it('does not compile with a misspelt price book or price', () => {
    const priceBooks = { standard: priceBook({ currency: 'EUR' }, { tokens: perUnit('tokens', '0.01') }) }
    defineCatalog({ meters, priceBooks, plans: { pro: plan(monthly, { tokens: fromBook('standard', 'tokens') }) } })
    // @ts-expect-error no price book is called standrad
    defineCatalog({ meters, priceBooks, plans: { pro: plan(monthly, { tokens: fromBook('standrad', 'tokens') }) } })
    // @ts-expect-error the book has no price called token
    defineCatalog({ meters, priceBooks, plans: { pro: plan(monthly, { tokens: fromBook('standard', 'token') }) } })
    // @ts-expect-error there is no price book at all
    defineCatalog({ meters, plans: { pro: plan(monthly, { tokens: fromBook('standard', 'tokens') }) } })
    // @ts-expect-error the book prices a meter that does not exist
    defineCatalog({ meters, priceBooks: { standard: priceBook({ currency: 'EUR' }, { tokens: perUnit('tokns', '0.01') }) }, plans: {} })
  })
})

describe('constructors', () => {
  it('take decimals as text', () => {
    // @ts-expect-error a number is not a decimal
    flat(49)
    // @ts-expect-error not a numeric literal
    perUnit('tokens', 'free')
  })

  it('keep usage in arrears', () => {
    // @ts-expect-error usage is known in arrears only
    perUnit('tokens', '1', { billing: 'advance' })
    // @ts-expect-error a flat fee reads no meter
    flat('1', { by: ['model'] })
  })
})

describe('publishPlan', () => {
  it('takes complete plans only', () => {
    publishPlan('pro', plan(monthly, { base: flat('49.00'), tokens: perUnit('tokens', '0.01') }))
    // @ts-expect-error the price stands in a price book
    publishPlan('pro', plan(monthly, { tokens: fromBook('standard', 'tokens') }))
  })
})
