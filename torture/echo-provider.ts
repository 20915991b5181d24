import { checkProviderEvent, type PaymentProvider } from 'farthing'

/**
 * A payment provider without a memory: what it gives follows from the key of the call, so a process that was killed and the one that comes after it ask
 * the same provider. It signs nothing; a webhook is its event.
 */
export const echoProvider: PaymentProvider = {
  name: 'echo',
  openCheckout: ({ idempotencyKey }) => Promise.resolve({ session: `cs ${idempotencyKey}`, url: 'https://echo.example' }),
  openInvoice: ({ idempotencyKey }) => Promise.resolve({ session: `cs ${idempotencyKey}`, url: 'https://echo.example' }),
  openPortal: () => Promise.resolve({ url: 'https://echo.example' }),
  createCustomer: ({ idempotencyKey }) => Promise.resolve({ customer: `cus ${idempotencyKey}` }),
  findSession: (key) => Promise.resolve({ session: `cs ${key}`, url: 'https://echo.example', events: [] }),
  sendRefund: ({ idempotencyKey }) => Promise.resolve({ refund: `re ${idempotencyKey}` }),
  findRefund: (key) => Promise.resolve({ refund: `re ${key}`, events: [] }),
  submitEvidence: () => Promise.resolve(),
  readWebhook: ({ body }) => Promise.resolve(checkProviderEvent(JSON.parse(body))),
}
