import { ratedCharges, type AccountRating } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { invoiceEvidenceSchema } from '../schemas/invoice-evidence.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assembleInvoice } from './assemble-invoice.js'
import type { InvoiceEvidence } from './invoice-evidence.js'
import { issueInvoice } from './issue-invoice.js'
import { verifyInvoice } from './verify-invoice.js'

const sample = sampleEvidence()
const { tenant, account, currency, from, to } = sample.invoice

/** At least 200.00 over all subscriptions of the account: 98.34 beyond the 101.66 that they come to. */
const pooled: AccountRating = {
  tenant, side: 'retail', account, currency, period: { from, to }, carryIn: {},
  program: { stages: [{ id: 'pooled', use: 'account-minimum-commitment@1', rules: [{ id: 'month', config: { amount: '200' } }] }] },
}

function evidenceWith(accountRatings: readonly AccountRating[]): InvoiceEvidence {
  const { ratings } = sample
  const draft = assembleInvoice({ ...sample.invoice, charges: ratedCharges({ ratings, accountRatings }) })
  return { ...sample, accountRatings, invoice: issueInvoice(draft, { ...sample.invoice, ratings, accountRatings }) }
}

const evidence = evidenceWith([pooled])

describe('evidence with the program of an account', () => {
  it('gives its charge on the document, and verifies', () => {
    expect(evidence.invoice.totals.payable).toBe('200')
    expect(evidence.invoice.lines.find(({ component }) => component === 'pooled')).toMatchObject({ subscription: account, amount: '98.34' })
    expect(verifyInvoice(JSON.parse(JSON.stringify(evidence)) as InvoiceEvidence)).toEqual({ verdict: 'verified' })
    expect(invoiceEvidenceSchema.parse(evidence)).toStrictEqual(evidence)
  })

  it.each<[string, Partial<AccountRating>, object]>([
    ['another tenant', { tenant: 'other' }, { path: 'accountRatings[0].tenant', actual: 'other' }],
    ['another account', { account: 'other' }, { path: 'accountRatings[0].account' }],
    ['another period', { period: { from, to: '2026-12-01T00:00:00.000000Z' } }, { path: 'accountRatings[0].period.to' }],
    ['another currency', { currency: 'USD' }, { path: 'accountRatings[0].currency' }],
    ['another side, which sees no charges', { side: 'wholesale' }, {}],
    ['another carry', { carryIn: { pooled: {} } }, {}],
    ['a stage that is for subscriptions', { program: { stages: [{ ...pooled.program.stages[0]!, use: 'minimum-commitment@1' }] } }, { because: expect.stringContaining('which is for a subscription') as string }],
  ])('differs with %s', (_, other, finding) => {
    expect(verifyInvoice({ ...evidence, accountRatings: [{ ...pooled, ...other }] })).toMatchObject({ verdict: 'differs', ...finding })
  })

  it('differs without it, and with it twice', () => {
    const { accountRatings: _, ...without } = evidence
    expect(verifyInvoice(without).verdict).toBe('differs')
    expect(verifyInvoice({ ...evidence, accountRatings: [pooled, pooled] }).verdict).toBe('differs')
  })

  it('is found by its hash alone where no figure shows it', () => {
    const low: AccountRating = { ...pooled, program: { stages: [{ ...pooled.program.stages[0]!, rules: [{ id: 'month', config: { amount: '1' } }] }] } }
    const unseen = evidenceWith([low])
    expect(unseen.invoice.contentHash).toBe(evidenceWith([]).invoice.contentHash)
    expect(verifyInvoice({ ...unseen, accountRatings: [] })).toMatchObject({ verdict: 'differs', path: 'evidenceHash' })
  })
})
