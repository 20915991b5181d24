import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { checkNumbering, documentNumber, numberSeries, type Numbering } from './numbering.js'

const when = { issuedAt: '2026-12-31T23:30:00.000000Z', zone: 'Europe/Berlin' }

describe('numbers of documents', () => {
  it.each<[numbering: Numbering, count: number, number: string, series: string]>([
    [{ format: 'INV-{number:6}' }, 42, 'INV-000042', 'INV'],
    [{ format: 'INV-{number:6}' }, 1_234_567, 'INV-1234567', 'INV'],
    [{ format: 'INV-{year}-{number:4}', restart: 'year' }, 7, 'INV-2027-0007', 'INV/2027'],
    [{ format: 'RE{year}{month}/{number}', entity: 'DE01', restart: 'year' }, 7, 'RE202701/7', 'RE/DE01/2027'],
    [{ format: '{entity}.{number:3}', entity: 'DE01' }, 7, 'DE01.007', 'documents/DE01'],
    [{ format: '{number}' }, 7, '7', 'documents'],
  ])('%o', (numbering, count, number, series) => {
    expect(checkNumbering(numbering)).toBe(numbering)
    expect(documentNumber(numbering, count, when)).toBe(number)
    expect(numberSeries(numbering, when)).toBe(series)
  })

  it('take the year from the zone', () => {
    const numbering: Numbering = { format: '{year}-{number}', restart: 'year' }
    expect([documentNumber(numbering, 1, when), documentNumber(numbering, 1, { ...when, zone: 'UTC' })]).toEqual(['2027-1', '2026-1'])
  })

  it.each<[what: string, numbering: Numbering, field: string]>([
    ['no count', { format: 'INV' }, 'numbering.format'],
    ['two counts', { format: '{number}{number}' }, 'numbering.format'],
    ['an unknown place', { format: '{day}-{number}' }, 'numbering.format'],
    ['an open brace', { format: '{number}{' }, 'numbering.format'],
    ['a yearly count without its year', { format: 'INV-{number}', restart: 'year' }, 'numbering.format'],
    ['an entity that is not given', { format: '{entity}-{number}' }, 'numbering.entity'],
    ['a limit of none', { format: '{number}', maxLength: 0 }, 'numbering.maxLength'],
    ['a series that is too long', { format: `${'x'.repeat(50)}-{number}`, entity: 'y'.repeat(20) }, 'numbering.format'],
    ['a first number that is too long', { format: 'INVOICES-{year}-{number:10}', maxLength: 21 }, 'number'],
  ])('refuse a format with %s', (_, numbering, field) => {
    expect(refusalOf(() => checkNumbering(numbering))).toEqual({ code: 'invoice.numbering_invalid', field })
  })

  it('are refused where a target would cut them, and not before', () => {
    const numbering: Numbering = { format: 'INVOICES-{year}-{number}', maxLength: 21 }
    expect(documentNumber(numbering, 9_999_999, when)).toBe('INVOICES-2027-9999999')
    expect(refusalOf(() => documentNumber(numbering, 10_000_000, when))).toEqual({ code: 'invoice.numbering_invalid', field: 'number' })
  })
})
