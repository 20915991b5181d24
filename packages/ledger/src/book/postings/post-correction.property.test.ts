import * as fc from 'fast-check'
import { addAll } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { voidInvoice } from '../../corrections/void-invoice.js'
import { assembleInvoice } from '../../invoices/assemble-invoice.js'
import { issueInvoice } from '../../invoices/issue-invoice.js'
import { refusalOf } from '../../test/refusal-of.js'
import { openAccount, takeStep } from '../../testing/corrected-history.js'
import { arbitraryInvoiceWithTerms } from '../../testing/arbitrary-terms.js'
import { closeBooks } from '../accounting-period.js'
import { lawRuns } from '../../test/law-runs.js'
import { ledgerAccountKey } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { postCorrection } from './post-correction.js'
import { postInvoice } from './post-invoice.js'

const at = '2026-12-01T00:00:00.000000Z'
const request = { causes: [{ kind: 'void', reference: 'ticket/1', text: 'Void', actor: 'ann', at }], actor: 'ann', at } as const
const first = { usage: [{ tokens: 1_000, calls: 12, minutes: 70 }], version: 0, taxPercent: 19 }

/** What each account is left with, those with nothing left out. */
function balances(postings: readonly (LedgerTransaction | undefined)[]): Readonly<Record<string, string>> {
  const sums = new Map<string, string[]>()
  for (const { account, amountMinor } of postings.flatMap((posting) => posting?.entries ?? [])) {
    const id = ledgerAccountKey(account)
    sums.set(id, [...(sums.get(id) ?? []), amountMinor])
  }
  return Object.fromEntries([...sums].map(([id, amounts]) => [id, addAll(amounts.map((amount) => amount as `${number}`))]).filter(([, sum]) => sum !== '0'))
}

describe('postCorrection', () => {
  it('leaves nothing on any account that a voided invoice touched (C-VOID)', () => {
    fc.assert(
      fc.property(arbitraryInvoiceWithTerms(), (input) => {
        const invoice = issueInvoice(assembleInvoice(input), { number: '1', series: 'S', issuedAt: input.to, ratings: [] })
        const voided = voidInvoice({ ...request, invoice, corrections: [] })
        expect(balances([postInvoice(invoice), voided === undefined ? undefined : postCorrection(voided, at)])).toEqual({})
      }),
      { numRuns: lawRuns },
    )
  })

  it('leaves each account as the invoice of the truth would', () => {
    const account = takeStep(openAccount(first), { kind: 'usage', month: 0, meter: 'tokens', units: 1_001 }, first)
    const { invoice } = account.issued[0]!
    const corrections = account.corrections[0] ?? []
    const truth = { ...invoice, ...corrections[0]!.target }
    expect(corrections).toHaveLength(1)
    expect(balances([postInvoice(invoice), ...corrections.map((each) => postCorrection(each, at))])).toEqual(balances([postInvoice(truth)]))
  })

  it('is refused in closed books, and booked on the first open day with its origin (C-CLOSED)', () => {
    const account = takeStep(openAccount(first), { kind: 'usage', month: 0, meter: 'tokens', units: 1_001 }, first)
    const [correction] = account.corrections[0] ?? []
    const periods = closeBooks({}, '2026-02-28')
    expect(refusalOf(() => postCorrection(correction!, '2026-02-14T00:00:00.000000Z', { periods }))).toMatchObject({ code: 'ledger.period_closed' })
    expect(postCorrection(correction!, '2026-03-01T00:00:00.000000Z', { periods })).toMatchObject({ kind: 'credit_note_issued', reference: correction!.id, cause: 'Corrects INV-1' })
  })

  it('has nothing to post for what the next invoice says and for what is written off', () => {
    const account = takeStep(openAccount(first), { kind: 'usage', month: 0, meter: 'tokens', units: 1_001 }, first)
    const [correction] = account.corrections[0] ?? []
    for (const outcome of ['next_invoice', 'written_off'] as const) expect(postCorrection({ ...correction!, outcome }, at)).toBeUndefined()
  })
})
