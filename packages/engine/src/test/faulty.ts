import { fail } from '@farthing/core'
import type { PaymentProvider, Storage } from '@farthing/ports'

/** Storage whose transaction number `n`, counted from 1, does its work and is then lost. */
export function losingTransaction(storage: Storage, n: number): Storage & { readonly count: () => number } {
  let count = 0
  return {
    count: () => count,
    transaction: (tenant, work) =>
      storage.transaction(tenant, async (stores) => {
        count += 1
        const isLost = count === n
        const result = await work(stores)
        if (isLost) throw new Error('the process ends here')
        return result
      }),
  }
}

/** Storage that knows whether a transaction is open. */
export function watchedStorage(storage: Storage) {
  let open = 0
  const watched: Storage = {
    transaction: async (tenant, work) => {
      open += 1
      try {
        return await storage.transaction(tenant, work)
      } finally {
        open -= 1
      }
    },
  }
  return { storage: watched, openTransactions: () => open }
}

/** A provider of which every call first does something else. */
export function beforeEachCall(provider: PaymentProvider, act: (name: keyof PaymentProvider) => void): PaymentProvider {
  return {
    name: provider.name,
    openCheckout: async (request) => (act('openCheckout'), provider.openCheckout(request)),
    openInvoice: async (request) => (act('openInvoice'), provider.openInvoice(request)),
    openPortal: async (request) => (act('openPortal'), provider.openPortal(request)),
    createCustomer: async (request) => (act('createCustomer'), provider.createCustomer(request)),
    findSession: async (key) => (act('findSession'), provider.findSession(key)),
    sendRefund: async (request) => (act('sendRefund'), provider.sendRefund(request)),
    findRefund: async (key) => (act('findRefund'), provider.findRefund(key)),
    submitEvidence: async (request) => (act('submitEvidence'), provider.submitEvidence(request)),
    readWebhook: async (delivery) => (act('readWebhook'), provider.readWebhook(delivery)),
  }
}

/** A provider that does not hear of calls. */
export function unreachable(provider: PaymentProvider): PaymentProvider {
  return beforeEachCall(provider, (name) => {
    if (name !== 'readWebhook') fail('payment.provider_unavailable', { field: 'provider', because: 'is not reached' })
  })
}
