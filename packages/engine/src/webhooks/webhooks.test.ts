import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memory } from '@farthing/adapters-memory'
import { shiftInstant } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import { afterEach, describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { endingStorage } from '../test/ending-storage.js'
import { catalog, failureIn } from '../test/sample-billing.js'
import { verifyWebhook } from './verify-webhook.js'
import type { WebhookEndpoint, WebhookOptions } from './webhook-options.js'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server on loopback that answers with these statuses, one after another, and then with 204. `0`: it closes the connection; `-1`: it never answers. */
async function receiver(...statuses: readonly number[]) {
  const received: Received[] = []
  const coming = [...statuses]
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      const status = coming.shift() ?? 204
      if (status === -1) return
      if (status === 0) response.destroy()
      else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end(status === 500 ? 'x'.repeat(100_000) : undefined)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  const types = () => received.map(({ body }) => (JSON.parse(body) as { type: string; sequence: number }).type)
  return { url, received, types, next: (...more: readonly number[]) => void coming.push(...more) }
}

async function hooked(endpoints: WebhookOptions['endpoints'], { storage = memory(), ...options }: Partial<WebhookOptions> & { readonly storage?: Storage } = {}) {
  const clock = { time: '2026-11-02T10:00:00.000000Z', now: () => clock.time }
  const over = (on: Storage) => createBilling({ catalog, storage: on, clock, webhooks: { endpoints, fetch, retryAfterSeconds: [60, 300], ...options } })
  const billing = over(storage)
  await billing.jobs.run('deliver')
  let told = 0
  /** Puts messages of these topics into the outbox of an account. */
  const tell = async (account: string, ...topics: readonly string[]) => {
    for (const topic of topics) {
      told += 1
      const id = `${account}-${told}`
      await storage.transaction('default', ({ outbox }) => outbox.append({ account, id, topic, at: clock.time, payload: { id, name: 'Müller' } }))
    }
  }
  const pass = (seconds: number) => (clock.time = shiftInstant(clock.time, seconds * 1_000))
  return { billing, clock, storage, over, tell, pass }
}

const endpoint = (url: string, about: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({ name: 'crm', url, secrets: [secret], ...about })

describe('webhooks', () => {
  it('carry each message once, signed, with what a receiver needs to order them', async () => {
    const { url, received } = await receiver()
    const { billing, tell, clock } = await hooked([endpoint(url)])
    await tell('acme', 'invoice.issued', 'invoice.paid')
    expect(await billing.jobs.run('deliver')).toMatchObject({ outcome: 'done', counts: { messages: 2, delivered: 2 } })
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { messages: 0, delivered: 0 } })
    expect(received).toHaveLength(2)
    const verified = received.map(({ headers, body }) => verifyWebhook({ headers, body, secrets: [secret], receivedAt: clock.time }))
    expect(verified.map(({ payload }) => payload).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
      { type: 'invoice.issued', timestamp: clock.time, account: 'acme', sequence: 1, data: { id: 'acme-1', name: 'Müller' } },
      { type: 'invoice.paid', timestamp: clock.time, account: 'acme', sequence: 2, data: { id: 'acme-2', name: 'Müller' } },
    ])
    expect(new Set(verified.map(({ id }) => id)).size).toBe(2)
    expect(received[0]?.headers['content-type']).toBe('application/json')
  })

  it('are of the topics that an endpoint asks for, and not of what was told before there were any', async () => {
    const storage = memory()
    await storage.transaction('default', ({ outbox }) => outbox.append({ account: 'acme', id: 'before', topic: 'invoice.issued', at: '2026-11-01T00:00:00.000000Z', payload: null }))
    const [all, some] = [await receiver(), await receiver()]
    const { billing, tell } = await hooked([endpoint(all.url), endpoint(some.url, { name: 'erp', topics: ['invoice.paid'] })], { storage })
    await tell('acme', 'invoice.issued', 'invoice.paid')
    await tell('new', 'invoice.paid')
    await billing.jobs.run('deliver')
    expect([all.types().sort(), some.types()]).toEqual([['invoice.issued', 'invoice.paid', 'invoice.paid'], ['invoice.paid', 'invoice.paid']])
  })

  it('come again by the schedule until they are taken, with the same id and a time of their own', async () => {
    const { url, received } = await receiver(500, 0)
    const { billing, tell, pass } = await hooked([endpoint(url)])
    await tell('acme', 'invoice.issued')
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { retried: 1 } })
    expect((await billing.deliveries.list({ status: 'waiting' })).items).toMatchObject([{ destination: 'webhook/crm', attempts: 1, nextAttemptAt: '2026-11-02T10:01:00.000000Z', failure: { code: 'delivery.not_taken', facts: { status: 500 } } }])
    pass(59)
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { retried: 0, delivered: 0 } })
    pass(1)
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { retried: 1 } })
    pass(300)
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { delivered: 1 } })
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    expect((await billing.webhooks.endpoints())[0]?.state).toMatchObject({ status: 'active', failures: 0 })
  })

  it('have failed when nobody takes them, and can be sent again by hand', async () => {
    const { url, received } = await receiver(302, 503, 404)
    const { billing, tell, pass } = await hooked([endpoint(url)])
    await tell('acme', 'invoice.issued')
    for (const seconds of [60, 300, 300]) {
      await billing.jobs.run('deliver')
      pass(seconds)
    }
    const [failed] = (await billing.deliveries.list({ status: 'failed' })).items
    expect(failed).toMatchObject({ status: 'failed', attempts: 3, failure: { facts: { status: 404 } } })
    await billing.deliveries.retry({ key: 'again', destination: 'webhook/crm', id: failed?.id ?? '' })
    expect(await billing.audit.get({ operation: 'deliveries.retry', key: 'again' })).toMatchObject({ changes: [{ record: 'delivery', id: `webhook/crm/${failed?.id ?? ''}`, before: expect.any(String) as string }] })
    expect(await billing.webhooks.deliver()).toEqual({ delivered: 1, retried: 0, failed: 0 })
    expect(received).toHaveLength(4)
  })

  it('of one message that fails hold back no other', async () => {
    const { url } = await receiver(500)
    const { billing, tell } = await hooked([endpoint(url)])
    await tell('acme', 'invoice.issued', 'invoice.paid')
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { retried: 1, delivered: 1 } })
  })

  it('give up on an answer that does not come', async () => {
    const { url } = await receiver(-1)
    const { billing, tell } = await hooked([endpoint(url)], { timeoutMs: 100 })
    await tell('acme', 'invoice.issued')
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { retried: 1 } })
  })

  it('reach endpoints that the host changes while it runs', async () => {
    const { url, types } = await receiver()
    const endpoints: WebhookEndpoint[] = []
    const { billing, tell } = await hooked(async () => endpoints)
    await tell('acme', 'invoice.issued')
    await billing.jobs.run('deliver')
    endpoints.push(endpoint(url))
    await tell('acme', 'invoice.paid')
    await billing.jobs.run('deliver')
    expect(types()).toEqual(['invoice.paid'])
  })
})

