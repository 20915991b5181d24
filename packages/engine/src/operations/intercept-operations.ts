import { assertInvariant } from '@farthing/core'
import { operationRow, type OperationKind } from './operation-table.js'
import { resourceOf, type OperationCall } from './operation-call.js'

/** Another first argument than the call came with. */
export interface ChangedInput {
  readonly input: unknown
}

/** Stands around operations. `proceed` does one, at most once; with another first argument where one is given. */
export interface Interceptor {
  <T>(call: OperationCall, proceed: (changed?: ChangedInput) => Promise<T>): Promise<T>
  /** What it stands around: every operation unless given. */
  readonly kinds?: readonly OperationKind[]
}

type Operation = (...args: readonly unknown[]) => unknown

/** What stands between the host and the operations. */
export interface Interception {
  /** The first is the outermost. */
  readonly interceptors: readonly Interceptor[]
  /** Completes the arguments of a call; they stay as they are unless given. */
  readonly complete?: ((call: OperationCall, args: readonly unknown[]) => readonly unknown[]) | undefined
}

/** The same for one operation. */
interface Around {
  readonly interceptors: readonly Interceptor[]
  readonly complete: NonNullable<Interception['complete']>
}

/**
 * Puts interceptors around every operation. No operation is listed here and so none can be forgotten: whatever is a function of an area is
 * intercepted under its own name. Without interceptors the operations stay as they are, at no cost.
 *
 * A stream is intercepted from its first piece to its last.
 */
export function interceptOperations<B extends object>(billing: B, { interceptors, complete }: Interception): B {
  if (interceptors.length === 0 && complete === undefined) return billing
  const around: Around = { interceptors, complete: complete ?? ((_, args) => args) }
  return onceAsked(billing, (name, part) => {
    if (typeof part === 'function') return interceptOperation({ area: '', name }, part as Operation, around)
    return interceptArea(name, part as object, around)
  })
}

/** Makes each part once somebody asks for it: an instance for a request asks for few of them. */
function onceAsked<B extends object>(whole: B, make: (name: string, part: unknown) => unknown): B {
  const made = new Map<string, unknown>()
  return new Proxy(whole, {
    get: (_, name) => {
      if (typeof name !== 'string' || !Object.hasOwn(whole, name)) return Reflect.get(whole, name) as unknown
      if (!made.has(name)) made.set(name, make(name, Reflect.get(whole, name)))
      return made.get(name)
    },
  })
}

/** All of them, one within the other. */
function nested(interceptors: readonly Interceptor[]): Interceptor {
  return <T>(call: OperationCall, proceed: (changed?: ChangedInput) => Promise<T>) => {
    let begun: Promise<T> | undefined
    const from = (index: number, changed?: ChangedInput): Promise<T> => {
      const interceptor = interceptors[index]
      if (interceptor === undefined) return (begun ??= proceed(changed))
      return interceptor(changed === undefined ? call : { ...call, ...changed }, (next = changed) => from(index + 1, next))
    }
    return from(0)
  }
}

function interceptArea(area: string, operations: object, around: Around): object {
  const entries = Object.entries(operations).map(([name, operation]: [string, unknown]) => {
    if (typeof operation !== 'function') return [name, operation] as const
    return [name, interceptOperation({ area, name }, (...args) => Reflect.apply(operation, operations, args) as unknown, around)] as const
  })
  return Object.fromEntries(entries)
}

function interceptOperation({ area, name }: { readonly area: string; readonly name: string }, operation: Operation, { interceptors, complete }: Around): Operation {
  const { kind, names, isStream = false } = operationRow(area, name)
  const own = interceptors.filter(({ kinds }) => kinds === undefined || kinds.includes(kind))
  const called = area === '' ? name : `${area}.${name}`
  const callOf = ([input]: readonly unknown[]): OperationCall => ({ operation: called, kind, resource: resourceOf(input, names), input })
  const completed: Operation = (...args) => operation(...complete(callOf(args), args))
  if (own.length === 0) return completed
  const intercept = nested(own)
  return isStream ? streamed(callOf, completed, intercept) : (...args) => intercept(callOf(args), async (changed) => completed(...argumentsOf(args, changed)))
}

function argumentsOf(args: readonly unknown[], changed: ChangedInput | undefined): readonly unknown[] {
  return changed === undefined ? args : [changed.input, ...args.slice(1)]
}

/** The interceptors are done with a stream when its reader is: they wait for its end, and learn of its failure. */
function streamed(callOf: (args: readonly unknown[]) => OperationCall, run: Operation, intercept: Interceptor): Operation {
  return async function* (...args) {
    const gate = newGate()
    const intercepted = intercept(callOf(args), (changed) => gate.opened(changed))
    const ended = intercepted.then(() => ({ hasResolved: true, error: undefined as unknown }), (error: unknown) => ({ hasResolved: false, error }))
    const early = await Promise.race([gate.reached, ended])
    if ('hasResolved' in early) {
      assertInvariant(!early.hasResolved, 'an interceptor proceeds or throws')
      throw early.error
    }
    let failure: { readonly error: unknown } | undefined
    try {
      return yield* run(...argumentsOf(args, early.changed)) as AsyncIterable<unknown, unknown>
    } catch (error) {
      failure = { error }
      throw error
    } finally {
      gate.close(failure)
      await ended
    }
  }
}

interface OpenedGate {
  readonly changed: ChangedInput | undefined
}

/** What an interceptor of a stream waits for in place of the operation. */
function newGate() {
  let reach: (opened: OpenedGate) => void = () => undefined
  let settle: (failure: { readonly error: unknown } | undefined) => void = () => undefined
  const reached = new Promise<OpenedGate>((resolve) => (reach = resolve))
  const closed = new Promise<{ readonly error: unknown } | undefined>((resolve) => (settle = resolve))
  return {
    reached,
    close: (failure: { readonly error: unknown } | undefined) => settle(failure),
    async opened<T>(changed: ChangedInput | undefined): Promise<T> {
      reach({ changed })
      const failure = await closed
      if (failure !== undefined) throw failure.error
      return undefined as T
    },
  }
}
