import { describe, expect, test } from 'vitest'
import { failureOf, type FailureCode } from '../index.js'
import type { Account } from './account-type.js'
import { checkAccount } from './check-account.js'

const acme: Account = { id: 'acme', kind: 'customer', name: 'Acme', currency: 'EUR', zone: 'Europe/Berlin', parent: 'group', invoiceRecipient: 'group' }

/** Everything that an account can say. */
const bolt: Account = {
  ...acme,
  id: 'bolt',
  kind: 'reseller',
  notificationRecipients: ['billing@bolt.example', 'ops@bolt.example'],
  address: { lines: ['Hauptstr. 1', 'Hauptstr. 1'], city: 'Berlin', postCode: '10115', subdivision: 'BE', country: 'DE' },
  contact: '0204:991-1',
  reference: 'cost centre 7',
  terms: { due: 'net', days: 30, count: 'business', roll: 'following' },
  taxProfile: {
    jurisdiction: 'DE',
    registrations: [{ tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }],
    exemptions: [{ jurisdiction: 'DE', tax: 'vat', reason: { code: 'VATEX-EU-132', text: 'Exempt' }, from: '2026-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z' }],
  },
  taxResponsibility: 'account',
  creditRiskOwner: 'group',
  priceBooks: { retail: 'standard', wholesale: 'partner' },
  projects: [{ id: 'search', name: 'Search' }, { id: 'index', parent: 'search' }],
  externalReferences: [{ kind: 'customer', provider: 'quickbooks', id: '17' }],
}

describe('checkAccount', () => {
  test('returns the account with the official name of its zone', () => {
    expect(checkAccount(acme)).toStrictEqual(acme)
    expect(checkAccount({ ...acme, zone: 'europe/berlin' })).toStrictEqual(acme)
    expect(checkAccount({ id: 'house', kind: 'house', currency: 'JPY', zone: 'UTC' })).toStrictEqual({ id: 'house', kind: 'house', currency: 'JPY', zone: 'UTC' })
  })

  test('returns everything else as it is, and instants in canonical form', () => {
    expect(checkAccount(bolt)).toStrictEqual(bolt)
    const [exemption] = bolt.taxProfile?.exemptions ?? []
    if (bolt.taxProfile === undefined || exemption === undefined) throw new Error('the sample has an exemption')
    expect(checkAccount({ ...bolt, taxProfile: { ...bolt.taxProfile, exemptions: [{ ...exemption, from: '2026-01-01T01:00:00+01:00' }] } })).toStrictEqual(bolt)
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
    ['one recipient of notices', { ...acme, notificationRecipients: 'a@b' }, 'account.invalid', 'account.notificationRecipients'],
    ['a recipient twice', { ...acme, notificationRecipients: ['a', 'a'] }, 'account.invalid', 'account.notificationRecipients[1]'],
    ['101 recipients', { ...acme, notificationRecipients: Array.from({ length: 101 }, (_, index) => `${index}`) }, 'account.invalid', 'account.notificationRecipients'],
    ['an address without lines', { ...acme, address: { lines: [], country: 'DE' } }, 'account.invalid', 'account.address.lines'],
    ['a country in words', { ...acme, address: { lines: ['a'], country: 'Germany' } }, 'account.invalid', 'account.address.country'],
    ['an empty line', { ...acme, address: { lines: ['a', ''], country: 'DE' } }, 'text.empty', 'account.address.lines[1]'],
    ['unknown terms', { ...acme, terms: { due: 'later' } }, 'account.invalid', 'account.terms.due'],
    ['no days', { ...acme, terms: { due: 'net', days: 0 } }, 'account.invalid', 'account.terms.days'],
    ['half a day', { ...acme, terms: { due: 'net', days: 0.5 } }, 'account.invalid', 'account.terms.days'],
    ['days on receipt', { ...acme, terms: { due: 'on_receipt', days: 3 } }, 'account.invalid', 'account.terms.days'],
    ['day 32', { ...acme, terms: { due: 'day_of_month', day: 32, months: 0 } }, 'account.invalid', 'account.terms.day'],
    ['months before', { ...acme, terms: { due: 'end_of_month', months: -1 } }, 'account.invalid', 'account.terms.months'],
    ['another way to roll', { ...acme, terms: { due: 'on_receipt', roll: 'up' } }, 'account.invalid', 'account.terms.roll'],
    ['a tax profile of nowhere', { ...acme, taxProfile: { jurisdiction: '', registrations: [] } }, 'text.empty', 'account.taxProfile.jurisdiction'],
    ['a registration without a number', { ...acme, taxProfile: { jurisdiction: 'DE', registrations: [{ tax: 'vat', jurisdiction: 'DE' }] } }, 'text.malformed', 'account.taxProfile.registrations[0].number'],
    [
      'an exemption that ends before it starts',
      { ...acme, taxProfile: { jurisdiction: 'DE', registrations: [], exemptions: [{ jurisdiction: 'DE', reason: { code: 'x', text: 'x' }, from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }] } },
      'period.ends_before_start', 'account.taxProfile.exemptions[0].to',
    ],
    ['a third party for taxes', { ...acme, taxResponsibility: 'group' }, 'account.invalid', 'account.taxResponsibility'],
    ['a third price book', { ...acme, priceBooks: { standard: 'x' } }, 'account.invalid', 'account.priceBooks'],
    ['a project twice', { ...acme, projects: [{ id: 'a' }, { id: 'a' }] }, 'account.invalid', 'account.projects[1]'],
    ['a project under none', { ...acme, projects: [{ id: 'a', parent: 'b' }] }, 'account.invalid', 'account.projects[0].parent'],
    ['projects in a circle', { ...acme, projects: [{ id: 'a', parent: 'b' }, { id: 'b', parent: 'a' }] }, 'account.invalid', 'account.projects[0].parent'],
    ['a reference of no provider', { ...acme, externalReferences: [{ kind: 'customer', id: '1' }] }, 'text.malformed', 'account.externalReferences[0].provider'],
  ])('refuses %s', (_, account, code, field) => {
    try {
      checkAccount(account as Account)
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code, field })
    }
  })
})
