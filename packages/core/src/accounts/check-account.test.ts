import { describe, expect, test } from 'vitest'
import { failureOf, type FailureCode } from '../index.js'
import type { Account } from './account-type.js'
import { checkAccount } from './check-account.js'

const acme: Account = { id: 'acme', kind: 'customer', name: 'Acme', currency: 'EUR', zone: 'Europe/Berlin', parent: 'group', invoiceRecipient: 'group' }

describe('checkAccount', () => {
  test('returns the account with the official name of its zone', () => {
    expect(checkAccount(acme)).toStrictEqual(acme)
    expect(checkAccount({ ...acme, zone: 'europe/berlin' })).toStrictEqual(acme)
    expect(checkAccount({ id: 'house', kind: 'house', currency: 'JPY', zone: 'UTC' })).toStrictEqual({ id: 'house', kind: 'house', currency: 'JPY', zone: 'UTC' })
  })

  test('knows a currency of the host', () => {
    const tokens = [{ code: 'TOKENS', numeric: '', name: 'Tokens', minorUnits: 0 }]
    expect(checkAccount({ ...acme, currency: 'TOKENS' }, 'account', tokens).currency).toBe('TOKENS')
  })

  test.each<[what: string, account: unknown, code: FailureCode, field: string]>([
    ['null', null, 'account.invalid', 'account'],
    ['an empty id', { ...acme, id: '' }, 'text.empty', 'account.id'],
    ['an id of 257 characters', { ...acme, id: 'x'.repeat(257) }, 'text.too_long', 'account.id'],
    ['an unknown kind', { ...acme, kind: 'vendor' }, 'account.invalid', 'account.kind'],
    ['a name with NUL', { ...acme, name: '\0' }, 'text.malformed', 'account.name'],
    ['an unknown currency', { ...acme, currency: 'eur' }, 'money.currency_unknown', 'account.currency'],
    ['an unknown zone', { ...acme, zone: 'Europe/Atlantis' }, 'time.zone_unknown', 'account.zone'],
    ['an offset as zone', { ...acme, zone: '+02:00' }, 'time.zone_unknown', 'account.zone'],
    ['itself as parent', { ...acme, parent: 'acme' }, 'account.invalid', 'account.parent'],
    ['an empty recipient', { ...acme, invoiceRecipient: '' }, 'text.empty', 'account.invoiceRecipient'],
    ['a misspelt field', { ...acme, recipient: 'x' }, 'account.invalid', 'account'],
  ])('refuses %s', (_, account, code, field) => {
    try {
      checkAccount(account as Account)
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code, field })
    }
  })
})
