import type { Storage, Stores } from '@farthing/ports'
import { quotaCacheOf, topicOf, type QuotaTopic } from './quota-cache.js'

/**
 * The storage, with an eye on what is written: once a transaction has ended, cached checks that depend on it are dropped, whether it was kept or nobody knows. In a
 * transaction of the host that is when our part of it has ended.
 *
 * @param base the storage that the host gave: all that is made of it shares the answers
 */
export function watchQuotas(storage: Storage, base: Storage): Storage {
  const watching: Storage = {
    async transaction(tenant, work) {
      const touched = new Set<QuotaTopic>()
      try {
        return await storage.transaction(tenant, (stores) => work(watched(stores, (kind, name) => touched.add(topicOf(tenant, kind, name)))))
      } finally {
        cache.forget(touched)
      }
    },
  }
  const cache = quotaCacheOf(watching, base)
  return watching
}

type Touch = (kind: Parameters<typeof topicOf>[1], name: string) => void

function watched(stores: Stores, touch: Touch): Stores {
  const { events, accounts, subscriptions, credits, quotas } = stores
  return {
    ...stores,
    events: {
      ...events,
      append: (batch) => {
        for (const { event: { subject, subscription } } of batch) {
          touch('subject', subject)
          if (subscription !== undefined) touch('subscription', subscription)
        }
        return events.append(batch)
      },
    },
    accounts: { ...accounts, put: (account) => (touch('account', account.id), accounts.put(account)) },
    subscriptions: {
      ...subscriptions,
      put: (subscription) => {
        const { id, account, subjects = [account] } = subscription
        touch('subscription', id)
        touch('account', account)
        for (const subject of subjects) touch('subject', subject)
        return subscriptions.put(subscription)
      },
    },
    credits: {
      ...credits,
      put: (grant) => (touch('account', grant.account), credits.put(grant)),
      append: (movement) => (touch('account', movement.account), credits.append(movement)),
    },
    quotas: {
      ...quotas,
      appendLimit: (limit) => (touch('subscription', limit.subscription), quotas.appendLimit(limit)),
      append: (reservation) => (touch('account', reservation.account), quotas.append(reservation)),
    },
  }
}
