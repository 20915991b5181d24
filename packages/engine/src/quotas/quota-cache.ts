import { epochMsOf, type Instant } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import type { MeasuredQuota } from './check-quota.js'

/** What an answer depends on: `subject:` of an event, `subscription:`, `account:`, each with its name, of a tenant. */
export type QuotaTopic = string

export function topicOf(tenant: string, kind: 'subject' | 'subscription' | 'account', name: string): QuotaTopic {
  return JSON.stringify([tenant, kind, name])
}

interface Entry {
  readonly catalog: Catalog
  readonly measured: MeasuredQuota
  readonly topics: readonly QuotaTopic[]
}

/** One that is being made. */
interface Measuring {
  /** Keeps the answer, unless something that it depends on was committed since it was begun. */
  keep(measured: MeasuredQuota, topics: readonly QuotaTopic[]): void
  end(): void
}

/** Answers of checks, those that were asked for last; in memory, for billing instances of this process over one storage. */
interface QuotaCache {
  /** An answer that is not older than an age, and whose period has not ended. An instant before it was measured makes it unknown. */
  find(key: string, catalog: Catalog, at: { readonly now: Instant; readonly maxAgeMs: number }): MeasuredQuota | undefined
  begin(key: string, catalog: Catalog): Measuring
  /** Drops every answer that depends on one of these. */
  forget(topics: Iterable<QuotaTopic>): void
}

const mostEntries = 10_000

/** Remembers for as long as the storage is in use. */
const caches = /* @__PURE__ */ new WeakMap<Storage, QuotaCache>()

/** The one of a storage, shared by all billing instances over it, and by what is made of it `under` another. */
export function quotaCacheOf(storage: Storage, under?: Storage): QuotaCache {
  const cache = caches.get(storage) ?? (under === undefined ? quotaCache() : quotaCacheOf(under))
  caches.set(storage, cache)
  return cache
}

function quotaCache(): QuotaCache {
  const entries = new Map<string, Entry>()
  const byTopic = new Map<QuotaTopic, Set<string>>()
  const open = new Set<Set<QuotaTopic>>()

  const drop = (key: string): void => {
    for (const topic of entries.get(key)?.topics ?? []) {
      const keys = byTopic.get(topic)
      keys?.delete(key)
      if (keys?.size === 0) byTopic.delete(topic)
    }
    entries.delete(key)
  }
  const put = (key: string, entry: Entry): void => {
    drop(key)
    const [oldest] = entries.keys()
    if (entries.size === mostEntries && oldest !== undefined) drop(oldest)
    entries.set(key, entry)
    for (const topic of entry.topics) byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(key))
  }

  return {
    find(key, catalog, { now, maxAgeMs }) {
      const entry = entries.get(key)
      if (entry?.catalog !== catalog) return undefined
      const ageMs = epochMsOf(now) - epochMsOf(entry.measured.asOf)
      return ageMs >= 0 && ageMs <= maxAgeMs && now < entry.measured.resetsAt ? entry.measured : undefined
    },
    begin(key, catalog) {
      const touched = new Set<QuotaTopic>()
      open.add(touched)
      return {
        keep: (measured, topics) => {
          if (!topics.some((topic) => touched.has(topic))) put(key, { catalog, measured, topics })
        },
        end: () => void open.delete(touched),
      }
    },
    forget(topics) {
      for (const topic of topics) {
        for (const key of [...(byTopic.get(topic) ?? [])]) drop(key)
        for (const touched of open) touched.add(topic)
      }
    },
  }
}
