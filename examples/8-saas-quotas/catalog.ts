import { defineCatalog, graduated, max, plan, sum } from 'farthing'

const monthly = { currency: 'USD', every: 'month' } as const
const value = 'quantity'

// #region catalog
/** Ten features, each with a free tier a month and a price for what comes beyond. Storage is billed by its highest level. */
export const catalog = defineCatalog({
  meters: {
    ocrScan: sum({ event: 'OCR_SCAN', value, displayName: 'OCR Scans', unit: 'scan' }),
    apiCall: sum({ event: 'API_CALL', value, displayName: 'API Calls', unit: 'call' }),
    storage: max({ event: 'STORAGE_GB', value, displayName: 'Storage', unit: 'GB' }),
    aiClassification: sum({ event: 'AI_CLASSIFICATION', value, displayName: 'AI Classifications', unit: 'classification' }),
    email: sum({ event: 'EMAIL_SENT', value, displayName: 'Emails', unit: 'email' }),
    bankSync: sum({ event: 'BANK_SYNC', value, displayName: 'Bank Syncs', unit: 'sync' }),
    sms: sum({ event: 'SMS_SENT', value, displayName: 'SMS Messages', unit: 'sms' }),
    pdfExport: sum({ event: 'PDF_EXPORT', value, displayName: 'PDF Exports', unit: 'export' }),
    webhook: sum({ event: 'WEBHOOK_DELIVERY', value, displayName: 'Webhooks', unit: 'webhook' }),
    customReport: sum({ event: 'CUSTOM_REPORT', value, displayName: 'Custom Reports', unit: 'report' }),
  },
  plans: {
    payAsYouGo: plan(monthly, {
      ocrScan: graduated('ocrScan', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]),
      apiCall: graduated('apiCall', [{ upTo: '10000', unit: '0' }, { unit: '0.001' }]),
      storage: graduated('storage', [{ upTo: '5', unit: '0' }, { unit: '0.02' }]),
      aiClassification: graduated('aiClassification', [{ upTo: '100', unit: '0' }, { unit: '0.01' }]),
      email: graduated('email', [{ upTo: '1000', unit: '0' }, { unit: '0.005' }]),
      bankSync: graduated('bankSync', [{ upTo: '30', unit: '0' }, { unit: '0.03' }]),
      sms: graduated('sms', [{ upTo: '100', unit: '0' }, { unit: '0.10' }]),
      pdfExport: graduated('pdfExport', [{ upTo: '200', unit: '0' }, { unit: '0.02' }]),
      webhook: graduated('webhook', [{ upTo: '5000', unit: '0' }, { unit: '0.002' }]),
      customReport: graduated('customReport', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]),
    }),
  },
})
// #endregion catalog
