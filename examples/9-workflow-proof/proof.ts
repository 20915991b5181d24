import { createBilling, verifyBundle, verifyCorrections, type Billing, type Clock, type Storage } from 'farthing'
import { mockPayments } from 'farthing/memory'
import { candidate, catalog } from './catalog.js'
import { checkJournal } from './check-journal.js'

/** What a run leaves behind for whoever signs a release off. */
export interface ReleaseEvidence {
  readonly format: 'farthing.example/release-evidence/1'
  readonly counts: { readonly accounts: number; readonly events: number; readonly documents: number; readonly ledgerTransactions: number; readonly auditRecords: number }
  readonly documents: readonly { readonly kind: 'invoice' | 'note'; readonly number: string; readonly payable: string; readonly contentHash: string; readonly verdict: string }[]
  readonly ledger: { readonly sequence: number; readonly hash: string; readonly verified: boolean; readonly journal: string }
  readonly steps: readonly string[]
}

/** The whole scenario over one storage. Every number that it checks is written out here. */
export async function proveWorkflow(storage: Storage): Promise<ReleaseEvidence> {
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
  prove('customers of the reseller', (await billing.resellers.customers('partner')).map(({ account }) => account), ['acme', 'globex'])
  // #endregion accounts

  // #region shadow
  now = '2026-11-02T00:00:00.000000Z'
  const shadow = await billing.shadow.rate({ account: 'acme', from: '2026-10-01', to: '2026-11-01', candidate })
  prove('shadow rating of the candidate book', shadow.totals.map(({ currency, existing, candidate: tried, delta }) => [currency, existing, tried, delta]), [['EUR', '250', '240', '-10']])
  prove('it has written', [shadow.ledgerWrites, shadow.ratedUsageWrites], [false, false])
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
  await billing.refunds.approve({ key: 'approve', refund: refund.id, actor: 'bob', reason: 'seen on the statement', correlation: 'case 7' })
  await billing.refunds.send({ key: 'send', refund: refund.id, actor: 'bob', correlation: 'case 7' })
  provider.settleRefund('re_1')
  await webhooks()
  const settled = await billing.refunds.get(refund.id)
  prove('refund, step by step', settled?.steps.map(({ status, actor }) => `${status} by ${actor}`), ['approved by bob', 'sent by bob', 'settled by mock'])
  prove('audit of the case', (await billing.audit.list({ correlation: 'case 7' })).items.map(({ actor, operation }) => `${actor} ${operation}`).sort(), ['ann refunds.request', 'bob refunds.approve', 'bob refunds.send'])
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
  await billing.restrictions.override({ key: 'override', account: 'initech', reason: 'transfer is on its way', expiresAt: '2026-11-25T00:00:00Z', actor: 'carol' })
  prove('with the override of carol', (await billing.restrictions.of('initech')).scope ?? 'nothing is restricted', 'nothing is restricted')
  // #endregion depletion

  // #region late
  await billing.events.ingestOrThrow([hours('5', 'acme', '3', '2026-10-30T09:00:00Z')])
  const { corrected } = await billing.corrections.takeLate({ actor: 'night-job' })
  prove('a late event of October', corrected.flatMap(({ account, note }) => (note === undefined ? [] : [`${account} ${note.number} ${note.totals.payable}`])).sort(), ['acme INV-000004 7.5', 'partner INV-000005 6'])
  // #endregion late

  // #region evidence
  await billing.ledger.seal()
  const journal = checkJournal(await linesOf(billing))
  const documents = await verifiedDocuments(billing)
  const { verified } = await billing.ledger.verify()
  const head = await billing.ledger.head()
  prove('all documents verify, the chain too', [documents.every(({ verdict }) => verdict === 'verified'), verified], [true, true])
  return {
    format: 'farthing.example/release-evidence/1',
    counts: {
      accounts: (await billing.accounts.list()).items.length,
      events: (await billing.events.census()).kept,
      documents: documents.length,
      ledgerTransactions: journal.transactions,
      auditRecords: (await billing.audit.list()).items.length,
    },
    documents,
    ledger: { sequence: head.sequence, hash: head.hash, verified, journal: `${journal.transactions} transactions, each of sum zero` },
    steps,
  }
  // #endregion evidence
}

const issued = { acme: ['INV-000001', '250 EUR'], globex: ['INV-000002', '110 USD'], partner: ['INV-000003', '280 EUR'] } as const

async function linesOf(billing: Billing): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of billing.ledger.export({ format: 'hledger' })) lines.push(...line.split('\n'))
  return lines
}

/** Every invoice and every note, each verified from its own bundle as somebody else would: without the database. */
async function verifiedDocuments(billing: Billing): Promise<ReleaseEvidence['documents']> {
  const documents: ReleaseEvidence['documents'][number][] = []
  for (const { id, number, totals, contentHash } of (await billing.invoices.list()).items) {
    const bundle = await billing.invoices.bundle(id)
    documents.push({ kind: 'invoice', number, payable: totals.payable, contentHash, verdict: bundle === undefined ? 'no bundle' : verifyBundle(bundle).verdict })
    const corrections = await billing.corrections.bundle(id)
    const verdict = corrections === undefined ? 'no bundle' : verifyCorrections(corrections).verdict
    const notes = (await billing.corrections.ofInvoice(id)).flatMap(({ note }) => note ?? [])
    for (const note of notes) documents.push({ kind: 'note', number: note.number, payable: note.totals.payable, contentHash: note.contentHash, verdict })
  }
  return documents
}
