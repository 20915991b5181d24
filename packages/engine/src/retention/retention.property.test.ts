import { memory } from '@farthing/adapters-memory'
import { isZero, sum, unique } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { defineCatalog, graduated, perUnit, plan } from '@farthing/pricing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'usage.count', by: ['model'], filter: [{ not: { path: 'test', equals: true } }] }), people: unique({ event: 'login', value: 'person' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { tokens: graduated('tokens', [{ upTo: '5', unit: '0' }, { unit: '0.02' }]), people: perUnit('people', '1') }) },
})
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }

interface Report {
  readonly id: number
  readonly revision: number
  readonly day: number
  readonly count: number
  readonly isTest: boolean
  readonly is: 'tokens' | 'login' | 'void'
}

function eventOf({ id, revision, day, count, isTest, is }: Report) {
  const about = { id: `e${id}`, source: 'api', subject: 'acme', time: `2026-10-${String(day).padStart(2, '0')}T09:0${count}:00Z`, revision, submitter: 'ada' }
  if (is === 'login') return { ...about, type: 'login', data: { person: `u${count}`, mail: 'ada@example.org' } }
  const data = { usage: { count: String(count), prompt: 'My name is Ada' }, model: count > 5 ? 'large' : 'small', test: isTest, mail: 'ada@example.org' }
  return { ...about, type: 'llm.tokens', data: is === 'void' && revision > 0 ? null : data }
}

const sample: Report = { id: 1, revision: 0, day: 14, count: 9, isTest: false, is: 'tokens' }

const report = fc.record<Report>({
  id: fc.nat(7), revision: fc.nat(2), day: fc.integer({ min: 1, max: 31 }), count: fc.nat(9), isTest: fc.boolean(), is: fc.constantFrom('tokens', 'login', 'void'),
})

/** October of `acme`, billed, paid and over. */
async function lived(events: readonly object[]) {
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), retention: { policy: { usage_event: { keep: 'P1M', from: 'recorded' } } } })
  const then = at('2026-10-31T12:00:00Z')
  await then.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', name: 'Ada', currency: 'EUR', zone: 'UTC' } })
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await then.subscriptions.cancel({ key: 'leave', subscription: 'acme', at: october.to })
  await then.events.ingest(events)
  const november = at('2026-11-02T00:00:00Z')
  const invoice = await november.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  if (!isZero(invoice.totals.payable)) await november.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'wire', amount: { amount: invoice.totals.payable, currency: 'EUR' } })
  const later = at('2028-01-01T00:00:00Z')
  for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
  return { later, invoice }
}

// Each run lives through a month of an engine, so there are few of them.
it('after any compaction and erasure, in any order, documents, verification, totals, conservation and a resend are as they were', async () => {
  let compactions = 0
  const steps = fc.subarray(['erase', 'compact'] as const, { minLength: 1 }).chain((chosen) => fc.shuffledSubarray([...chosen], { minLength: chosen.length }))
  await fc.assert(
    fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 12 }), steps, async (reports, order) => {
      const events = reports.map(eventOf)
      const { later, invoice } = await lived(events)
      const look = async () => ({
        invoice: await later.invoices.get(invoice.id),
        verified: verifyInvoice((await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')),
        totals: (await later.invoices.preview({ account: 'acme', period: '2026-10' })).totals,
        conservation: await later.events.conservation({ account: 'acme', period: '2026-10' }),
        late: await later.events.late({ account: 'acme', period: '2026-10' }),
        resent: (await later.events.ingest(events)).counts,
      })
      const before = await look()
      expect(before.verified).toMatchObject({ verdict: 'verified' })
      for (const step of order) {
        if (step === 'erase') {
          const { id, accountFields } = await later.retention.previewErasure({ account: 'acme' })
          expect(accountFields).toEqual(['name'])
          await later.retention.erase({ key: 'e', account: 'acme', confirm: id, reason: 'asked for' })
          continue
        }
        const { id, bodies, decision } = await later.retention.previewCompaction({ account: 'acme', period: october })
        if (decision === 'keep' || bodies === 0) continue
        compactions += 1
        await later.retention.compact({ key: 'c', account: 'acme', period: october, confirm: id, reason: 'schedule' })
      }
      expect(await look()).toEqual(before)
    }),
    { numRuns: 8, examples: [[[sample, { ...sample, id: 2, is: 'login' }], ['erase', 'compact']], [[sample, { ...sample, revision: 1, count: 3 }], ['compact', 'erase']]] },
  )
  expect(compactions).toBeGreaterThan(1)
})
