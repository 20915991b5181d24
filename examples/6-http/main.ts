import { Hono } from 'hono'
import { billing } from './billing.js'
import { handle } from './routes.js'

// #region mount
const app = new Hono()
app.get('/health', (context) => context.text('ok'))
app.all('/api/*', (context) => handle(context.req.raw))
// #endregion mount

for (const account of ['org_123', 'org_test']) await billing.subscriptions.start({ key: account, account, plan: 'starter', from: '2026-09-01', zone: 'UTC' })
await billing.subscriptions.start({ key: '1', account: 'org_1', plan: 'platform', from: '2026-10-01', zone: 'UTC' })

type Answer = Readonly<Record<string, unknown>>

/** Sends a request to the app, without a network, and prints its status and some fields of what it answers. */
async function call(request: string, fields: readonly string[], body?: object, key?: string): Promise<Answer> {
  const [method = 'GET', path = ''] = request.split(' ')
  const headers = { 'Content-Type': 'application/json', ...(key === undefined ? {} : { 'Idempotency-Key': key }) }
  const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const answer = (await response.json()) as Answer
  console.log(`${request} → ${response.status} ${JSON.stringify(Object.fromEntries(fields.map((field) => [field, answer[field]])))}`)
  return answer
}

/** As a client does that did not get the first answer. */
async function twice(...request: Parameters<typeof call>): Promise<void> {
  await call(...request)
  await call(...request)
}

/** Some fields of each row of an answer. */
function rows(of: unknown, ...fields: readonly string[]): void {
  for (const row of of as readonly Answer[]) console.log(`  ${fields.map((field) => `${field} ${JSON.stringify(row[field])}`).join(', ')}`)
}

// A hundred scans are free for org_123, then each costs five cents; sent again, nothing is done twice.
const quota = { feature: 'OCR_SCAN', includedQuantity: 100, pricePerUnit: 5, currency: 'EUR' }
await twice('POST /api/usage/org_123/quota', ['displayName', 'components'], quota, 'quota-1')
await call('POST /api/usage/org_123/quota', ['error', 'field'], { ...quota, currency: 'USD' }, 'quota-2')

for (const organizationId of ['org_123', 'org_test']) {
  const scan = { organizationId, feature: 'OCR_SCAN', quantity: 75, metadata: { fileSize: 1024000, documentType: 'receipt' } }
  await twice('POST /api/usage/track', ['tracked'], scan, `scan-${organizationId}`)
}
await call('POST /api/usage/track', ['error', 'message'], { organizationId: 'org_test', feature: 'OCR_SCAN', quantity: 1.5 })

for (const account of ['org_123', 'org_test']) await call(`GET /api/usage/${account}/quota/OCR_SCAN`, ['used', 'included', 'remaining', 'hasQuota'])
const shown = ['feature', 'used', 'included', 'overage', 'cost'] as const
rows((await call('GET /api/usage/org_test', ['totalOverage'])).features, ...shown)
rows((await call('GET /api/usage/org_test?features=OCR_SCAN', ['totalOverage'])).features, ...shown)
await call('GET /api/usage/org_test?features=FAX', ['error', 'field'])
rows(await call('GET /api/usage/org_test/history?limit=2', []).then(Object.values), 'from', 'to', 'state')
rows((await call('GET /api/usage/org_test/estimate', ['current', 'projected'])).features, 'feature', 'used', 'projectedQuantity', 'projectedCost')

// What a metering service asks: the cost of any time, what ingestion triggers, and a batch at the end of the period.
await call('POST /api/usage/track', ['tracked'], { organizationId: 'org_1', feature: 'ingestion.event' }, 'event-1')
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
await call('POST /api/meter', ['modelType', 'breakdown', 'total'], { ...october, ratePlanId: 1, subscriptionId: 1 })
await call('POST /api/meter/trigger', ['runs', 'accounts', 'open'])
await call('POST /api/meter', ['error', 'message'], { ...october, ratePlanId: 2, subscriptionId: 1 })
rows((await call('POST /api/meter/batch', [], { ...october, ratePlanIds: [1, 2] })).results, 'subscriptionId', 'total')

// September is over.
const invoice = await call('POST /api/invoices', ['number', 'totals'], { organizationId: 'org_test', period: '2026-09' }, 'org_test/2026-09')
await call(`GET /api/invoices/${String(invoice.id)}`, ['number', 'account', 'from', 'to'])
rows((await call('GET /api/invoices?organizationId=org_test', [])).invoices, 'number', 'account')
await call('POST /api/invoices', ['error', 'message'], { organizationId: 'org_test', period: '2026-10' }, 'org_test/2026-10')
await call('POST /api/invoices', ['error', 'message'], { organizationId: 'org_test', period: '2026-09' })
