import { addAll } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { creditDestinations, type CreditedOpen } from './credit-destinations.js'

describe('where a credit goes', () => {
  it.each([
    ['off an invoice that is not paid', { payable: '40', open: '100', refundable: '0', destination: 'refund' }, ['40', '0', '0', '0']],
    ['back, of an invoice that is paid', { payable: '40', open: '0', refundable: '100', destination: 'refund' }, ['0', '40', '0', '0']],
    ['off what is open first, of one that is paid in part', { payable: '40', open: '30', refundable: '70', destination: 'refund' }, ['30', '10', '0', '0']],
    ['to the account, what cannot be refunded', { payable: '40', open: '0', refundable: '25', destination: 'refund' }, ['0', '25', '0', '15']],
    ['into credit of the account', { payable: '40', open: '30', refundable: '70', destination: 'account_credit' }, ['30', '0', '10', '0']],
    ['to the account', { payable: '40', open: '0', refundable: '100', destination: 'offset' }, ['0', '0', '0', '40']],
    ['nowhere, where more was credited than is open', { payable: '0', open: '-10', refundable: '0', destination: 'refund' }, ['0', '0', '0', '0']],
  ] as const)('%s', (_, credited, expected) => {
    const { offset, refund, accountCredit, unapplied } = creditDestinations(credited)
    expect([offset, refund, accountCredit, unapplied]).toEqual(expected)
    expect(addAll([offset, refund, accountCredit, unapplied])).toBe(credited.payable)
  })

  it.each(['payable', 'refundable'] as const)('is refused for %s below zero', (field) => {
    const credited: CreditedOpen = { payable: '1', open: '1', refundable: '1', destination: 'offset', [field]: '-1' }
    expect(refusalOf(() => creditDestinations(credited))).toEqual({ code: 'correction.invalid', field })
  })
})
