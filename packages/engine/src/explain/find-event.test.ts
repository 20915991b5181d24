import type { InvoiceSubLine } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { identityBefore } from './find-event.js'
import { stepsOfUnits } from './steps-of-event.js'

describe('identityBefore', () => {
  it.each([
    ['0001', '0000'],
    ['00ff', '00fe'],
    ['0100', '00ff'],
    ['a000', '9fff'],
    ['0000', undefined],
  ])('%s comes right behind %s', (identity, before) => {
    expect(identityBefore(identity)).toBe(before)
  })
})

describe('stepsOfUnits', () => {
  const step = (description: string, quantity: InvoiceSubLine['quantity']): InvoiceSubLine => ({ description, quantity, unit: '1', calculation: '', flat: '0', exact: '0', amount: '0' })
  const details = [step('Tier 1', '10'), step('Fee', '0'), step('Tier 2', '70/31')]

  it.each([
    ['0', '6', [['Tier 1', '6']]],
    ['6', '4', [['Tier 1', '4']]],
    ['6', '5', [['Tier 1', '4'], ['Tier 2', '1']]],
    ['10', '70/31', [['Tier 2', '70/31']]],
    ['3', '0', []],
  ] as const)('from %s, %s units', (before, own, expected) => {
    expect(stepsOfUnits({ details }, before, own).map(({ description, quantity }) => [description, quantity])).toEqual(expected)
  })
})
