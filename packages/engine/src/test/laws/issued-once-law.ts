import { memory } from '@farthing/adapters-memory'
import { verifyInvoice } from '@farthing/ledger'
import { assertInvoiceAddsUp, assertRoundedOnce } from '@farthing/ledger/testing'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { acmeBilling, october, readOnly, sampleBilling, tokens } from '../sample-billing.js'
import { inMemory, onStorage, type LawSubject } from './law-subject.js'

const issue = { ...october, key: 'acme/2026-10' }

/** Up to 30 events of October in Berlin and around it. */
const events = fc.uniqueArray(
  fc.record({
    id: fc.nat({ max: 60 }),
    quantity: fc.nat({ max: 900_000 }),
    minute: fc.integer({ min: -120, max: 60 * 24 * 32 }),
    model: fc.constantFrom('large', 'small'),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
).map((all) =>
  all.map(({ id, quantity, minute, model }) =>
    tokens(`e${id}`, String(quantity), { time: new Date(Date.UTC(2026, 8, 30, 22, minute)).toISOString(), data: { count: String(quantity), model } }),
  ),
)

/** What is previewed is issued, without a write before, and issued once, whatever is asked again (V-PREVIEW, V-ONCE); elsewhere than in memory it is what memory issues. */
export async function checkIssuedOnce(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.constantFrom('same', 'other', 'preview', 'seal'), { maxLength: 6 }), (all, steps) => onStorage(subject, async (storage) => {
      const [billing, reader] = [await acmeBilling({ storage }), sampleBilling({ storage: readOnly(storage) })]
      await billing.events.ingest(all)
      const preview = await reader.invoices.preview(october)
      const invoice = await billing.invoices.issue(issue)
      expect(invoice).toMatchObject(preview)
      if (subject !== inMemory) {
        const twin = await acmeBilling({ storage: memory() })
        await twin.events.ingest(all)
        const { contentHash, number, totals } = await twin.invoices.issue(issue)
        expect(invoice).toMatchObject({ contentHash, number, totals })
      }
      for (const [index, step] of steps.entries()) {
        if (step === 'same') expect(await billing.invoices.issue(issue)).toEqual(invoice)
        else if (step === 'other') await expect(billing.invoices.issue({ ...issue, key: `k${index}` })).rejects.toMatchObject({ code: 'invoice.exists' })
        else if (step === 'preview') expect((await reader.invoices.preview(october)).contentHash).toBe(invoice.contentHash)
        else expect((await billing.usage.seal(october)).map(({ revision }) => revision)).toEqual([0])
      }
      expect((await billing.invoices.list()).items).toEqual([invoice])
      expect((await billing.ledger.list()).items).toHaveLength(1)
    })),
    { numRuns },
  )
}

/** What is issued adds up, is rounded once and verifies from its evidence. */
export async function checkVerified(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(events, (all) => onStorage(subject, async (storage) => {
      const billing = await acmeBilling({ storage })
      await billing.events.ingest(all)
      const invoice = await billing.invoices.issue(issue)
      assertInvoiceAddsUp(invoice)
      assertRoundedOnce(invoice)
      const evidence = await billing.invoices.evidence(invoice.id)
      expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    })),
    { numRuns },
  )
}
