import { paymentProviderSuite, type PaymentProviderFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { mockPayments } from './mock-payments.js'
import { signWebhook } from './sign-webhook.js'

const clock = { now: () => '2026-11-02T12:00:00.000000Z' }

const factory: PaymentProviderFactory = {
  create: async () => {
    const mock = mockPayments({ clock })
    return {
      provider: mock.provider,
      pay: async (session) => mock.pay(session),
      contest: async (payment) => mock.contest(payment),
      decide: async (dispute, verdict) => mock.decide(dispute, verdict),
      settleRefund: async (refund) => mock.settleRefund(refund),
      collect: async () => mock.collect(),
      loseNextAnswer: mock.loseNextAnswer,
    }
  },
}

describe(paymentProviderSuite.name, () => {
  for (const one of paymentProviderSuite.cases) it(one.name, () => one.run(factory))
})

const checkout = {
  idempotencyKey: 's1', tenant: 'default', account: 'acme', amount: { amount: '50', currency: 'EUR' }, returnUrl: 'https://host.example', expiresAt: '2026-11-03T00:00:00.000000Z',
} as const

describe('what goes wrong', () => {
  async function bodies(...faults: readonly ('late' | 'twice' | 'reordered')[]): Promise<readonly (readonly string[])[]> {
    const mock = mockPayments({ clock, faults })
    const { session } = await mock.provider.openCheckout(checkout)
    mock.authorise(session)
    mock.pay(session)
    const first = mock.collect()
    mock.expire(session)
    const kindOf = ({ body }: { readonly body: string }): string => (JSON.parse(body) as { kind: string }).kind
    return [first.map(kindOf), mock.collect().map(kindOf)]
  }

  it('is in the order of the faults', async () => {
    expect(await bodies()).toEqual([['authorised', 'settled'], ['expired']])
    expect(await bodies('late')).toEqual([[], ['authorised', 'settled', 'expired']])
    expect(await bodies('twice')).toEqual([['authorised', 'settled', 'authorised', 'settled'], ['expired']])
    expect(await bodies('reordered')).toEqual([['settled', 'authorised'], ['expired']])
    expect(await bodies('late', 'reordered')).toEqual([[], ['expired', 'settled', 'authorised']])
  })

  it('includes failed payments and refunds: what failed can be asked for again', async () => {
    const mock = mockPayments({ clock })
    const { session } = await mock.provider.openCheckout(checkout)
    mock.failPayment(session, 'card declined')
    const payment = mock.pay(session, { amount: '60', currency: 'EUR' })
    const request = { idempotencyKey: 'r1', payment, amount: { amount: '60', currency: 'EUR' } } as const
    const { refund } = await mock.provider.sendRefund(request)
    mock.failRefund(refund, 'account closed')
    await expect(mock.provider.sendRefund({ ...request, idempotencyKey: 'r2' })).resolves.toEqual({ refund: 're_2' })
    expect(mock.collect()).toHaveLength(3)
  })

  it('includes a signed body that is no event', async () => {
    const body = 'not json'
    const receivedAt = clock.now()
    await expect(mockPayments({ clock }).provider.readWebhook({ body, signature: signWebhook('secret', body, receivedAt), receivedAt })).rejects.toMatchObject({ code: 'webhook.malformed' })
    await expect(mockPayments({ clock, secret: 'another' }).provider.readWebhook({ body, signature: signWebhook('secret', body, receivedAt), receivedAt })).rejects.toMatchObject({ code: 'webhook.forged' })
  })

  it('does not include names that a test makes up', () => {
    expect(() => mockPayments({ clock }).pay('cs_9')).toThrow('there is no session cs_9')
  })
})
