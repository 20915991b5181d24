import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

/** 55.00 EUR were paid for 50.00; 20.00 are refunded, 10.00 contested and lost, and 5.00 applied to a fee before that. */
async function traced() {
  const all = await paidBilling()
  const { billing, mock, collect } = all
  const { session } = await billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
  const payment = mock.pay('cs_1', eur('55'))
  await collect()
  await billing.ledger.adjust({ key: 'fee', account: 'acme', amount: eur('5'), reason: 'setup' })
  const applied = await billing.payments.apply({ key: 'a1', provider: 'mock', payment })
  const refund = await billing.refunds.request({ key: 'r1', provider: 'mock', payment, amount: eur('20'), reason: 'goodwill', policy: 'any' })
  const name = { provider: 'mock', payment }
  const trace = async () => {
    const found = await billing.payments.trace(name)
    if (found === undefined) throw new Error('the payment is booked')
    return found
  }
  return { ...all, session, name, applied, refund, trace }
}

describe('payments.trace', () => {
  it('leads from a payment to everything that it led to', async () => {
    const { billing, mock, collect, invoice, session, name, applied, refund, trace } = await traced()
    expect(await trace()).toMatchObject({ account: 'acme', amount: eur('55'), sessions: [session.id], refundable: eur('35'), disputed: eur('0'), refunds: [{ id: refund.id }], disputes: [] })
    expect((await trace()).settled.map(({ to, item, amount }) => [to, item, amount.amount])).toEqual([['document', invoice.id, '50'], ['document', 'fee', '5']])
    expect((await trace()).left.map(({ item, amount }) => [item, amount.amount])).toEqual([[invoice.id, '35']])
    await billing.refunds.approve({ key: 'y1', refund: refund.id })
    await billing.refunds.send({ key: 'x1', refund: refund.id })
    mock.settleRefund('re_1')
    mock.decide(mock.contest(name.payment, { amount: eur('10') }), 'lost')
    await collect()
    const { transactions, refundable, disputed, left } = await trace()
    expect(transactions.map(({ kind }) => kind).sort()).toEqual(['dispute_lost', 'dispute_opened', 'payment_applied', 'payment_received', 'refund_sent', 'refund_settled'])
    expect(transactions.find(({ kind }) => kind === 'payment_applied')).toEqual(applied)
    expect([refundable, disputed]).toEqual([eur('25'), eur('10')])
    expect(left.map(({ item, amount }) => [item, amount.amount])).toEqual([[invoice.id, '25']])
    expect(await billing.payments.trace({ ...name, payment: 'nothing' })).toBeUndefined()
  })

  it('leads from a document to what paid it', async () => {
    const { billing, mock, collect, invoice } = await traced()
    expect(await billing.payments.ofDocument(invoice.id)).toEqual([{ provider: 'mock', payment: 'pay_1', settled: eur('50'), left: eur('35'), receivedAt: '2026-11-02T00:00:00.000000Z' }])
    mock.contest('pay_1', { amount: eur('35'), taken: 'charged_back' })
    await collect()
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p/2', amount: eur('7') })
    expect((await billing.payments.ofDocument(invoice.id)).map(({ payment, settled, left }) => [payment, settled.amount, left.amount])).toEqual([['pay_1', '50', '0'], ['p/2', '7', '7']])
    expect(await failureIn(() => billing.payments.ofDocument('nothing'))).toMatchObject({ code: 'invoice.unknown' })
  })
})

describe('payments whose names begin alike', () => {
  it('are two: what the one settles later is not taken from the other', async () => {
    const { billing, invoice } = await paidBilling()
    const receive = (payment: string, amount: `${number}`) => billing.payments.receive({ key: payment, account: 'acme', provider: 'bank', payment, amount: eur(amount) })
    await receive('p', '55')
    await receive('p/2', '7')
    await billing.ledger.adjust({ key: 'fee', account: 'acme', amount: eur('4'), reason: 'setup' })
    await billing.payments.apply({ key: 'a1', provider: 'bank', payment: 'p/2' })
    expect(await failureIn(() => billing.payments.apply({ key: '2/a1', provider: 'bank', payment: 'p' }))).toMatchObject({ code: 'payment.allocation_invalid' })
    await billing.ledger.adjust({ key: 'later', account: 'acme', amount: eur('4'), reason: 'setup' })
    expect(await failureIn(() => billing.payments.apply({ key: '2/a1', provider: 'bank', payment: 'p' }))).toMatchObject({ code: 'command.conflict' })
    const settled = async (payment: string) => (await billing.payments.trace({ provider: 'bank', payment }))?.settled.map(({ item, amount }) => [item, amount.amount])
    expect(await settled('p')).toEqual([[invoice.id, '50'], ['p', '5']])
    expect(await settled('p/2')).toEqual([['p/2', '3'], ['fee', '4']])
    expect(await failureIn(() => billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank/p', payment: '2', amount: eur('7') }))).toMatchObject({ code: 'payment.invalid', field: 'provider' })
  })
})

describe('the posting of a payment', () => {
  it('is reversed once nothing follows from it any more', async () => {
    const { billing, invoice, applied, refund, trace } = await traced()
    const received = (await trace()).transactions.find(({ kind }) => kind === 'payment_received')?.id ?? ''
    const reverse = (key: string, transaction = received) => billing.ledger.reverse({ key, transaction })
    const before = await bookOfPayments(billing)
    expect(await failureIn(() => reverse('v1'))).toMatchObject({ code: 'payment.in_use', facts: { payment: 'pay_1' } })
    await billing.refunds.reject({ key: 'n1', refund: refund.id, reason: 'too late' })
    expect(await failureIn(() => reverse('v1'))).toMatchObject({ code: 'payment.in_use', facts: { transaction: applied.id } })
    expect(await bookOfPayments(billing)).toEqual(before)
    await reverse('v2', applied.id)
    await reverse('v1')
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5500' })
    expect(await trace()).toMatchObject({ refundable: eur('0'), left: [], transactions: [{}, {}, {}, {}] })
    expect(await billing.payments.ofDocument(invoice.id)).toEqual([])
  })

  it.each(['withheld', 'charged_back'] as const)('stays while it is contested and %s, and after it is lost', async (taken) => {
    const { billing } = await paidBilling()
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'mock', payment: 'pay_1', amount: eur('50') })
    const [received] = (await billing.payments.trace({ provider: 'mock', payment: 'pay_1' }))?.transactions ?? []
    const reverse = () => billing.ledger.reverse({ key: 'v', transaction: received?.id ?? '' })
    const at = '2026-11-02T00:00:00.000000Z'
    const report = (id: string, kind: 'opened' | 'lost' | 'won') => billing.payments.report({ about: 'dispute', id, provider: 'mock', at, kind, dispute: 'dp_1', payment: 'pay_1', amount: eur('20'), openedAt: at, taken })
    for (const [id, kind] of [['e1', 'opened'], ['e2', 'lost']] as const) {
      await report(id, kind)
      expect(await failureIn(reverse)).toMatchObject({ code: 'payment.in_use' })
    }
    await report('e3', 'won')
    await reverse()
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000' })
  })
})
