import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

/** An invoice of 50.00 EUR is paid and contested for 20.00. */
async function contested(taken: 'withheld' | 'charged_back') {
  const all = await paidBilling()
  await all.billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
  const payment = all.mock.pay('cs_1')
  const name = all.mock.contest(payment, { amount: eur('20'), taken })
  await all.collect()
  const [dispute] = (await all.billing.disputes.list()).items
  if (dispute === undefined) throw new Error('a dispute is kept')
  const decide = async (verdict: 'won' | 'lost') => {
    all.mock.decide(name, verdict)
    await all.collect()
    return bookOfPayments(all.billing)
  }
  const statuses = async () => (await all.storage.transaction('default', ({ documents }) => documents.statuses(all.invoice.id))).map(({ cause, to, settled }) => `${cause} ${to} ${settled}`)
  return { ...all, dispute, decide, statuses }
}

describe('disputes', () => {
  it('that are lost open the document again, and come back when the verdict is turned round', async () => {
    const { billing, dispute, decide, statuses } = await contested('withheld')
    expect(dispute).toMatchObject({ account: 'acme', payment: 'pay_1', providerDispute: 'dp_1', amount: eur('20'), parts: [{ to: 'document', amount: eur('20') }] })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3000', disputes: '2000' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50'])
    expect(await decide('lost')).toEqual({ 'cash mock': '3000', receivable: '2000' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50', 'chargeback partially_paid 30'])
  })

  it('that are won bring the money back', async () => {
    const { decide, statuses } = await contested('withheld')
    expect(await decide('won')).toEqual({ 'cash mock': '5000' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50'])
  })

  it('by chargeback open the document at once, and close it when they are won', async () => {
    const { billing, decide, statuses } = await contested('charged_back')
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3000', receivable: '2000' })
    expect(await decide('won')).toEqual({ 'cash mock': '5000' })
    expect(await statuses()).toEqual(['issue issued 0', 'payment paid 50', 'chargeback partially_paid 30', 'payment paid 50'])
  })

  it('take evidence until the verdict, and hand it to the provider once', async () => {
    const { billing, mock, collect, dispute, decide } = await contested('withheld')
    const evidence = { key: 'e1', dispute: dispute.id, kind: 'usage', text: '400,000 tokens on 14 October', actor: 'ann' }
    expect(await failureIn(() => billing.disputes.submit({ key: 'u1', dispute: dispute.id }))).toMatchObject({ code: 'dispute.invalid', field: 'evidence' })
    const added = await billing.disputes.addEvidence(evidence)
    expect(added.evidence).toMatchObject([{ id: 'e1', kind: 'usage', actor: 'ann', addedAt: '2026-11-02T00:00:00.000000Z' }])
    expect(await billing.disputes.addEvidence(evidence)).toEqual(added)
    expect(await failureIn(() => billing.disputes.submit({ key: '', dispute: dispute.id }))).toMatchObject({ code: 'text.empty' })
    expect(mock.collect()).toEqual([])
    mock.loseNextAnswer()
    expect(await failureIn(() => billing.disputes.submit({ key: 'u1', dispute: dispute.id }))).toMatchObject({ code: 'payment.provider_unavailable' })
    const submitted = await billing.disputes.submit({ key: 'u1', dispute: dispute.id })
    expect(await billing.disputes.submit({ key: 'u1', dispute: dispute.id })).toEqual(submitted)
    expect(mock.collect()).toHaveLength(1)
    expect((await billing.disputes.list({ status: 'evidence_submitted' })).items).toEqual([submitted])
    expect(await failureIn(() => billing.disputes.close({ key: 'z0', dispute: dispute.id }))).toMatchObject({ code: 'dispute.invalid' })
    await decide('lost')
    await collect()
    expect(await failureIn(() => billing.disputes.addEvidence({ ...evidence, key: 'e2' }))).toMatchObject({ code: 'dispute.over' })
    expect(await failureIn(() => billing.disputes.submit({ key: 'u2', dispute: dispute.id }))).toMatchObject({ code: 'dispute.over' })
    const closed = await billing.disputes.close({ key: 'z1', dispute: dispute.id })
    expect(await billing.disputes.close({ key: 'z1', dispute: dispute.id })).toEqual(closed)
    expect((await billing.disputes.list({ status: 'closed', payment: 'pay_1' })).items).toEqual([closed])
  })

  it('take evidence until its last date', async () => {
    const { billing, mock, collect, again } = await paidBilling()
    await billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    mock.contest(mock.pay('cs_1'), { dueAt: '2026-11-09T00:00:00.000000Z' })
    await collect()
    const [{ id } = { id: '' }] = (await billing.disputes.list({ status: 'needs_response' })).items
    const evidence = { dispute: id, kind: 'usage', text: '400,000 tokens on 14 October' }
    await again({ at: '2026-11-09T00:00:00Z' }).disputes.addEvidence({ ...evidence, key: 'e1' })
    expect(await failureIn(() => again({ at: '2026-11-09T00:00:01Z' }).disputes.addEvidence({ ...evidence, key: 'e2' }))).toMatchObject({ code: 'dispute.over', facts: { dueAt: '2026-11-09T00:00:00.000000Z' } })
    const at = '2026-11-08T00:00:00.000000Z'
    const about = { about: 'dispute', provider: 'mock', at, dispute: 'dp_1', payment: 'pay_1', amount: eur('50'), openedAt: at, taken: 'withheld' } as const
    await billing.payments.report({ ...about, id: 'due', kind: 'evidence_due', dueAt: '2026-11-10T00:00:00.000000Z' })
    expect((await billing.disputes.list({ status: 'evidence_due' })).items).toHaveLength(1)
    await again({ at: '2026-11-10T00:00:00Z' }).disputes.addEvidence({ ...evidence, key: 'e2' })
    await billing.payments.report({ ...about, id: 'won', kind: 'won' })
    await billing.payments.report({ ...about, id: 'closed', kind: 'closed' })
    expect((await billing.disputes.list({ status: 'closed' })).items).toMatchObject([{ id, evidence: [{ id: 'e1' }, { id: 'e2' }] }])
  })

  it('that are not there are refused', async () => {
    const { billing } = await paidBilling()
    expect(await billing.disputes.get('nothing')).toBeUndefined()
    expect(await failureIn(() => billing.disputes.addEvidence({ key: 'e', dispute: 'nothing', kind: 'usage', text: 'x' }))).toMatchObject({ code: 'dispute.unknown' })
    for (const act of ['submit', 'close'] as const) expect(await failureIn(() => billing.disputes[act]({ key: act, dispute: 'nothing' }))).toMatchObject({ code: 'dispute.unknown' })
  })

  it.each(['withheld', 'charged_back'] as const)('of what was refunded already take it a second time, %s: the payer owes it', async (taken) => {
    const { billing, mock, collect } = await paidBilling()
    await billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const payment = mock.pay('cs_1')
    await collect()
    const { id } = await billing.refunds.request({ key: 'r1', provider: 'mock', payment, amount: eur('30'), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: 'r1', refund: id })
    await billing.refunds.send({ key: 'r1', refund: id })
    mock.settleRefund('re_1')
    const dispute = mock.contest(payment, { taken })
    expect(await collect()).toEqual(['applied', 'applied', 'applied'])
    expect((await billing.disputes.list()).items[0]?.parts.map(({ to, amount }) => [to, amount.amount])).toEqual([['unapplied', '30'], ['document', '20']])
    mock.decide(dispute, 'lost')
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '-3000', receivable: '5000', unapplied_cash: '3000' })
    expect((await billing.payments.trace({ provider: 'mock', payment }))?.refundable).toEqual(eur('0'))
    mock.contest(payment, { amount: eur('0.01') })
    expect(await collect()).toEqual(['unreconciled', 'unreconciled'])
    expect(await failureIn(() => billing.refunds.request({ key: 'r2', provider: 'mock', payment, amount: eur('0.01'), reason: 'goodwill', policy: 'any' }))).toMatchObject({ code: 'refund.exceeds_paid' })
    mock.decide(dispute, 'won')
    await collect()
    // There is something to contest again, and what waited for it is taken in.
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '1999', disputes: '1', receivable: '3000' })
  })

  it('of more than is left of a payment wait for people', async () => {
    const { billing, mock, collect } = await paidBilling()
    await billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const payment = mock.pay('cs_1')
    await collect()
    const refund = await billing.refunds.request({ key: 'r1', provider: 'mock', payment, amount: eur('40'), reason: 'goodwill', policy: 'any' })
    mock.contest(payment, { amount: eur('20') })
    expect(await collect()).toEqual(['unreconciled', 'unreconciled'])
    // The refund holds what is contested; once it is rejected, the dispute fits.
    await billing.refunds.reject({ key: 'y1', refund: refund.id, reason: 'contested' })
    expect((await billing.payments.unreconciled()).items).toEqual([])
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3000', disputes: '2000' })
  })
})
