import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { accountCommitDrawdown, defineCatalog, firstNFree, perUnit, plan, type Bindings } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), scans: count({ event: 'api.scan' }) },
  plans: {
    free: plan({ ...monthly, program: { stages: [firstNFree('first', { quantity: '10' })] } }, { calls: perUnit('calls', '1') }),
    alike: plan(monthly, { scans: perUnit('scans', '1') }),
    dearer: plan(monthly, { scans: perUnit('scans', '3') }),
  },
})
const contract = { id: 'C1', kind: 'prepaid', amount: '50', currency: 'EUR', from: '2026-10-01T00:00:00Z', to: '2027-10-01T00:00:00Z' } as const
const drawdown = (overageFactor: '1' | '2'): Bindings => ({ bindings: [{ id: 'pool', kind: 'account', scope: {}, stages: [accountCommitDrawdown('pool', { contract, overageFactor })] }] })

/** The most that five calls cost on 10 October. */
async function boundWith({ addOn, programs }: { readonly addOn?: 'alike' | 'dearer'; readonly programs?: Bindings }) {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-10-10T00:00:00Z'), ...(programs === undefined ? {} : { programs }) })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'free', from: '2026-10-01', zone: 'UTC' })
  if (addOn !== undefined) await billing.subscriptions.addOn({ key: 'a', subscription: 'acme', addOn: 'more', plan: addOn, quantity: '1', at: '2026-10-10' })
  return billing.quotes.upperBound({ subscription: 'acme', planned: { calls: '5' } })
}

describe('upperBound', () => {
  it('counts an add-on that shares the free units: a call may take them from a dearer scan', async () => {
    expect((await boundWith({})).amount).toBe('5')
    expect((await boundWith({ addOn: 'alike' })).amount).toBe('5')
    expect(await failureIn(() => boundWith({ addOn: 'dearer' }))).toMatchObject({ code: 'rating.bound_unproven', field: 'plan.program.first' })
  })

  it('counts what runs over the account', async () => {
    expect(await boundWith({ programs: drawdown('1') })).toMatchObject({ amount: '5', kind: 'bound' })
    expect(await failureIn(() => boundWith({ programs: drawdown('2') }))).toMatchObject({ code: 'rating.bound_unproven', field: 'accountProgram.pool' })
  })
})
