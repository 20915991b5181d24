import { memory, mockMessages, mockPayments } from '@farthing/adapters-memory'
import type { OutgoingMessage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { budgetedAccount, budgetedBilling, use, type BudgetedOptions } from '../test/budgeted-billing.js'
import { failureIn } from '../test/sample-billing.js'

const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })

/** `acme` owes 50.00 EUR for October by an invoice of 2 November that is due on 2 December. */
async function owing(options: BudgetedOptions = {}, about: object = {}, terms: object = { terms: { due: 'net', days: 30 } }) {
  const storage = memory()
  const sent: OutgoingMessage[] = []
  const messages = { name: 'mail', send: (message: OutgoingMessage) => (sent.push(message), Promise.resolve({ reference: `m${sent.length}` })) }
  const at = (now: string, more: BudgetedOptions = {}) => budgetedBilling({ storage, now, messages, ...options, ...more })
  const billing = at('2026-11-02T00:00:00Z')
  await budgetedAccount(billing, 'acme', { ...terms, notificationRecipients: ['cfo@acme.example'], ...about })
  await use(billing, 50)
  const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const pay = (payment: string, amount: `${number}`, now: string) => at(now).payments.receive({ key: payment, account: 'acme', provider: 'bank', payment, amount: eur(amount) })
  return { storage, sent, at, billing, invoice, pay }
}

const day = (date: string) => `${date}T12:00:00Z`

