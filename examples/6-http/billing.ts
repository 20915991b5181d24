import { createBilling, createTracker, defineCatalog, fixedClock, flat, graduated, perUnit, plan, sum } from 'farthing'
import { memory } from 'farthing/memory'

const value = 'quantity'
const catalog = defineCatalog({
  meters: {
    ocrScan: sum({ event: 'OCR_SCAN', value, displayName: 'OCR Scans', unit: 'scan' }),
    apiCall: sum({ event: 'API_CALL', value, displayName: 'API Calls', unit: 'call' }),
    events: sum({ event: 'ingestion.event', value, displayName: 'Events', unit: 'event' }),
  },
  plans: {
    starter: plan({ currency: 'EUR', every: 'month' }, { ocrScan: graduated('ocrScan', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]), apiCall: graduated('apiCall', [{ upTo: '10000', unit: '0' }, { unit: '0.001' }]) }),
    platform: plan({ currency: 'EUR', every: 'month' }, { fee: flat('100', { label: 'Flat Fee' }), events: perUnit('events', '110', { label: 'Overage Charges' }) }),
  },
})

// The clock stands still, so that the example prints the same every day. A host leaves it out of sight: `systemClock()`.
const clock = fixedClock('2026-10-16T12:00:00Z')
export const billing = createBilling({ catalog, storage: memory(), clock, jobs: { afterIngest: {} } })
export const tracker = createTracker({ events: billing.events, source: 'http', clock })
