import { createHmac } from 'node:crypto'
import { memory } from '@farthing/adapters-memory'
import type { Digest } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, october, tokens } from '../test/sample-billing.js'

const keyedBy = (secret: string): Digest => (bytes) => createHmac('sha256', secret).update(bytes).digest()

it('bills and verifies with a digest that is keyed, and only who holds the key verifies', async () => {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), digest: keyedBy('a secret') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
  const batch = [tokens('r1', '1400000')]
  await billing.events.ingest(batch)
  expect(await billing.events.ingest(batch)).toMatchObject({ counts: { accepted: 0, duplicate: 1 } })
  const { id } = await billing.invoices.issue({ ...october, key: 'acme/2026-10' })
  const evidence = await billing.invoices.evidence(id)
  if (evidence === undefined) throw new Error('an issued invoice has evidence')
  expect(verifyInvoice(evidence, { digest: keyedBy('a secret') })).toEqual({ verdict: 'verified' })
  expect(verifyInvoice(evidence, { digest: keyedBy('another') }).verdict).not.toBe('verified')
  expect(verifyInvoice(evidence).verdict).not.toBe('verified')
})
