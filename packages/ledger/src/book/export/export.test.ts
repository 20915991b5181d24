import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { sampleBook } from '../../testing/book-sample.js'
import { ledgerTransaction } from '../ledger-transaction.js'
import { amountText } from './amount-text.js'
import { beancountAccount, beancountFile } from './beancount-file.js'
import { hledgerAccount, hledgerJournal } from './hledger-journal.js'
import { ledgerCsv } from './ledger-csv.js'
import { revenueByPeriod } from './revenue-by-period.js'

const awkward = ledgerTransaction({
  tenant: 'default',
  kind: 'adjustment',
  key: 'k',
  reference: 'a, "b"\n; c',
  bookedAt: '2026-11-03T00:00:00Z',
  entries: [
    { account: { role: 'receivable', account: 'Käse:  & (Wurst)' }, currency: 'JPY', amountMinor: '5', item: 'x;y' },
    { account: { role: 'revenue', routing: 'a=b' }, currency: 'JPY', amountMinor: '-5' },
  ],
})
const [, , , invoice] = sampleBook()
const book = invoice === undefined ? [] : [awkward, invoice]

it.each([
  ['1250', 'EUR', '12.50'],
  ['-5', 'EUR', '-0.05'],
  ['0', 'EUR', '0.00'],
  ['7', 'JPY', '7'],
  ['-1234', 'KWD', '-1.234'],
] as const)('%s minor units of %s are %s', (minor, currency, text) => {
  expect(amountText(minor, currency)).toBe(text)
})

describe('hledgerJournal', () => {
  it('declares what it uses, orders by date, and asserts each balance', () => {
    expect([...hledgerJournal(book)].join('').replaceAll(/\([0-9a-f]{64}\)/g, '(id)')).toBe(`decimal-mark .
commodity 1000.00 EUR
commodity 1000. JPY
account assets:receivable:EUR:account=acme
account assets:receivable:JPY:account=K%C3%A4se%3A%20%20%26%20%28Wurst%29
account expenses:cash_rounding:EUR
account income:revenue:EUR:product=api
account income:revenue:JPY:product=a%3Db
account liabilities:deferred_revenue:EUR:account=acme:product=support
account liabilities:promotional_credit:EUR:account=acme
account liabilities:tax_payable:EUR:jurisdiction=DE

2026-11-02 * (id) invoice_issued inv-1
    ; booked_at:2026-11-02T01:04:00.000000Z, actor:system
    assets:receivable:EUR:account=acme  142.00 EUR == 142.00 EUR  ; item:inv-1
    liabilities:promotional_credit:EUR:account=acme  4.00 EUR == 4.00 EUR  ; item:g-promo
    income:revenue:EUR:product=api  -100.00 EUR == -100.00 EUR
    liabilities:deferred_revenue:EUR:account=acme:product=support  -24.00 EUR == -24.00 EUR  ; item:inv-1
    liabilities:tax_payable:EUR:jurisdiction=DE  -22.80 EUR == -22.80 EUR
    expenses:cash_rounding:EUR  0.80 EUR == 0.80 EUR

2026-11-03 * (id) adjustment a%2C%20%22b%22%0A%3B%20c
    ; booked_at:2026-11-03T00:00:00.000000Z, actor:system
    assets:receivable:JPY:account=K%C3%A4se%3A%20%20%26%20%28Wurst%29  5 JPY == 5 JPY  ; item:x%3By
    income:revenue:JPY:product=a%3Db  -5 JPY == -5 JPY
`)
  })

  it('has a name of its own for each account', () => {
    const accounts = ['a', 'a:b', 'a%3Ab', 'A', 'a ', 'a-3A-b', 'a-b'].flatMap((account) => [
      { role: 'customer_credit', account } as const,
      { role: 'customer_credit', account, routing: 'w' } as const,
      { role: 'customer_credit', account: 'x', routing: account } as const,
      { role: 'promotional_credit', account } as const,
    ])
    expect(new Set(accounts.map((account) => hledgerAccount(account, 'EUR'))).size).toBe(accounts.length)
    expect(new Set(accounts.map((account) => beancountAccount(account, 'EUR'))).size).toBe(accounts.length)
  })

  it('refuses a currency whose minor unit it does not know', () => {
    const [debit, credit] = awkward.entries
    const entries = [debit, credit].flatMap((entry) => (entry === undefined ? [] : [{ ...entry, currency: 'ZZZ' }]))
    expect(failureTextOf(() => [...hledgerJournal([{ ...awkward, entries }])])).toBe('money.currency_unknown currency')
  })
})

describe('beancountFile', () => {
  it('opens accounts, allows no tolerance, and asserts what is left on the next day', () => {
    const text = [...beancountFile(book)].join('')
    expect(text).toContain('option "inferred_tolerance_default" "*:0"\n2026-11-02 open Assets:Receivable:EUR:Account-acme EUR\n')
    expect(text).toContain('2026-11-02 open Assets:Receivable:JPY:Account-K-C3A4-se-3A--20--20--26--20--28-Wurst-29- JPY\n')
    expect(text).toContain(String.raw`2026-11-03 * "adjustment" "a, \"b\" ; c"`)
    expect(text.endsWith('2026-11-04 balance Liabilities:TaxPayable:EUR:Routing-DE  -22.80 ~ 0 EUR\n')).toBe(true)
    expect([...beancountFile([])]).toHaveLength(1)
  })
})

describe('ledgerCsv', () => {
  it('has a line for each entry, quoted where it must be', () => {
    const lines = [...ledgerCsv(book)]
    expect(lines).toHaveLength(1 + 6 + 2)
    expect(lines[0]).toBe('transaction,kind,reference,booked_at,accounting_date,actor,correlation,cause,corrects,role,account,routing,item,currency,amount_minor,amount\r\n')
    expect(lines.at(-1)).toBe(`${awkward.id},adjustment,"a, ""b""\n; c",2026-11-03T00:00:00.000000Z,2026-11-03,system,k,,,revenue,,a=b,,JPY,-5,-5\r\n`)
  })
})

describe('revenueByPeriod', () => {
  it('sums by period of the books, product and currency', () => {
    expect(revenueByPeriod(book, 'day')).toEqual([
      { period: '2026-11-02', product: 'api', currency: 'EUR', amountMinor: '10000' },
      { period: '2026-11-03', product: 'a=b', currency: 'JPY', amountMinor: '5' },
    ])
    expect(revenueByPeriod(sampleBook(), 'month')).toEqual([
      { period: '2026-11', product: 'api', currency: 'EUR', amountMinor: '9000' },
      { period: '2026-11', product: 'breakage', currency: 'EUR', amountMinor: '100' },
      { period: '2026-11', product: 'support', currency: 'EUR', amountMinor: '200' },
    ])
    expect(revenueByPeriod(book, 'year').map(({ period }) => period)).toEqual(['2026', '2026'])
  })
})
