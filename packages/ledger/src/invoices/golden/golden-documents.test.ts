import { describe, expect, it } from 'vitest'
import { goldenDocuments } from '../../test/golden-documents.js'
import { auditInvoice } from '../../testing/audit-invoice.js'
import { assertFrozen } from '../../testing/document-laws.js'
import type { IssuedInvoice } from '../invoice.js'
import adjusted from './adjusted.json' with { type: 'json' }
import advanceAndArrears from './advance-and-arrears.json' with { type: 'json' }
import converted from './converted.json' with { type: 'json' }
import full from './full.json' with { type: 'json' }
import minimumInYen from './minimum-in-yen.json' with { type: 'json' }
import progressive from './progressive.json' with { type: 'json' }
import wholesaleGroup from './wholesale-group.json' with { type: 'json' }

const kept: { readonly [name: string]: { readonly totals: object } } = {
  adjusted, 'advance-and-arrears': advanceAndArrears, converted, full, 'minimum-in-yen': minimumInYen, progressive, 'wholesale-group': wholesaleGroup,
}

/** Bytes that must stay: a change of any of these is a new version of `invoice-content` or `invoice-document`. */
describe('golden documents', () => {
  it('are all kept', () => {
    expect(Object.keys(kept).sort()).toEqual(Object.keys(goldenDocuments).sort())
  })

  it.each<[name: string, payable: string]>([
    ['full', '52'],
    ['advance-and-arrears', '53.28'],
    ['wholesale-group', '1.34'],
    ['progressive', '3.28'],
    ['minimum-in-yen', '1000'],
    ['adjusted', '10'],
    ['converted', '58.22'],
  ])('%s, %s to pay', (name, payable) => {
    const made = goldenDocuments[name]?.()
    if (made === undefined) throw new Error(`${name} is a golden document`)
    expect(made).toEqual(kept[name])
    expect(made.totals.payable).toBe(payable)
    expect(auditInvoice(made)).toEqual([])
    assertFrozen(made, JSON.parse(JSON.stringify(made)) as IssuedInvoice)
  })
})