describe('an account that does not pay', () => {
  it('is followed up step by step, restricted, suspended, and current again once it has paid', async () => {
    const { at, sent, pay, invoice } = await owing()
    expect(await at(day('2026-12-02')).delinquency.advance()).toMatchObject({ accounts: 1, moved: [], refused: [], notices: { sent: 0 } })
    const steps: unknown[] = []
    for (const date of ['2026-12-03', '2026-12-09', '2026-12-16', '2027-01-01']) {
      const { moved } = await at(day(date)).delinquency.advance()
      const { scope, reasons } = await at(day(date)).restrictions.of('acme')
      steps.push([date, moved.map(({ from, state }) => `${from} → ${state}`).join(), sent.at(-1)?.template, scope, reasons[0]?.text])
    }
    expect(steps).toEqual([
      ['2026-12-03', 'current → past_due', 'reminder', undefined, undefined],
      ['2026-12-09', '', 'second', undefined, undefined],
      ['2026-12-16', 'past_due → restricted', 'final', 'new_usage', 'Invoice INV-000001 is 14 days overdue: 50.00 EUR are open.'],
      ['2027-01-01', 'restricted → suspended', 'suspension', 'all_usage', 'Invoice INV-000001 is 30 days overdue: 50.00 EUR are open.'],
    ])
    expect(sent[0]).toEqual({
      id: sent[0]?.id, tenant: 'default', account: 'acme', recipient: 'cfo@acme.example', template: 'reminder',
      data: { number: 'INV-000001', document: invoice.id, step: 'reminder', dueDate: '2026-12-02', daysOverdue: 1, open: eur('50') },
    })
    await pay('p1', '49', day('2027-01-02'))
    expect(await at(day('2027-01-02')).delinquency.advance()).toMatchObject({ moved: [] })
    await pay('p2', '1', day('2027-01-03'))
    const paid = at(day('2027-01-03'))
    expect(await paid.delinquency.advance()).toMatchObject({ moved: [{ from: 'suspended', state: 'current', signals: ['clear'] }] })
    expect(await paid.restrictions.of('acme')).toMatchObject({ restrictions: [] })
    expect((await paid.restrictions.list({ status: 'lifted' })).items.map(({ scope, lifted }) => [scope, lifted?.reason])).toEqual([['new_usage', 'restricted anew: all_usage'], ['all_usage', 'the account is current']])
    expect((await paid.delinquency.history('acme')).map(({ state }) => state)).toEqual(['past_due', 'restricted', 'suspended', 'current'])
    expect((await paid.delinquency.list({ state: 'current' })).items).toMatchObject([{ account: 'acme', revision: 4 }])
    const told = (await paid.outbox.read('acme', { limit: 100 })).map(({ topic }) => topic).filter((topic) => !topic.startsWith('invoice.') && !topic.startsWith('payment.') && !topic.startsWith('window.'))
    expect(told).toEqual([
      'delinquency.changed', 'delinquency.changed', 'restriction.placed', 'delinquency.changed', 'restriction.lifted', 'restriction.placed', 'delinquency.changed', 'restriction.lifted',
    ])
  })

  it('is told and moved once, however often and however many advance it at once', async () => {
    const { at, sent } = await owing()
    const run = () => at(day('2026-12-16')).delinquency.advance()
    const runs = await Promise.all([run(), run(), run()])
    expect(runs.flatMap(({ moved }) => moved)).toHaveLength(1)
    await run()
    expect(sent.map(({ template }) => template)).toEqual(['final'])
  })

  it('is told the last step that it has come to, and those passed over are shown as skipped', async () => {
    const { at, sent } = await owing()
    const late = at(day('2027-02-01'))
    expect(await late.delinquency.advance()).toMatchObject({ moved: [{ from: 'current', state: 'suspended' }], notices: { sent: 1 } })
    expect(sent.map(({ template }) => template)).toEqual(['suspension'])
    const { items } = await late.delinquency.notices({ account: 'acme' })
    expect(items.map(({ step, status }) => `${step} ${status}`).sort()).toEqual(['final skipped', 'reminder skipped', 'second skipped', 'suspension sent'])
  })

  it('goes no further back when the clock does', async () => {
    const { at } = await owing()
    await at(day('2026-12-16')).delinquency.advance()
    const { moved } = await at(day('2026-12-03')).delinquency.advance()
    expect(moved).toMatchObject([{ state: 'past_due', at: '2026-12-16T12:00:00.000000Z' }])
    expect(await at(day('2026-12-16')).delinquency.advance()).toMatchObject({ moved: [{ state: 'restricted' }], notices: { sent: 0 } })
  })

  it('is suspended by what was given up, until that is taken back and paid', async () => {
    const { at, billing, invoice, pay } = await owing()
    const loss = await billing.ledger.writeOff({ key: 'w', document: invoice.id, reason: 'insolvency' })
    const after = at(day('2026-12-03'))
    expect(await after.delinquency.advance()).toMatchObject({ moved: [{ state: 'suspended', signals: ['uncollectible'], reasons: [{ code: 'invoice_uncollectible', text: 'Invoice INV-000001 was not paid: 50.00 EUR are open.' }] }], notices: { sent: 0 } })
    await after.ledger.reverse({ key: 'r', transaction: loss.id })
    expect(await after.delinquency.advance()).toMatchObject({ moved: [] })
    await pay('p', '50', day('2026-12-04'))
    expect(await at(day('2026-12-04')).delinquency.advance()).toMatchObject({ moved: [{ state: 'current' }] })
  })

  it('without payment terms is never late, and is suspended by what was given up all the same', async () => {
    const { at, billing, invoice } = await owing({}, {}, {})
    expect(await at(day('2027-11-02')).delinquency.advance()).toMatchObject({ moved: [], notices: { sent: 0 } })
    await billing.ledger.writeOff({ key: 'w', document: invoice.id, reason: 'insolvency' })
    const { moved: [move], notices } = await at(day('2026-12-03')).delinquency.advance()
    expect(move).toMatchObject({ state: 'suspended', signals: ['uncollectible'], facts: { overdue: [{ document: invoice.id, daysOverdue: 0 }] } })
    expect([move?.facts.overdue[0], notices.sent]).toEqual([expect.not.objectContaining({ dueDate: expect.anything() as unknown }), 0])
  })

  it('counts days on its own calendar', async () => {
    const { at } = await owing({}, { zone: 'Pacific/Auckland' })
    // 3 December begins in Auckland at 11:00 UTC on the 2nd.
    expect(await at('2026-12-02T10:59:59Z').delinquency.advance()).toMatchObject({ moved: [] })
    expect(await at('2026-12-02T11:00:00Z').delinquency.advance()).toMatchObject({ moved: [{ state: 'past_due' }] })
  })

  it('moves by itself when somebody asks for it alone, and an unknown one is refused', async () => {
    const { at } = await owing()
    await budgetedAccount(at(day('2026-12-03')), 'zeta')
    expect(await at(day('2026-12-03')).delinquency.advance({ account: 'zeta' })).toMatchObject({ accounts: 1, moved: [] })
    expect(await at(day('2026-12-03')).delinquency.advance({ account: 'x' })).toMatchObject({ refused: [{ account: 'x', failure: { code: 'account.unknown' } }] })
    expect(await at(day('2026-12-03')).delinquency.get('acme')).toBeUndefined()
  })
})

