import type { Decimal, JsonObject } from '@farthing/core'
import type { UsageReport } from './usage-report.js'

/** A call that has ended, as the functions of {@link MeteredOptions} see it. */
export interface MeteredCall<T = unknown, A extends readonly unknown[] = readonly unknown[], R = unknown> {
  /** What the function was called on. */
  readonly self: T
  readonly args: A
  readonly outcome: 'success' | 'failure'
  /** What it returned, or what its promise came to; absent after a failure. */
  readonly result?: Awaited<R>
  /** What it threw; absent after a success. */
  readonly error?: unknown
}

type Told<V, C> = V | ((call: C) => V)

/** What a call is reported as. Functions are asked when it has ended; one that throws costs the report, never the call. */
export interface MeteredOptions<T = unknown, A extends readonly unknown[] = readonly unknown[], R = unknown> {
  readonly account: Told<string, MeteredCall<T, A, R>>
  /** 1 unless given. */
  readonly quantity?: Told<Decimal, MeteredCall<T, A, R>>
  readonly metadata?: Told<JsonObject, MeteredCall<T, A, R>>
  /** An id of the request makes a retry of it count once. */
  readonly id?: Told<string, MeteredCall<T, A, R>>
  readonly correlation?: Told<string, MeteredCall<T, A, R>>
  /** Which calls are reported: those that succeed, unless given. */
  readonly record?: 'success' | 'failure' | 'both'
}

/** Where reports go. Neither may throw. */
export interface MeteredTarget {
  track(report: UsageReport): unknown
  /** A report that could not be made, because the host's own function threw. */
  failed(error: unknown): void
}

/**
 * The function, which reports each call once it has ended: after the return, or after the promise has settled. Arguments, results and errors pass through
 * unchanged; a rejection that nobody handles is still unhandled.
 *
 * A promise is waited for; any other thenable, such as a query that runs when it is awaited, is a result like others.
 */
export function metered<T, A extends readonly unknown[], R>(target: MeteredTarget, feature: string, options: MeteredOptions<T, A, R>, work: (this: T, ...args: A) => R): (this: T, ...args: A) => R {
  const report = (call: MeteredCall<T, A, R>): void => {
    if (options.record !== 'both' && (options.record ?? 'success') !== call.outcome) return
    try {
      target.track(reportOf(feature, options, call))
    } catch (error) {
      target.failed(error)
    }
  }
  const wrapped = function (this: T, ...args: A): R {
    const ended = { self: this, args }
    let result: R
    try {
      result = Reflect.apply(work, this, args)
    } catch (error) {
      report({ ...ended, outcome: 'failure', error })
      throw error
    }
    if (!(result instanceof Promise)) {
      report({ ...ended, outcome: 'success', result: result as Awaited<R> })
      return result
    }
    return result.then(
      (value: Awaited<R>) => {
        report({ ...ended, outcome: 'success', result: value })
        return value
      },
      (error: unknown) => {
        report({ ...ended, outcome: 'failure', error })
        throw error
      },
    ) as R
  }
  return Object.defineProperty(wrapped, 'name', { value: work.name, configurable: true })
}

function reportOf<T, A extends readonly unknown[], R>(feature: string, options: MeteredOptions<T, A, R>, call: MeteredCall<T, A, R>): UsageReport {
  const { account, quantity, metadata, id, correlation } = options
  return {
    feature,
    account: told(account, call),
    ...(quantity === undefined ? {} : { quantity: told(quantity, call) }),
    ...(metadata === undefined ? {} : { metadata: told(metadata, call) }),
    ...(id === undefined ? {} : { id: told(id, call) }),
    ...(correlation === undefined ? {} : { correlation: told(correlation, call) }),
  }
}

function told<V extends string | JsonObject, C>(value: Told<V, C>, call: C): V {
  return typeof value === 'function' ? value(call) : value
}
