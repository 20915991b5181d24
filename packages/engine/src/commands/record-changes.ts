import { checkJson, hashContent, type Digest, type Hash } from '@farthing/core'
import type { CommandRecord, RecordChange, Stores } from '@farthing/ports'
import { auditedCall, auditedStores, type AuditedCall, type WrittenRecord } from './audited-writes.js'

const mostChanges = 1000

/** Stores that take down what is written through them. */
export interface RecordedStores {
  readonly stores: Stores
  /** What was written so far, in order: the first 1,000, and how many there were. */
  readonly changes: () => Required<Pick<CommandRecord, 'changes' | 'changeCount'>>
}

/**
 * Watches the writes of a command, so that its record says what it changed.
 *
 * What stood there before is what the command itself has read or written; only what it replaces without a look is read for this. One hash for
 * each record written, and nothing for those that only follow from others.
 */
export function recordChanges(stores: Stores, digest: Digest): RecordedStores {
  const changes: RecordChange[] = []
  let changeCount = 0
  const known = new Map<string, WrittenRecord | Hash>()
  const keyOf = ({ record, id }: Pick<WrittenRecord, 'record' | 'id'>): string => JSON.stringify([record, id])
  const hashOf = (written: WrittenRecord): Hash => written.hash ?? hashContent('record/1', [written.record, checkJson(written.content, written.record)], digest)

  const beforeOf = async (store: keyof Stores, written: WrittenRecord): Promise<Hash | undefined> => {
    const seen = known.get(keyOf(written))
    if (seen !== undefined) return typeof seen === 'string' ? seen : hashOf(seen)
    const content = written.isFirst ? undefined : await findBefore(stores, store, written)
    return content === undefined ? undefined : hashOf({ record: written.record, id: written.id, content, isFirst: false })
  }

  const note = async (store: keyof Stores, written: WrittenRecord): Promise<void> => {
    changeCount += 1
    if (changes.length === mostChanges) return
    const { record, id } = written
    const before = await beforeOf(store, written)
    const after = hashOf(written)
    known.set(keyOf(written), after)
    changes.push({ record, id, ...(before === undefined ? {} : { before }), after })
  }

  const watch = (store: keyof Stores, { writes, shows }: AuditedCall, call: (...args: readonly unknown[]) => Promise<unknown>) => async (...args: readonly unknown[]) => {
    for (const written of writes?.(args) ?? []) await note(store, written)
    const result = await call(...args)
    for (const seen of shows?.(result, args) ?? []) if (!known.has(keyOf(seen))) known.set(keyOf(seen), seen)
    return result
  }
  return { stores: watchStores(stores, watch), changes: () => ({ changes, changeCount }) }
}

type Watch = (store: keyof Stores, audited: AuditedCall, call: (...args: readonly unknown[]) => Promise<unknown>) => (...args: readonly unknown[]) => Promise<unknown>

function watchStores(stores: Stores, watch: Watch): Stores {
  const opened = new Map<PropertyKey, unknown>()
  const open = (name: keyof Stores): object => {
    const store: object = stores[name]
    if (!Object.hasOwn(auditedStores, name)) return store
    return new Proxy(store, {
      get: (target, method, receiver): unknown => {
        const call: unknown = Reflect.get(target, method, receiver)
        if (typeof call !== 'function' || typeof method !== 'string') return call
        const audited = auditedCall(name, method)
        if (audited.writes === undefined && audited.shows === undefined) return call
        return watch(name, audited, (...args) => Reflect.apply(call, target, args) as Promise<unknown>)
      },
    })
  }
  return new Proxy(stores, {
    get: (_, name: keyof Stores) => {
      if (!opened.has(name)) opened.set(name, open(name))
      return opened.get(name)
    },
  })
}

function findBefore(stores: Stores, name: keyof Stores, written: WrittenRecord): Promise<unknown> {
  const { find } = (auditedStores[name] ?? {}) as { readonly find?: (store: unknown, written: WrittenRecord) => Promise<unknown> }
  return find === undefined ? Promise.resolve(undefined) : find(stores[name], written)
}
