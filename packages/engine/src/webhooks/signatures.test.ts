import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { signWebhook } from './sign-webhook.js'
import { verifyWebhook, type VerifyWebhook } from './verify-webhook.js'

const secretOf = (bytes: number, fill: number): string => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`
const [current, old, foreign] = [secretOf(32, 1), secretOf(24, 2), secretOf(64, 3)] as const
const id = 'msg_1'
const body = '{"data":{"name":"Müller"},"type":"invoice.issued"}'
const receivedAt = '2026-11-02T10:00:00.000000Z'
const timestampSeconds = Date.UTC(2026, 10, 2, 10) * 0.001

function request(about: { readonly secrets?: readonly string[]; readonly seconds?: number } = {}) {
  const { secrets = [current], seconds = timestampSeconds } = about
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signWebhook({ id, timestampSeconds: seconds, body }, secrets) }
}

const verify = (about: Partial<VerifyWebhook> = {}) => verifyWebhook({ headers: request(), body, secrets: [current], receivedAt, ...about })

describe('signWebhook', () => {
  it('signs as the example of Standard Webhooks is signed', () => {
    const signature = signWebhook({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1_614_265_330, body: '{"test": 2432232314}' }, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('is verified by a library of others, with any of the secrets', () => {
    const seconds = Math.floor(Date.now() * 0.001)
    const headers = request({ secrets: [current, old], seconds })
    for (const secret of [current, old]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => new Webhook(foreign).verify(body, headers)).toThrow()
  })

  it.each([
    ['plain', 'does not start with whsec_'], ['whsec_?', 'is not base64'], [secretOf(23, 1), 'has 23 bytes'], [secretOf(65, 1), 'has 65 bytes'],
  ])('refuses a secret such as %s, and does not show it', async (secret, because) => {
    const failure = await failureIn(async () => signWebhook({ id, timestampSeconds, body }, [current, secret]))
    expect(failure).toMatchObject({ code: 'webhook.secret_invalid', field: 'secrets[1]', message: expect.stringContaining(because) as unknown })
    expect(JSON.stringify(failure)).not.toContain(secret)
  })
})

describe('verifyWebhook', () => {
  it('gives id, time and payload of what is genuine', () => {
    expect(verify()).toEqual({ id, attemptedAt: receivedAt, payload: { data: { name: 'Müller' }, type: 'invoice.issued' } })
  })

  it('takes what a library of others has signed', () => {
    const signature = new Webhook(current).sign(id, new Date(timestampSeconds * 1_000), body)
    expect(verify({ headers: { ...request(), 'webhook-signature': signature } }).id).toBe(id)
  })

  it('reads the headers of fetch too', () => {
    expect(verify({ headers: new Headers(request()) }).id).toBe(id)
  })

  it('takes any of the secrets on both sides, while one replaces the other', () => {
    expect(verify({ headers: request({ secrets: [current, old] }), secrets: [old] }).id).toBe(id)
    expect(verify({ headers: request({ secrets: [old] }), secrets: [current, old] }).id).toBe(id)
    expect(() => verify({ headers: request({ secrets: [old] }), secrets: [current] })).toThrow('webhook-signature is not that of the body')
  })

  const forged: readonly (readonly [what: string, about: Partial<VerifyWebhook>, field: string])[] = [
    ['other bytes', { body: body.replace('issued', 'paid') }, 'webhook-signature'],
    ['a space more', { body: `${body} ` }, 'webhook-signature'],
    ['another id', { headers: { ...request(), 'webhook-id': 'msg_2' } }, 'webhook-signature'],
    ['another time', { headers: { ...request(), 'webhook-timestamp': String(timestampSeconds + 1) } }, 'webhook-signature'],
    ['a time in another spelling', { headers: { ...request(), 'webhook-timestamp': `${timestampSeconds}.0` } }, 'webhook-timestamp'],
    ['no signature', { headers: { ...request(), 'webhook-signature': '' } }, 'webhook-signature'],
    ['no id', { headers: { ...request(), 'webhook-id': undefined } }, 'webhook-id'],
    ['another version', { headers: { ...request(), 'webhook-signature': request()['webhook-signature'].replace('v1,', 'v1a,') } }, 'webhook-signature'],
    ['a part of a signature', { headers: { ...request(), 'webhook-signature': request()['webhook-signature'].slice(0, -4) } }, 'webhook-signature'],
    ['what was sent long ago', { receivedAt: '2026-11-02T10:05:01.000000Z' }, 'webhook-timestamp'],
    ['what will be sent', { receivedAt: '2026-11-02T09:54:59.000000Z' }, 'webhook-timestamp'],
    ['what is older than is tolerated', { receivedAt: '2026-11-02T10:00:11.000000Z', toleranceSeconds: 10 }, 'webhook-timestamp'],
    ['no secret', { secrets: [] }, 'webhook-signature'],
  ]
  it.each(forged)('refuses %s', async (_, about, field) => {
    expect(await failureIn(async () => verify(about))).toMatchObject({ code: 'webhook.forged', field })
  })

  it('takes what is at the edge of the time', () => {
    expect(verify({ receivedAt: '2026-11-02T10:05:00.000000Z' }).id).toBe(id)
    expect(verify({ receivedAt: '2026-11-02T09:55:00.000000Z' }).id).toBe(id)
  })

  it('refuses a tolerance out of bounds, and a genuine body that is no JSON', async () => {
    expect(await failureIn(async () => verify({ toleranceSeconds: 3_601 }))).toMatchObject({ code: 'webhook.malformed', field: 'toleranceSeconds' })
    const signature = signWebhook({ id, timestampSeconds, body: '{' }, [current])
    expect(await failureIn(async () => verify({ body: '{', headers: { ...request(), 'webhook-signature': signature } }))).toMatchObject({ code: 'webhook.malformed', field: 'body' })
  })
})
