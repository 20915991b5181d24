import { createBilling, createTracker, explain, fixedClock } from 'farthing'
import { memory } from 'farthing/memory'
import { catalog } from './catalog.js'

const storage = memory()
const clock = fixedClock('2026-10-16T12:00:00Z')
const billing = createBilling({ catalog, storage, clock })
for (const account of ['org_test', 'org_123', 'org_every']) await billing.subscriptions.start({ key: account, account, plan: 'payAsYouGo', from: '2026-10-01', zone: 'UTC' })

// #region configure
const quota = await billing.quotas.configure({ key: 'org_123/ocr', account: 'org_123', feature: 'OCR_SCAN', includedQuantity: '100', pricePerUnitMinor: '5', currency: 'USD', resetPeriod: 'month' })
console.log(`${quota.displayName} of org_123: ${quota.components.map(({ includedQuantity, pricePerUnitMinor }) => `${includedQuantity} included, then ${pricePerUnitMinor ?? '?'} cents`).join()}`)
// #endregion configure

// #region track
const usage = createTracker({ events: billing.events, source: 'app', clock })
for (const account of ['org_test', 'org_123']) usage.track({ feature: 'OCR_SCAN', account, quantity: '75', metadata: { documentType: 'receipt' } })
// Ten of each feature more than is free.
const used = { OCR_SCAN: '60', API_CALL: '10010', STORAGE_GB: '15', AI_CLASSIFICATION: '110', EMAIL_SENT: '1010', BANK_SYNC: '40', SMS_SENT: '110', PDF_EXPORT: '210', WEBHOOK_DELIVERY: '5010', CUSTOM_REPORT: '60' } as const
usage.trackMany(Object.entries(used).map(([feature, quantity]) => ({ feature, account: 'org_every', quantity })))
await usage.close()
// #endregion track

// #region check
for (const account of ['org_test', 'org_123']) {
  const { hasQuota, used, included, remaining, resetsAt } = await billing.quotas.check({ account, feature: 'OCR_SCAN' })
  console.log(`${account}: ${used} of ${included ?? 'any'} scans, ${remaining ?? 'all'} left until ${resetsAt.slice(0, 10)}: ${hasQuota ? 'go on' : 'used up'}`)
}
// #endregion check

// #region estimate
for (const account of ['org_test', 'org_123']) {
  const [{ total }, { quote }] = [await billing.quotes.estimate({ subscription: account, period: '2026-10' }), await billing.quotes.project({ subscription: account })]
  console.log(`${account}: ${total} USD so far, ${quote.total} USD by the end of October`)
}
// #endregion estimate

// #region invoice
const november = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), zeroLines: 'omit' })
for (const account of ['org_test', 'org_123', 'org_every']) {
  const invoice = await november.invoices.issue({ key: `${account}/2026-10`, account, period: '2026-10' })
  console.log(`${invoice.number} of ${account}: ${explain(invoice)}`)
}
// #endregion invoice
