import { createBilling, isFarthingError, type Clock, type Storage } from 'farthing'
import { mockPayments } from 'farthing/memory'
import { candidate, catalog } from './catalog.js'
import { journalOf, releaseEvidence, type ReleaseEvidence } from './release-evidence.js'

interface ProvedWorkflow {
  readonly evidence: ReleaseEvidence
  /** The book in plain-text accounting, for `hledger`. */
  readonly journal: string
}

/** The whole scenario over one storage. Every number that it checks is written out here. */
export async function proveWorkflow(storage: Storage): Promise<ProvedWorkflow> {
  let now = '2026-10-01T00:00:00.000000Z'
  const clock: Clock = { now: () => now }
  const provider = mockPayments({ clock })
  const billing = createBilling({ catalog, storage, clock, paymentProviders: [provider.provider] })
  const steps: string[] = []
  const prove = (step: string, found: unknown, expected: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${step}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)
    steps.push(`${step}: ${JSON.stringify(found)}`)
  }
  const webhooks = async () => {
    for (const { body, signature } of provider.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
  }

  // #region accounts
  await billing.accounts.put({ key: 'partner', account: { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', parent: 'partner' } })
  await billing.accounts.put({ key: 'globex', account: { id: 'globex', kind: 'customer', currency: 'USD', zone: 'UTC', parent: 'partner' } })
  const resold = { account: 'partner', plan: 'wholesale' } as const
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'retail', from: '2026-10-01', wholesale: resold })
  await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'dollars', from: '2026-10-01', wholesale: resold })
  await billing.subscriptions.start({ key: 'initech', account: 'initech', plan: 'retail', from: '2026-10-01', zone: 'UTC' })
  const hours = (id: string, subject: string, count: string, time: string) => ({ id, source: 'scheduler', type: 'gpu.hours', subject, time, data: { hours: count } })
  now = '2026-10-20T00:00:00.000000Z'
  await billing.events.ingestOrThrow([hours('1', 'acme', '60', '2026-10-05T09:00:00Z'), hours('2', 'acme', '40', '2026-10-19T09:00:00Z'), hours('3', 'globex', '40', '2026-10-12T09:00:00Z')])
  prove('customers of the reseller', (await billing.resellers.customers('partner')).items.map(({ account }) => account), ['acme', 'globex'])
  // #endregion accounts

  // #region budget
  await billing.budgets.put({ key: 'budget', budget: 'acme-month', account: 'acme', amount: '300', thresholds: ['80', '100'] })
  const looks = [await billing.budgets.scan(), await billing.budgets.scan()]
  prove('a budget of 300 EUR, looked at twice', looks.map(({ crossed }) => crossed.map(({ percent, spend }) => `${percent} % at ${spend}`)), [['80 % at 250'], []])
  prove('60 EUR more', (await billing.budgets.decide({ account: 'acme', amount: { amount: '60', currency: 'EUR' } })).outcome, 'would_block')
  // #endregion budget

  // #region shadow
  now = '2026-11-02T00:00:00.000000Z'
  const shadow = await billing.shadow.rate({ account: 'acme', from: '2026-10-01', to: '2026-11-01', candidate })
  prove('shadow rating of the candidate book', shadow.totals.map(({ currency, existing, candidate: tried, delta }) => [currency, existing, tried, delta]), [['EUR', '250', '240', '-10']])
  prove('it has written', [shadow.ledgerWrites, shadow.ratedUsageWrites], [false, false])
  const tried = await billing.shadow.dryRun({ key: 'prices of 2027', account: 'acme', from: '2026-10-01', to: '2026-11-01', candidate, maxPeriods: 10, actor: 'ann', reason: 'decision of 2 November' })
  prove('who tried it, on the record', [(await billing.audit.get({ operation: 'shadow.dryRun', key: 'prices of 2027' }))?.actor, tried.totals[0]?.delta], ['ann', '-10'])
  // #endregion shadow

  // #region invoices
  const margin = await billing.resellers.margin({ account: 'partner', period: '2026-10' })
  prove('both sides of the same usage', margin.subscriptions.map(({ customer, retail, wholesale, margin: earned }) => [customer, `${retail.amount} ${retail.currency}`, `${wholesale.amount} ${wholesale.currency}`, earned ?? 'in two currencies']), [
    ['acme', '250 EUR', '200 EUR', '50'],
    ['globex', '110 USD', '80 EUR', 'in two currencies'],
  ])
  const october = { period: '2026-10' } as const
  const scopes = [{ account: 'acme' }, { account: 'globex' }, { account: 'partner', side: 'wholesale' }] as const
  for (const scope of scopes) {
    const draft = await billing.invoices.preview({ ...scope, ...october })
    const invoice = await billing.invoices.issue({ key: `${scope.account}/2026-10`, ...scope, ...october, correlation: 'october' })
    prove(`draft and invoice of ${scope.account}`, [draft.contentHash === invoice.contentHash, invoice.number, `${invoice.totals.payable} ${invoice.currency}`], [true, ...issued[scope.account]])
  }
  // #endregion invoices

  // #region payments
  now = '2026-11-05T00:00:00.000000Z'
  const paid: string[] = []
  for (const [account, amount, currency] of [['acme', '275', 'EUR'], ['globex', '110', 'USD'], ['partner', '280', 'EUR']] as const) {
    await billing.payments.start({ key: `pay ${account}`, account, provider: 'mock', amount: { amount, currency }, returnUrl: 'https://host.example' })
    paid.push(provider.pay(`cs_${paid.length + 1}`))
  }
  await webhooks()
  const balances = async () => {
    const found: string[] = []
    for (const account of ['acme', 'globex', 'partner']) {
      for (const { currency, receivableMinor, unappliedMinor } of await billing.ledger.balances(account)) found.push(`${account} ${currency} ${receivableMinor} ${unappliedMinor}`)
    }
    return found
  }
  prove('balances by currency, open and unapplied', await balances(), ['acme EUR 0 2500', 'globex USD 0 0', 'partner EUR 0 0'])
  // #endregion payments

  // #region refund
  const refund = await billing.refunds.request({ key: 'refund', provider: 'mock', payment: paid[0] ?? '', amount: { amount: '25', currency: 'EUR' }, reason: 'paid too much', policy: 'overpayment', actor: 'ann', correlation: 'case 7' })
  prove('ann approves what she asked for herself', await codeOf(billing.refunds.approve({ key: 'self', refund: refund.id, actor: 'ann', correlation: 'case 7' })), 'refund.approval')
  await billing.refunds.approve({ key: 'approve', refund: refund.id, actor: 'bob', reason: 'seen on the statement', correlation: 'case 7' })
  await billing.refunds.send({ key: 'send', refund: refund.id, actor: 'bob', correlation: 'case 7' })
  provider.settleRefund('re_1')
  await webhooks()
  const settled = await billing.refunds.get(refund.id)
  prove('refund, step by step', settled?.steps.map(({ status, actor }) => `${status} by ${actor}`), ['approved by bob', 'sent by bob', 'settled by mock'])
  prove('audit of the case', (await billing.audit.list({ correlation: 'case 7' })).items.map(({ actor, operation }) => `${actor} ${operation}`).sort(), ['ann refunds.request', 'bob refunds.approve', 'bob refunds.send'])
  prove('refusals of the case', (await billing.audit.refusals({ correlation: 'case 7' })).items.map(({ actor, operation, code }) => `${actor} ${operation} ${code}`), ['ann refunds.approve refund.approval'])
  // #endregion refund

  // #region disputes
  const [won, lost] = [provider.contest(paid[1] ?? '', { amount: { amount: '10', currency: 'USD' } }), provider.contest(paid[2] ?? '', { amount: { amount: '30', currency: 'EUR' } })]
  await webhooks()
  for (const dispute of (await billing.disputes.list()).items) {
    await billing.disputes.addEvidence({ key: `evidence ${dispute.id}`, dispute: dispute.id, kind: 'usage', text: 'the hours by job', actor: 'ann' })
    await billing.disputes.submit({ key: `submit ${dispute.id}`, dispute: dispute.id, actor: 'ann' })
  }
  provider.decide(won, 'won')
  provider.decide(lost, 'lost')
  await webhooks()
  prove('disputes', [...(await billing.disputes.list({ status: 'won' })).items.map(({ account }) => `${account} won`), ...(await billing.disputes.list({ status: 'lost' })).items.map(({ account }) => `${account} lost`)], ['globex won', 'partner lost'])
  prove('balances after them', await balances(), ['acme EUR 0 0', 'globex USD 0 0', 'partner EUR 3000 0'])
  // #endregion disputes

  // #region delinquency
  const moves = async () => (await billing.delinquency.advance()).moved.map(({ account, from, state }) => `${account} from ${from} to ${state}`)
  prove('what the lost dispute does', [await moves(), await moves()], [['partner from current to restricted'], []])
  prove('what the partner is told', (await billing.restrictions.of('partner')).reasons.map(({ text }) => text), ['A contested payment of invoice INV-000003 was taken back: 30.00 EUR are open.'])
  await billing.payments.receive({ key: 'wire', account: 'partner', provider: 'bank', payment: 'wire 1', amount: { amount: '30', currency: 'EUR' } })
  prove('once it has paid', [await moves(), (await billing.restrictions.of('partner')).restrictions], [['partner from restricted to current'], []])
  // #endregion delinquency

  // #region depletion
  now = '2026-11-20T00:00:00.000000Z'
  await billing.credits.grant({ key: 'prepaid', account: 'initech', kind: 'promotional', currency: 'EUR', amount: '50', effectiveAt: '2026-11-01T00:00:00Z' })
  await billing.prepaid.put({ key: 'prepaid', account: 'initech', lowBalance: '20' })
  await billing.events.ingestOrThrow([{ ...hours('4', 'initech', '20', '2026-11-19T09:00:00Z'), resource: 'gpu-7', instance: 'chat-1' }])
  const run = await billing.rating.run({ key: 'november', account: 'initech', period: '2026-11' })
  await billing.accruals.accrue({ key: 'november', run: run.id })
  const { moved } = await billing.credits.scanLow()
  prove('prepaid credit', moved.map(({ account, level, available, affected }) => [account, level, available, affected]), [['initech', 'depleted', '0', { allocations: ['gpu-7'], instances: ['chat-1'] }]])
  prove('what its user is told', (await billing.restrictions.of('initech')).reasons.map(({ text }) => text), ['Prepaid credit is used up: 0.00 EUR are available.'])
  prove('an override without a reason', await codeOf(billing.restrictions.override({ key: 'none', account: 'initech', reason: '', expiresAt: '2026-11-25T00:00:00Z', actor: 'carol' })), 'override.invalid')
  await billing.restrictions.override({ key: 'override', account: 'initech', reason: 'transfer is on its way', expiresAt: '2026-11-25T00:00:00Z', actor: 'carol' })
  prove('with the override of carol', (await billing.restrictions.of('initech')).scope ?? 'nothing is restricted', 'nothing is restricted')
  // #endregion depletion

  // #region late
  await billing.events.ingestOrThrow([hours('5', 'acme', '3', '2026-10-30T09:00:00Z')])
  const asked = { from: '2026-10-15T00:00:00Z', causes: [{ kind: 'late_event', reference: 'scheduler/5', text: 'scheduler/5 came late' }] } as const
  const seen = await billing.corrections.dryRun({ key: 'late', ...asked, maxInvoices: 10, actor: 'ann', reason: 'what will it come to?' })
  prove('what it will come to, on the record', [seen.invoices, seen.corrections, seen.totals.map(({ currency, gross }) => `${gross} ${currency}`), seen.documentWrites], [3, 2, ['13.5 EUR'], false])
  const { corrected } = await billing.corrections.takeLate({ actor: 'night-job' })
  prove('a late event of October', corrected.flatMap(({ account, note }) => (note === undefined ? [] : [`${account} ${note.number} ${note.totals.payable}`])).sort(), ['acme INV-000004 7.5', 'partner INV-000005 6'])
  // #endregion late

  // #region evidence
  await billing.ledger.seal()
  const evidence = await releaseEvidence(billing, steps)
  prove('all documents verify, the chain and the books too', [evidence.documents.every(({ verdict }) => verdict === 'verified'), evidence.ledger.verified, evidence.reconciliation.mismatches], [true, true, 0])
  prove('nothing of the month end is missing', (await billing.diagnostics.byCorrelation('october')).missing, [])
  return { evidence, journal: await journalOf(billing) }
  // #endregion evidence
}

const issued = { acme: ['INV-000001', '250 EUR'], globex: ['INV-000002', '110 USD'], partner: ['INV-000003', '280 EUR'] } as const

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(() => 'done', (error: unknown) => (isFarthingError(error) ? error.code : String(error)))
}