describe('an endpoint', () => {
  it('that keeps failing is paused, keeps what waits, and gets it when it is resumed', async () => {
    const { url, received } = await receiver(500, 500, 500)
    const { billing, tell, pass } = await hooked([endpoint(url)], { pauseAfter: { failures: 3, seconds: 300 } })
    await tell('acme', 'invoice.issued')
    await billing.jobs.run('deliver')
    pass(60)
    await billing.jobs.run('deliver')
    expect((await billing.webhooks.endpoints())[0]?.state).toMatchObject({ status: 'active', failures: 2 })
    pass(300)
    await billing.jobs.run('deliver')
    const paused = { destination: 'webhook/crm', status: 'paused', failures: 3, failingSince: '2026-11-02T10:00:00.000000Z', reason: '3 attempts have failed since 2026-11-02T10:00:00.000000Z' }
    expect((await billing.deliveries.destinations()).items).toMatchObject([paused])
    expect(await billing.webhooks.endpoints()).toMatchObject([{ name: 'crm', url, destination: 'webhook/crm', state: paused }])
    expect(JSON.stringify(await billing.webhooks.endpoints())).not.toContain('whsec')
    await tell('acme', 'invoice.paid')
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { messages: 1, delivered: 0 } })
    expect(received).toHaveLength(3)
    await billing.deliveries.resume({ key: 'r', destination: 'webhook/crm', actor: 'ops' })
    expect(await billing.audit.get({ operation: 'deliveries.resume', key: 'r' })).toMatchObject({ actor: 'ops', changes: [{ record: 'delivery_destination', id: 'webhook/crm', before: expect.any(String) as string }] })
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { delivered: 1 } })
  })

  it('that says it is gone is paused at once', async () => {
    const { url } = await receiver(410)
    const { billing, tell } = await hooked([endpoint(url)])
    await tell('acme', 'invoice.issued')
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { failed: 1 } })
    expect((await billing.webhooks.endpoints())[0]?.state).toMatchObject({ status: 'paused', reason: 'the receiver said that it is gone' })
  })

  it('is paused by hand too', async () => {
    const { url, received } = await receiver()
    const { billing, tell } = await hooked([endpoint(url)])
    const pausing = { key: 'p', destination: 'webhook/crm', actor: 'ops', reason: 'it is being moved' }
    expect(await billing.deliveries.pause(pausing)).toMatchObject({ status: 'paused', actor: 'ops', reason: 'it is being moved' })
    expect(await billing.deliveries.pause(pausing)).toMatchObject({ step: 1 })
    await tell('acme', 'invoice.issued')
    await billing.jobs.run('deliver')
    expect(received).toEqual([])
  })

  const refused: readonly (readonly [what: string, endpoints: readonly WebhookEndpoint[], code: string, part: string])[] = [
    ['without https', [endpoint('http://example.com/hooks')], 'webhook.endpoint_invalid', '[0].url'],
    ['with a password', [endpoint('https://user:password@example.com/')], 'webhook.endpoint_invalid', '[0].url'],
    ['without an address', [endpoint('crm')], 'webhook.endpoint_invalid', '[0].url'],
    ['without a secret', [endpoint('https://example.com/', { secrets: [] })], 'webhook.endpoint_invalid', '[0].secrets'],
    ['with a bad secret', [endpoint('https://example.com/', { secrets: [secret, 'x'] })], 'webhook.secret_invalid', '[0].secrets[1]'],
    ['with a topic that there is not', [endpoint('https://example.com/', { topics: ['invoice.isued' as 'invoice.issued'] })], 'webhook.endpoint_invalid', '[0].topics'],
    ['with a name that is taken', [endpoint('https://example.com/'), endpoint('https://example.com/b')], 'webhook.endpoint_invalid', '[1].name'],
    ['without a name', [endpoint('https://example.com/', { name: '' })], 'text.empty', '[0].name'],
  ]
  it.each(refused)('%s is refused', async (_, endpoints, code, part) => {
    const failure = await failureIn(async () => createBilling({ catalog, storage: memory(), clock: { now: () => '2026-11-02T10:00:00.000000Z' }, webhooks: { endpoints, fetch } }))
    expect(failure).toMatchObject({ code, field: `webhooks.endpoints${part}` })
    expect(JSON.stringify(failure)).not.toContain('password@')
  })

  it('has bounds to its time and its attempts', async () => {
    const refusedOptions = (about: Partial<WebhookOptions>) =>
      failureIn(async () => createBilling({ catalog, storage: memory(), clock: { now: () => '2026-11-02T10:00:00.000000Z' }, webhooks: { endpoints: [], fetch, ...about } }))
    expect(await refusedOptions({ timeoutMs: 99 })).toMatchObject({ code: 'webhook.endpoint_invalid', field: 'webhooks.timeoutMs' })
    expect(await refusedOptions({ retryAfterSeconds: new Array<number>(51).fill(1) })).toMatchObject({ code: 'delivery.invalid', field: 'webhooks.retryAfterSeconds' })
    expect(await refusedOptions({ pauseAfter: { failures: 0 } })).toMatchObject({ code: 'delivery.invalid', field: 'webhooks.pauseAfter.failures' })
    expect(await refusedOptions({ pauseAfter: { seconds: -1 } })).toMatchObject({ code: 'delivery.invalid', field: 'webhooks.pauseAfter.seconds' })
  })
})

describe('a process that dies while it sends webhooks', () => {
  it('leaves no message out: each has arrived, with one id', async () => {
    const taken: string[] = []
    const local = (options: Parameters<typeof hooked>[1] = {}) =>
      hooked([endpoint('https://example.com/hooks')], {
        ...options,
        fetch: async (_, { headers }) => {
          taken.push(headers['webhook-id'] ?? '')
          return { status: 204 }
        },
      })
    const counted = await local()
    await counted.tell('acme', 'invoice.issued', 'invoice.paid')
    const counting = endingStorage(counted.storage)
    await counted.over(counting).jobs.run('deliver')
    for (let call = 1; call <= counting.calls(); call += 1) {
      for (const done of [false, true]) {
        const { billing, over, storage, tell, pass } = await local()
        await tell('acme', 'invoice.issued', 'invoice.paid')
        taken.length = 0
        await over(endingStorage(storage, { call, done })).jobs.run('deliver').catch(() => undefined)
        pass(600)
        await billing.jobs.run('deliver')
        expect(new Set(taken).size).toBe(2)
        expect((await billing.deliveries.list()).items.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
      }
    }
  })
})
