import type { Storage } from '@farthing/ports'
import { budgetedAccount, budgetedBilling, use } from './budgeted-billing.js'

/** The lives of accounts that spend too much, so that every topic about budgets, prepaid credit, delinquency and restrictions is told. */
export async function controlledLives(storage: Storage): Promise<void> {
  const at = (now: string) => budgetedBilling({ storage, now })
  const billing = at('2026-10-14T12:00:00Z')
  const about = { terms: { due: 'net', days: 30 }, projects: [{ id: 'search' }] } as const
  for (const id of ['spender', 'prepaid']) {
    await budgetedAccount(billing, id, about)
    await billing.credits.grant({ key: id, account: id, kind: 'promotional', currency: 'EUR', amount: '100', effectiveAt: '2026-10-01T00:00:00Z' })
  }
  await billing.budgets.put({ key: 'b', budget: 'b', account: 'spender', project: 'search', amount: '100' })
  await billing.budgets.put({ key: 'a', budget: 'a', account: 'spender', amount: '100' })
  await use(billing, 150, { subject: 'spender', project: 'search' })
  await billing.budgets.scan()
  await billing.prepaid.put({ key: 'p', account: 'prepaid', lowBalance: '50', releaseNoticeHours: 48, onDepletion: 'force_release' })
  for (const [name, count] of [['low', 60], ['soon', 36], ['gone', 4]] as const) {
    await use(billing, count, { name, subject: 'prepaid' })
    const { id: run } = await billing.rating.run({ key: name, account: 'prepaid', period: '2026-10' })
    await billing.accruals.accrue({ key: name, run })
    await billing.credits.scanLow()
  }
  await billing.credits.grant({ key: 'more', account: 'prepaid', kind: 'promotional', currency: 'EUR', amount: '100', effectiveAt: '2026-10-01T00:00:00Z' })
  await billing.credits.scanLow()
  await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'spender', period: '2026-10' })
  const late = at('2026-12-20T00:00:00Z')
  await late.delinquency.advance()
  const { id } = await late.restrictions.override({ key: 'o', account: 'spender', reason: 'paid by cheque', expiresAt: '2026-12-24T00:00:00Z' })
  await late.restrictions.revoke({ key: 'r', override: id, reason: 'cheque bounced' })
  await late.payments.receive({ key: 'pay', account: 'spender', provider: 'bank', payment: 'pay', amount: { amount: '50', currency: 'EUR' } })
  await late.delinquency.advance()
}
