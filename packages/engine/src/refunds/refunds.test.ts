import { refundOutcome } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { beforeEachCall, losingTransaction, unreachable } from '../test/faulty.js'
import { bookOfPayments, eur, paidBilling, type PaidOptions } from '../test/paid-billing.js'
import { catalog, failureIn } from '../test/sample-billing.js'

/** 55.00 EUR were paid for 50.00. */
async function overpaid(options: PaidOptions = {}) {
  const all = await paidBilling(options)
  await all.billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
  const payment = all.mock.pay('cs_1', eur('55'))
  await all.collect()
  const ask = { key: 'r1', provider: 'mock', payment, reason: 'goodwill', policy: 'within-14-days', actor: 'ann' } as const
  const statuses = async () => (await all.storage.transaction('default', ({ documents }) => documents.statuses(all.invoice.id))).map(({ cause, to, settled }) => `${cause} ${to} ${settled}`)
  return { ...all, payment, ask, statuses }
}

describe('refunds', () => {
  it('go from requested to settled: unapplied money first, then the document is open again', async () => {
    const { billing, mock, collect, ask, statuses } = await overpaid()
    const asked = await billing.refunds.request({ ...ask, amount: eur('20') })
    expect(asked).toMatchObject({ account: 'acme', payment: 'pay_1', mode: 'provider', policy: 'within-14-days', correlation: 'r1', requestedBy: 'ann', steps: [] })
    expect(asked.parts.map(({ to, amount }) => [to, amount.amount])).toEqual([['unapplied', '5'], ['document', '15']])
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', unapplied_cash: '-500' })
    expect(await failureIn(() => billing.refunds.send({ key: 'x', refund: asked.id }))).toMatchObject({ code: 'refund.transition' })
    await billing.refunds.approve({ key: 'y1', refund: asked.id, actor: 'bob', reason: 'customer is right' })
    const sent = await billing.refunds.send({ key: 'x1', refund: asked.id })
    expect(sent.steps.map(({ status, actor, providerRefund }) => [status, actor, providerRefund])).toEqual([['approved', 'bob', undefined], ['sent', 'system', 're_1']])
    expect(await billing.refunds.send({ key: 'x1', refund: asked.id })).toEqual(sent)
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', refunds: '-2000', receivable: '1500' })
    mock.settleRefund('re_1')
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3500', receivable: '1500' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50', 'refund partially_paid 35'])
    expect((await billing.refunds.list({ payment: 'pay_1', status: 'settled' })).items).toEqual([await billing.refunds.get(asked.id)])
  })

  it('that fail give back what they took', async () => {
    const { billing, mock, collect, ask, statuses } = await overpaid()
    const { id } = await billing.refunds.request(ask)
    await billing.refunds.approve({ key: 'y1', refund: id })
    await billing.refunds.send({ key: 'x1', refund: id })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', refunds: '-5500', receivable: '5000' })
    mock.failRefund('re_1', 'account closed')
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', unapplied_cash: '-500' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50', 'refund issued 0', 'payment paid 50'])
    expect(await billing.refunds.request({ ...ask, key: 'r2' })).toMatchObject({ amount: eur('55') })
  })

  it('to account credit are there at once, and pay the next invoice', async () => {
    const { billing, ask } = await overpaid()
    const { id } = await billing.refunds.request({ ...ask, mode: 'account_credit', amount: eur('5') })
    await billing.refunds.approve({ key: 'y1', refund: id })
    const sent = await billing.refunds.send({ key: 'x1', refund: id })
    expect(sent.steps.map(({ status }) => status)).toEqual(['approved', 'sent', 'settled'])
    expect(await billing.refunds.send({ key: 'x2', refund: id })).toEqual(sent)
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', customer_credit: '-500' })
    expect((await billing.credits.balance({ account: 'acme' })).amounts).toEqual([{ currency: 'EUR', promotional: '0', paid: '5', total: '5' }])
    expect((await billing.credits.list()).items).toMatchObject([{ id, kind: 'paid', amount: '5', reason: 'goodwill' }])
  })

  it('are partial and repeated, and with what is disputed never above what was paid', async () => {
    const { billing, mock, collect, ask, payment } = await overpaid()
    mock.contest(payment, { amount: eur('15') })
    await collect()
    const first = await billing.refunds.request({ ...ask, amount: eur('30') })
    expect(await failureIn(() => billing.refunds.request({ ...ask, key: 'r2', amount: eur('10.01') }))).toMatchObject({ code: 'refund.exceeds_paid', facts: { left: '10' } })
    await billing.refunds.request({ ...ask, key: 'r2', amount: eur('10') })
    expect(await failureIn(() => billing.refunds.request({ ...ask, key: 'r3', amount: eur('0.01') }))).toMatchObject({ code: 'refund.exceeds_paid' })
    const rejected = await billing.refunds.reject({ key: 'y1', refund: first.id, reason: 'too late', actor: 'bob' })
    expect(rejected.steps).toMatchObject([{ status: 'rejected', reason: 'too late', actor: 'bob' }])
    await billing.refunds.request({ ...ask, key: 'r3', amount: eur('30') })
    expect(await failureIn(() => billing.refunds.approve({ key: 'y2', refund: first.id }))).toMatchObject({ code: 'refund.transition' })
  })

  it('keep their money from being applied, and the other way round', async () => {
    const { billing, ask, payment } = await overpaid()
    await billing.ledger.adjust({ key: 'fee', account: 'acme', amount: eur('10'), reason: 'setup' })
    const { id } = await billing.refunds.request({ ...ask, amount: eur('2') })
    await billing.payments.apply({ key: 'a1', provider: 'mock', payment })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', receivable: '700', unapplied_cash: '-200' })
    const { parts } = await billing.refunds.request({ ...ask, key: 'r2', amount: eur('4') })
    expect(parts).toMatchObject([{ to: 'document', item: 'fee', amount: eur('3') }, { to: 'document', amount: eur('1') }])
    expect((await billing.refunds.get(id))?.parts).toMatchObject([{ to: 'unapplied', amount: eur('2') }])
  })

  it('are sent once, when the answer is lost, and when the process ends', async () => {
    const { billing, mock, again, storage, collect, ask } = await overpaid()
    const { id } = await billing.refunds.request({ ...ask, amount: eur('20') })
    await billing.refunds.approve({ key: 'y1', refund: id })
    mock.loseNextAnswer()
    expect(await failureIn(() => billing.refunds.send({ key: 'x1', refund: id }))).toMatchObject({ code: 'payment.provider_unavailable' })
    await expect(again({ through: losingTransaction(storage, 2) }).refunds.send({ key: 'x1', refund: id })).rejects.toThrow('the process ends here')
    expect((await billing.refunds.get(id))?.steps).toMatchObject([{ status: 'approved' }])
    mock.settleRefund('re_1')
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3500', receivable: '1500' })
    await billing.refunds.send({ key: 'x1', refund: id })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3500', receivable: '1500' })
  })

  it('are approved by another person than who asked, once', async () => {
    const { billing, ask, storage } = await overpaid()
    const { id } = await billing.refunds.request({ ...ask, amount: eur('20') })
    expect(await failureIn(() => billing.refunds.approve({ key: 'y1', refund: id, actor: 'ann' }))).toMatchObject({ code: 'refund.approval', field: 'actor', facts: { requestedBy: 'ann' } })
    const approved = await billing.refunds.approve({ key: 'y2', refund: id, actor: 'bob' })
    expect(approved.steps.map(({ status, actor }) => `${status} ${actor}`)).toEqual(['approved bob'])
    expect(await billing.refunds.approve({ key: 'y2', refund: id, actor: 'bob' })).toEqual(approved)
    expect(await billing.refunds.approve({ key: 'y3', refund: id, actor: 'bob' })).toEqual(approved)
    expect(await failureIn(() => billing.refunds.approve({ key: 'y4', refund: id, actor: 'cy' }))).toMatchObject({ code: 'refund.approval', facts: { actor: 'bob', status: 'approved' } })
    await billing.refunds.reject({ key: 'n1', refund: id, actor: 'ann', reason: 'withdrawn' })
    expect(await failureIn(() => billing.refunds.reject({ key: 'n2', refund: id, actor: 'cy', reason: 'no' }))).toMatchObject({ code: 'refund.approval', facts: { actor: 'ann', status: 'rejected' } })
    const lenient = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), refundApproval: 'anybody' })
    const other = await lenient.refunds.request({ ...ask, key: 'r2', amount: eur('20') })
    expect(await lenient.refunds.approve({ key: 'y5', refund: other.id, actor: 'ann' })).toMatchObject({ requestedBy: 'ann', steps: [{ status: 'approved', actor: 'ann' }] })
  })

  it('are rejected as long as nobody was asked to send them', async () => {
    const { billing, mock, ask } = await overpaid()
    const { id } = await billing.refunds.request(ask)
    await billing.refunds.approve({ key: 'y1', refund: id })
    await billing.refunds.reject({ key: 'n1', refund: id, reason: 'approved by mistake' })
    expect(await failureIn(() => billing.refunds.send({ key: 'x1', refund: id }))).toMatchObject({ code: 'refund.transition' })
    const again = await billing.refunds.request({ ...ask, key: 'r2' })
    await billing.refunds.approve({ key: 'y2', refund: again.id })
    mock.loseNextAnswer()
    await failureIn(() => billing.refunds.send({ key: 'x2', refund: again.id }))
    expect(await failureIn(() => billing.refunds.reject({ key: 'n2', refund: again.id, reason: 'too late' }))).toMatchObject({ code: 'refund.transition' })
  })

  it('are not sent by a command that is refused', async () => {
    const calls: string[] = []
    const { billing, ask } = await overpaid({ around: (provider) => beforeEachCall(provider, (name) => calls.push(name)) })
    const [first, second] = [await billing.refunds.request({ ...ask, amount: eur('20') }), await billing.refunds.request({ ...ask, key: 'r2', amount: eur('10') })]
    for (const { id } of [first, second]) await billing.refunds.approve({ key: id, refund: id })
    await billing.refunds.send({ key: 'x1', refund: first.id })
    expect(await failureIn(() => billing.refunds.send({ key: 'x1', refund: second.id }))).toMatchObject({ code: 'command.conflict' })
    expect(await failureIn(() => billing.refunds.send({ key: '', refund: second.id }))).toMatchObject({ code: 'text.empty' })
    expect(await failureIn(() => billing.refunds.send({ key: 'x2', refund: second.id, actor: '' }))).toMatchObject({ code: 'text.empty' })
    expect(calls.filter((name) => name === 'sendRefund')).toHaveLength(1)
    expect((await billing.refunds.get(second.id))?.sending).toBeUndefined()
  })

  it('whose answer was lost are found by the recovery, with an outcome whose webhook was lost', async () => {
    const { billing, mock, again, ask } = await overpaid()
    const { id } = await billing.refunds.request({ ...ask, amount: eur('20') })
    await billing.refunds.approve({ key: 'y1', refund: id })
    mock.loseNextAnswer()
    expect(await failureIn(() => billing.refunds.send({ key: 'x1', refund: id, actor: 'bob' }))).toMatchObject({ code: 'payment.provider_unavailable' })
    const recover = (silentSince: string) => again({ at: '2026-11-02T02:00:00Z' }).payments.recover({ silentSince })
    expect((await recover('2026-11-01T23:00:00Z')).refunds).toEqual({ found: [], sent: [] })
    expect((await recover('2026-11-02T01:00:00Z')).refunds).toEqual({ found: [id], sent: [] })
    expect((await billing.refunds.get(id))?.steps).toMatchObject([{ status: 'approved' }, { status: 'sent', actor: 'bob', providerRefund: 're_1' }])
    mock.settleRefund('re_1')
    mock.collect()
    expect((await recover('2026-11-02T02:00:00Z')).refunds).toEqual({ found: [id], sent: [] })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3500', receivable: '1500' })
    expect((await recover('2026-11-02T02:00:00Z')).refunds).toEqual({ found: [], sent: [] })
  })

  it('of which the provider has not heard are sent by the recovery', async () => {
    const { billing, again, mock, payment, ask } = await overpaid()
    const { id } = await billing.refunds.request({ ...ask, amount: eur('20') })
    await billing.refunds.approve({ key: 'y1', refund: id })
    const silentSince = '2026-11-02T00:00:00Z'
    const unheard = again({ provider: unreachable(mock.provider) })
    expect(await failureIn(() => unheard.refunds.send({ key: 'x1', refund: id }))).toMatchObject({ code: 'payment.provider_unavailable' })
    expect((await unheard.payments.recover({ silentSince })).failed).toMatchObject([{ about: 'refund', id, failure: { code: 'payment.provider_unavailable' } }])
    expect((await billing.payments.recover({ silentSince })).refunds).toEqual({ found: [], sent: [id] })
    expect((await billing.refunds.get(id))?.steps.at(-1)).toMatchObject({ status: 'sent', providerRefund: 're_1' })
    await expect(mock.provider.sendRefund({ idempotencyKey: 'other', payment, amount: eur('35.01') })).rejects.toMatchObject({ code: 'payment.refused' })
  })

  it('are refreshed on demand', async () => {
    const { billing, mock, ask } = await overpaid()
    const asked = await billing.refunds.request(ask)
    expect(await billing.refunds.refresh(asked.id)).toEqual(asked)
    await billing.refunds.approve({ key: 'y1', refund: asked.id })
    const sent = await billing.refunds.send({ key: 'x1', refund: asked.id })
    expect(await billing.refunds.refresh(asked.id)).toEqual(sent)
    mock.failRefund('re_1', 'account closed')
    const failed = await billing.refunds.refresh(asked.id)
    expect(refundOutcome(failed)).toMatchObject({ kind: 'failed', reason: 'account closed' })
    expect(await failureIn(() => billing.refunds.refresh('nothing'))).toMatchObject({ code: 'refund.unknown' })
  })

  it('that a provider refuses have failed', async () => {
    const { billing, mock, ask, payment } = await overpaid()
    const { id } = await billing.refunds.request(ask)
    await billing.refunds.approve({ key: 'y1', refund: id })
    await mock.provider.sendRefund({ idempotencyKey: 'elsewhere', payment, amount: eur('50') })
    expect((await billing.refunds.send({ key: 'x1', refund: id })).steps).toMatchObject([{ status: 'approved' }, { status: 'failed', actor: 'mock' }])
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5500', unapplied_cash: '-500' })
  })

  it('are sent by hand where the money came in by hand', async () => {
    const { billing } = await paidBilling()
    await billing.payments.receive({ key: 'k1', account: 'acme', provider: 'bank', payment: 'b1', amount: eur('50') })
    const { id } = await billing.refunds.request({ key: 'r1', provider: 'bank', payment: 'b1', amount: eur('20'), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: 'y1', refund: id })
    expect(await failureIn(() => billing.refunds.send({ key: 'x1', refund: id }))).toMatchObject({ code: 'payment.provider_unknown' })
    await billing.refunds.send({ key: 'x1', refund: id, providerRefund: 'transfer-7' })
    const settled = { about: 'refund', id: 'line 3', provider: 'bank', at: '2026-11-02T00:00:00.000000Z', kind: 'settled', refund: 'transfer-7' } as const
    expect(await billing.payments.report(settled)).toEqual({ event: 'line 3', outcome: 'applied' })
    expect(await bookOfPayments(billing)).toEqual({ 'cash bank': '3000', receivable: '2000' })
  })

  it.each([
    ['a payment that is not booked', { payment: 'nothing' }, 'payment.unknown'],
    ['nothing', { amount: eur('0') }, 'refund.invalid'],
    ['parts of a cent', { amount: eur('0.001') }, 'money.not_minor_units'],
    ['another currency', { amount: { amount: '1', currency: 'USD' } }, 'money.currency_mismatch'],
    ['more than was paid', { amount: eur('55.01') }, 'refund.exceeds_paid'],
    ['no policy', { policy: '' }, 'text.empty'],
  ] as const)('refuse %s, and keep nothing', async (_, about, code) => {
    const { billing, ask } = await overpaid()
    expect(await failureIn(() => billing.refunds.request({ ...ask, ...about }))).toMatchObject({ code })
    expect((await billing.refunds.list()).items).toEqual([])
  })

  it('of a payment whose posting was reversed are refused, and its document is open again', async () => {
    const { billing, ask, statuses } = await overpaid()
    const received = (await billing.ledger.list()).items.find(({ kind }) => kind === 'payment_received')
    await billing.ledger.reverse({ key: 'v1', transaction: received?.id ?? '' })
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50', 'refund issued 0'])
    expect(await failureIn(() => billing.refunds.request(ask))).toMatchObject({ code: 'payment.unknown' })
  })

  it('that are not there are refused', async () => {
    const { billing } = await paidBilling()
    expect(await billing.refunds.get('nothing')).toBeUndefined()
    for (const act of ['approve', 'send'] as const) expect(await failureIn(() => billing.refunds[act]({ key: act, refund: 'nothing' }))).toMatchObject({ code: 'refund.unknown' })
    expect(await failureIn(() => billing.refunds.reject({ key: 'k', refund: 'nothing', reason: 'x' }))).toMatchObject({ code: 'refund.unknown' })
  })
})
