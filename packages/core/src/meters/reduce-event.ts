import { isFarthingError } from '../errors/failure.js'
import type { Json, JsonObject } from '../evidence/json.js'
import type { EventExtensions, UsageEvent } from '../events/usage-event.js'

/** What is left of an event. */
export interface EventRest {
  readonly data: JsonObject
  readonly extensions?: EventExtensions
}

/**
 * What of an event its readers look at, and nothing else: they read the rest as they read the event, and break on it in the same way.
 *
 * Found by watching them, so it holds for filters, expressions and aggregations of the host's own too. Of a list, and of an object whose keys somebody
 * asks for, all stays. Nothing of a void is left.
 */
export function reduceEvent(event: UsageEvent, readers: readonly ((event: UsageEvent) => unknown)[]): EventRest {
  const { data: given, extensions: attributes, ...rest } = event
  const data = watch(copyOf(given ?? {}))
  const extensions = attributes === undefined ? undefined : watch(copyOf({ ...attributes }))
  const watched = { ...rest, data: given === null ? null : data.shown, ...(extensions === undefined ? {} : { extensions: extensions.shown as EventExtensions }) }
  for (const read of readers) attempt(() => read(watched))
  const kept = extensions?.rest() ?? {}
  return { data: data.rest(), ...(Object.keys(kept).length === 0 ? {} : { extensions: kept as EventExtensions }) }
}

/** An event that breaks a meter counts on the others. */
function attempt(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!isFarthingError(error)) throw error
  }
}

/** An object of our own: what is frozen cannot be watched. */
function copyOf(object: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(object)) as JsonObject
}

interface Watched {
  readonly shown: JsonObject
  /** What was looked at so far. */
  readonly rest: () => JsonObject
}

function watch(object: JsonObject): Watched {
  const seen = new Set<PropertyKey>()
  const inside = new Map<PropertyKey, Watched>()
  let isListed = false
  const valueOf = (key: PropertyKey): unknown => {
    seen.add(key)
    const value: unknown = Reflect.get(object, key)
    if (!isObject(value) || !Object.hasOwn(object, key)) return value
    const known = inside.get(key) ?? watch(value)
    inside.set(key, known)
    return known.shown
  }
  const shown = new Proxy(object, {
    get: (_, key) => valueOf(key),
    has: (_, key) => (seen.add(key), Reflect.has(object, key)),
    getOwnPropertyDescriptor: (_, key) => {
      const value = valueOf(key)
      const own = Reflect.getOwnPropertyDescriptor(object, key)
      return own && { ...own, value }
    },
    ownKeys: () => {
      isListed = true
      return Reflect.ownKeys(object)
    },
  })
  const rest = (): JsonObject =>
    isListed ? object : Object.fromEntries(Object.entries(object).flatMap(([key, value]): (readonly [string, Json])[] => (seen.has(key) ? [[key, inside.get(key)?.rest() ?? value]] : [])))
  return { shown, rest }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
