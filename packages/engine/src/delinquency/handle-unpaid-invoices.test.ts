import { memory } from '@farthing/adapters-memory'
import type { MessageSender } from '@farthing/ports'
import type { DunningSchedule } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'

describe('how to handle unpaid invoices', () => {
  it('with a schedule of one’s own', async () => {
    const storage = memory()
    const sent: string[] = []
    const mail = (to: string, template: string) => Promise.resolve(sent.push(`${template} to ${to}`))
    // #region schedule
    const dunning: DunningSchedule = {
      name: 'gentle',
      steps: [
        { id: 'reminder', afterDays: 3, notice: 'reminder' },
        { id: 'last', afterDays: 21, notice: 'last-call', restrict: 'new_usage' },
        { id: 'stop', afterDays: 45, restrict: 'all_usage' },
      ],
      disputeLost: 'new_usage',
      retryAfter: ['PT10M', 'PT1H', 'P1D'],
    }
    const messages: MessageSender = {
      name: 'mail',
      send: async ({ recipient, template }) => {
        await mail(recipient, template) // rejects where it does not go out
        return {}
      },
    }
    // #endregion schedule
    const at = (now: string) => budgetedBilling({ storage, now, dunning, messages })
    const first = at('2026-11-02T00:00:00Z')
    await budgetedAccount(first, 'acme', { terms: { due: 'net', days: 14 }, notificationRecipients: ['cfo@acme.example'] })
    await use(first, 50)
    await first.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    const billing = at('2026-12-07T09:00:00Z')
    // #region advance
    const { moved, notices } = await billing.delinquency.advance() // at least once a day, from a job
    expect(moved.map(({ account, from, state }) => [account, from, state])).toEqual([['acme', 'current', 'restricted']])
    expect(notices).toEqual({ sent: 1, failed: 0, gaveUp: 0, waiting: 0 })

    const { scope, reasons } = await billing.restrictions.of('acme') // before anything is started
    expect(scope).toBe('new_usage')
    expect(reasons[0]?.text).toBe('Invoice INV-000001 is 21 days overdue: 50.00 EUR are open.')
    // #endregion advance
    // #region override
    await billing.restrictions.override({ key: 'o1', account: 'acme', reason: 'transfer is on its way, says their bank', expiresAt: '2026-12-11T00:00:00Z', actor: 'ann' })
    expect(await billing.restrictions.of('acme')).toMatchObject({ reasons: [], until: '2026-12-11T00:00:00.000000Z' })
    // #endregion override
    expect(sent).toEqual(['last-call to cfo@acme.example'])
  })
})
