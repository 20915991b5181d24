import type { JsonObject } from '@farthing/core'
import type { FactPackName } from '../../pipeline/fact-pack.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const usage = { component: 'gpus', meter: 'gpu_hours', dimensions: { region: 'eu', team: null } }
const event = { source: 'shop', id: 'order-17', occurredAt: '2026-10-14T09:00:00.000000Z' }

/** A fixture of each pack: every field in its canonical form. */
export const sampleFacts: { readonly [pack in FactPackName]: readonly JsonObject[] } = {
  usage: [{ ...usage, quantity: '70/31', ...october }],
  allocations: [{ ...usage, allocation: 'gpu-1', quantity: '12.5', ...october, mode: 'spot', unitPrice: '0.4', currency: 'EUR', planVersion: 'v1' }],
  ratedEvents: [{ ...event, meter: 'payments', dimensions: { card: 'visa' }, quantity: '120', amount: '118.4' }],
  timeEntries: [{ ...event, meter: 'support_minutes', dimensions: {}, minutes: '20', userType: 'senior', category: 'incident' }],
  services: [{ component: 'managed', name: 'Hosting', value: '60' }, { component: 'managed', name: 'Support', value: '40' }],
  balances: [{ grant: 'welcome', meter: 'tokens', quantity: '1000', category: 'compute', scope: { categories: ['compute'] }, label: 'Welcome gift', rank: '2', ...october }],
  account: [{
    account: 'acme', currency: 'EUR', zone: 'Europe/Berlin', country: 'DE', segment: 'startup', since: '2024-02-29T00:00:00.000000Z', attributes: { employees: 12, beta: true },
  }],
  subscription: [{
    subscription: 'acme/1', account: 'acme', plan: 'pro', planVersion: 'a'.repeat(64), planType: 'usage', zone: 'Europe/Berlin',
    from: '2026-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z', startedAt: '2026-03-01T00:00:00.000000Z',
  }],
}
