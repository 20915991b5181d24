import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { documentCurrencies, type CurrencySettings, type DocumentCurrencies } from './currency-settings.js'

const settings: CurrencySettings = { default: 'EUR', allowed: ['EUR', 'USD', 'XAU'], presentation: 'CHF' }

describe('documentCurrencies', () => {
  it.each<readonly [name: string, settings: CurrencySettings, asked: string | undefined, expected: DocumentCurrencies]>([
    ['the default of the tenant', settings, undefined, { billing: 'EUR', presentation: 'CHF' }],
    ['what the account asks for', settings, 'USD', { billing: 'USD', presentation: 'CHF' }],
    ['nothing else to show', { default: 'EUR' }, undefined, { billing: 'EUR' }],
    ['one currency shown once', { default: 'CHF', presentation: 'CHF' }, undefined, { billing: 'CHF' }],
    ['any currency where none are listed', { default: 'EUR' }, 'JPY', { billing: 'JPY' }],
  ])('%s', (_, given, asked, expected) => {
    expect(documentCurrencies(given, asked)).toEqual(expected)
  })

  it.each<readonly [name: string, settings: CurrencySettings, asked: string | undefined, code: string, field: string]>([
    ['a currency that the tenant does not take', settings, 'GBP', 'currency.not_allowed', 'currency'],
    ['a default that the tenant does not take', { default: 'GBP', allowed: ['EUR'] }, undefined, 'currency.not_allowed', 'settings.default'],
    ['gold', settings, 'XAU', 'money.no_minor_units', 'currency'],
    ['an unknown currency', settings, 'eur', 'money.currency_unknown', 'currency'],
    ['an unknown currency to show', { default: 'EUR', presentation: '€' }, undefined, 'money.currency_unknown', 'settings.presentation'],
  ])('refuses %s', (_, given, asked, code, field) => {
    expect(refusalOf(() => documentCurrencies(given, asked))).toEqual({ code, field })
  })
})
