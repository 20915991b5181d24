import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { call, catalog } from '../test/sample-billing.js'
import { verifyWebhook } from './verify-webhook.js'
import type { WebhookFetch } from './webhook-fetch.js'

const clock = { now: () => '2026-11-02T10:00:00.000000Z' }

describe('webhooks of a host', () => {
  it('are sent, verified, and looked after', async () => {
    const storage = memory()
    const env = { CRM_SECRET: `whsec_${Buffer.alloc(32, 5).toString('base64')}` }
    const secrets = [env.CRM_SECRET]
    const seen: string[] = []
    let status = 204
    // #region receive
    // At the receiver, with the body as it came:
    const handle = async (request: Request): Promise<Response> => {
      const { id, payload } = verifyWebhook({ headers: request.headers, body: await request.text(), secrets, receivedAt: clock.now() })
      if (!seen.includes(id)) seen.push(id) // keep ids: a repeat is one
      return new Response(null, { status: typeof payload === 'object' ? status : 400 })
    }
    // #endregion receive
    const fetch: WebhookFetch = (url, init) => handle(new Request(url, init))
    // #region endpoints
    const billing = createBilling({
      catalog, storage, clock,
      webhooks: {
        fetch, // the platform's, or one that goes through your proxy
        endpoints: [{ name: 'crm', url: 'https://crm.example/hooks', secrets: [env.CRM_SECRET], topics: ['invoice.issued', 'invoice.paid'] }],
      },
    })
    await billing.jobs.run('deliver') // every minute, by a scheduler
    // #endregion endpoints
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'calls', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingestOrThrow([call('a')])
    await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    status = 410
    // #region look
    await billing.jobs.run('deliver')
    const [crm] = await billing.webhooks.endpoints()
    expect(crm?.state).toMatchObject({ status: 'paused', reason: 'the receiver said that it is gone' })

    const failed = await billing.deliveries.list({ destination: 'webhook/crm', status: 'failed' })
    for (const { id, destination } of failed.items) await billing.deliveries.retry({ key: `retry/${id}`, destination, id })
    await billing.deliveries.resume({ key: 'crm is back', destination: 'webhook/crm', actor: 'ops@host.example' })
    // #endregion look
    status = 204
    expect((await billing.jobs.run('deliver')).counts).toMatchObject({ delivered: 1 })
    expect(seen).toHaveLength(1)
  })
})
