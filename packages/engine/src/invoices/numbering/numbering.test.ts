import { memory } from '@farthing/adapters-memory'
import type { Numbering } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { documentNumbering } from './document-numbering.js'
import { drawNumber } from './draw-number.js'
import { failureIn } from '../../test/sample-billing.js'
import { apiAccount, invoicedBilling } from '../../test/invoiced-billing.js'

const yearly: Numbering = { format: '{entity}-{year}-{number:4}', entity: 'DE01', restart: 'year', maxLength: 21 }

describe('numbering of documents', () => {
  it('counts for each legal entity and each year of issue in the zone of the account', async () => {
    const storage = memory()
    const issue = async (account: string, now: string, numbering: { readonly invoices: Numbering }, zone = 'UTC') => {
      const billing = invoicedBilling({ storage, now, numbering })
      await apiAccount(billing, account, { zone })
      return (await billing.invoices.issue({ key: account, account, period: { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' } })).number
    }
    const [newYearsEve, newYear] = ['2026-12-31T23:30:00Z', '2027-01-01T00:30:00Z']
    expect(await issue('a', newYearsEve, { invoices: yearly })).toBe('DE01-2026-0001')
    expect(await issue('b', newYearsEve, { invoices: yearly })).toBe('DE01-2026-0002')
    expect(await issue('c', newYear, { invoices: yearly })).toBe('DE01-2027-0001')
    expect(await issue('d', newYear, { invoices: { ...yearly, entity: 'FR01' } })).toBe('FR01-2027-0001')
  })

  it('has a series of its own for credit notes', async () => {
    const storage = memory()
    const numbering = documentNumbering({}, 'INV')
    const draw = (kind: 'invoices' | 'creditNotes') => storage.transaction('t', (stores) => drawNumber({ numbering }, stores, kind, { issuedAt: '2026-11-02T00:00:00.000000Z', zone: 'UTC' }))
    expect([await draw('invoices'), await draw('creditNotes'), await draw('invoices')]).toEqual([
      { number: 'INV-000001', series: 'INV' }, { number: 'CN-000001', series: 'CN' }, { number: 'INV-000002', series: 'INV' },
    ])
  })

  it.each<[what: string, numbering: object, field: string]>([
    ['a format without a count', { invoices: { format: 'INV' } }, 'numbering.invoices.format'],
    ['a first number that its targets do not take', { invoices: { format: 'INVOICE-{number:6}', maxLength: 10 } }, 'number'],
    ['supplementary invoices without a count', { supplementaryInvoices: { format: 'SUP' } }, 'numbering.supplementaryInvoices.format'],
    ['credit notes in the series of supplementary invoices', { creditNotes: { format: 'X{number}' }, supplementaryInvoices: { format: 'X{number}' } }, 'numbering.creditNotes.format'],
    ['credit notes in the series of invoices', { creditNotes: { format: 'INV-C{number}' }, invoices: { format: 'INV-C{number}' } }, 'numbering.creditNotes.format'],
  ])('refuses %s before anything is billed', (_, numbering, field) => {
    expect(() => invoicedBilling({ numbering })).toThrow(expect.objectContaining({ code: 'invoice.numbering_invalid', field }))
  })

  it('gives a number back that its targets do not take', async () => {
    const storage = memory()
    const billing = invoicedBilling({ storage, numbering: { invoices: { format: 'I{number}', maxLength: 2 } } })
    await storage.transaction('default', async ({ documents }) => {
      for (let count = 0; count < 9; count += 1) await documents.nextNumber('I')
    })
    await apiAccount(billing, 'acme')
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' }))).toMatchObject({ code: 'invoice.numbering_invalid', field: 'number' })
    const wider = invoicedBilling({ storage, numbering: { invoices: { format: 'I{number}', maxLength: 3 } } })
    expect((await wider.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })).number).toBe('I10')
  })
})