describe('a payment that is contested', () => {
  async function contested(terms?: object) {
    const mock = mockPayments({ clock: fixedClock('2026-11-02T00:00:00Z') })
    const all = await owing({ paymentProviders: [mock.provider] }, {}, terms)
    await all.billing.payments.start({ key: 's', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const payment = mock.pay('cs_1')
    const collect = async () => {
      for (const { body, signature } of mock.collect()) await all.billing.payments.webhook({ provider: 'mock', body, signature })
    }
    const dispute = mock.contest(payment, { amount: eur('20'), taken: 'charged_back' })
    await collect()
    const decide = async (verdict: 'won' | 'lost') => {
      mock.decide(dispute, verdict)
      await collect()
    }
    return { ...all, decide }
  }

  it('is not followed up until it is decided', async () => {
    const { at, sent, decide } = await contested()
    expect(await at(day('2027-01-15')).delinquency.advance()).toMatchObject({ moved: [], notices: { sent: 0 } })
    await decide('won')
    expect(await at(day('2027-01-15')).delinquency.advance()).toMatchObject({ moved: [] })
    expect(sent).toEqual([])
  })

  it.each([['before the document is due', undefined], ['also where no terms say when', {}]])('restricts once the dispute is lost, %s, until the rest is paid', async (_, terms) => {
    const { at, decide, pay, invoice } = await contested(terms)
    await decide('lost')
    expect(await at(day('2026-11-10')).delinquency.advance()).toMatchObject({
      moved: [{ state: 'restricted', signals: ['dispute_lost'], restricts: 'new_usage', reasons: [{ code: 'payment_dispute_lost', text: 'A contested payment of invoice INV-000001 was taken back: 20.00 EUR are open.', references: [invoice.id] }] }],
    })
    await pay('p', '20', day('2026-11-11'))
    expect(await at(day('2026-11-11')).delinquency.advance()).toMatchObject({ moved: [{ state: 'current' }] })
  })
})

describe('credit that is used up', () => {
  it('moves the account as well, and has one restriction: its own', async () => {
    const { at } = await owing()
    const billing = at(day('2026-11-03'))
    await billing.prepaid.put({ key: 'p', account: 'acme' })
    await billing.credits.scanLow()
    expect(await billing.delinquency.advance()).toMatchObject({ moved: [{ state: 'restricted', signals: ['credit_depleted'], reasons: [] }] })
    expect((await billing.restrictions.list({ status: 'active' })).items.map(({ by }) => by)).toEqual(['prepaid'])
  })
})

describe('a notice', () => {
  it('that its recipient does not take is tried again as the schedule says, shown with its reason, and given up in the end', async () => {
    const { at, sent } = await owing()
    const attempts: string[] = []
    const busy = { name: 'mail', send: ({ recipient }: OutgoingMessage) => (attempts.push(recipient), Promise.reject(new Error('mailbox full \0'))) }
    const run = (now: string) => at(now, { messages: busy }).delinquency.advance()
    expect(await run('2026-12-03T12:00:00Z')).toMatchObject({ notices: { sent: 0, failed: 1, gaveUp: 0 } })
    const notices = async (status: 'failed' | 'gave_up' | 'sent') => (await at(day('2026-12-03')).delinquency.notices({ status })).items
    expect(await notices('failed')).toMatchObject([{ recipient: 'cfo@acme.example', attempts: 1, lastError: 'mailbox full \ufffd', nextAttemptAt: '2026-12-03T12:05:00.000000Z' }])
    expect(await run('2026-12-03T12:04:59Z')).toMatchObject({ notices: { failed: 0 } })
    for (const now of ['2026-12-03T12:05:00Z', '2026-12-03T12:35:00Z', '2026-12-03T14:35:00Z', '2026-12-04T02:35:00Z']) expect(await run(now)).toMatchObject({ notices: { failed: 1 } })
    expect(await run('2026-12-05T02:35:00Z')).toMatchObject({ notices: { failed: 0, gaveUp: 1 } })
    const [gaveUp] = await notices('gave_up')
    expect(gaveUp).toMatchObject({ attempts: 6, status: 'gave_up' })
    expect([attempts.length, sent]).toEqual([6, []])
    const asked = { key: 'again', notice: gaveUp?.id ?? '' }
    expect(await at(day('2026-12-06')).delinquency.retryNotice(asked)).toMatchObject({ status: 'due', attempts: 0 })
    expect(await at(day('2026-12-06')).delinquency.advance()).toMatchObject({ notices: { sent: 1 } })
    expect(await notices('sent')).toMatchObject([{ attempts: 1, reference: 'm1', sentAt: '2026-12-06T12:00:00.000000Z' }])
    expect(await failureIn(() => at(day('2026-12-06')).delinquency.retryNotice({ ...asked, key: 'more' }))).toMatchObject({ code: 'dunning.not_failed' })
    expect(await failureIn(() => at(day('2026-12-06')).delinquency.retryNotice({ key: 'x', notice: 'x' }))).toMatchObject({ code: 'dunning.unknown' })
  })

  it('whose reply is lost comes again under its id, and its recipient is told once', async () => {
    const { sender, received, inbox } = mockMessages({ faults: ['lose_reply'] })
    const { at } = await owing({ messages: sender })
    expect(await at('2026-12-03T12:00:00Z', { messages: sender }).delinquency.advance()).toMatchObject({ notices: { sent: 0, failed: 1 } })
    expect(await at('2026-12-03T12:05:00Z', { messages: sender }).delinquency.sendNotices()).toMatchObject({ sent: 1, failed: 0 })
    expect([received.length, inbox('cfo@acme.example').length]).toEqual([2, 1])
  })

  it('is tried again without looking at accounts', async () => {
    const { at, sent } = await owing()
    await at('2026-12-03T12:00:00Z', { messages: { name: 'mail', send: () => Promise.reject(new Error('busy')) } }).delinquency.advance()
    expect(await at('2026-12-03T12:05:00Z').delinquency.sendNotices()).toEqual({ sent: 1, failed: 0, gaveUp: 0, waiting: 0 })
    expect(await at('2026-12-20T12:00:00Z').delinquency.sendNotices()).toMatchObject({ sent: 0 })
    expect(sent).toHaveLength(1)
  })

  it('that one recipient does not take is sent to the others', async () => {
    const { at, sent } = await owing({}, { notificationRecipients: ['a', 'b', 'c'] })
    const picky = { name: 'mail', send: (message: OutgoingMessage) => (message.recipient === 'b' ? Promise.reject(new Error('unknown')) : (sent.push(message), Promise.resolve({}))) }
    expect(await at(day('2026-12-03'), { messages: picky }).delinquency.advance()).toMatchObject({ notices: { sent: 2, failed: 1 } })
    expect(sent.map(({ recipient }) => recipient).sort()).toEqual(['a', 'c'])
  })

  it('comes again under the same id when the process died while it was sent', async () => {
    const { at, sent } = await owing()
    const dying = { name: 'mail', send: (message: OutgoingMessage) => (sent.push(message), new Promise<never>(() => undefined)) }
    void at(day('2026-12-03'), { messages: dying }).delinquency.advance()
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await at('2026-12-03T12:09:59Z').delinquency.advance()).toMatchObject({ notices: { sent: 0 } })
    expect(await at('2026-12-03T12:10:00Z').delinquency.advance()).toMatchObject({ notices: { sent: 1 } })
    expect(sent[1]).toEqual(sent[0])
  })

  it('is withdrawn when the document is paid before it is sent', async () => {
    const { at, pay, sent } = await owing()
    const busy = { name: 'mail', send: () => Promise.reject(new Error('busy')) }
    await at(day('2026-12-03'), { messages: busy }).delinquency.advance()
    await pay('p', '50', day('2026-12-04'))
    await at(day('2026-12-04')).delinquency.advance()
    expect((await at(day('2026-12-04')).delinquency.notices()).items.map(({ status }) => status)).toEqual(['withdrawn'])
    expect(sent).toEqual([])
  })

  it('to nobody is given up and shown, and one to somebody who is named later is sent', async () => {
    const { at, sent } = await owing({}, { notificationRecipients: [] })
    const billing = at(day('2026-12-03'))
    await billing.delinquency.advance()
    const [notice] = (await billing.delinquency.notices({ status: 'gave_up' })).items
    expect(notice).toMatchObject({ recipient: '', lastError: 'nobody is named to be told' })
    expect(await failureIn(() => billing.delinquency.retryNotice({ key: 'r', notice: notice?.id ?? '' }))).toMatchObject({ code: 'dunning.not_failed' })
    const account = await billing.accounts.get('acme')
    if (account === undefined) throw new Error('the account is there')
    await billing.accounts.put({ key: 'named', account: { ...account, notificationRecipients: ['cfo'] } })
    await billing.delinquency.advance()
    expect(sent.map(({ recipient }) => recipient)).toEqual(['cfo'])
  })

  it('waits where nobody sends', async () => {
    const { storage } = await owing()
    const silent = budgetedBilling({ storage, now: day('2026-12-03') })
    expect(await silent.delinquency.advance()).toMatchObject({ notices: { waiting: 1, sent: 0 } })
    expect((await silent.delinquency.notices({ status: 'due' })).items).toHaveLength(1)
  })
})
