import { epochMsOf, isFarthingError } from '@farthing/core'
import type { Clock, LogRecord, ObservedAttributes } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { Interceptor } from '../operations/intercept-operations.js'
import type { OperationCall } from '../operations/operation-call.js'
import { measuresOf } from './measures-of-results.js'
import type { Outcome, SafeObserver } from './safe-observer.js'

/**
 * Makes a span, a duration and, where something was commanded or went wrong, a log record of every operation.
 *
 * Measurements carry the operation, how it ended and the tenant. Who asked, under which key and correlation stands in spans and log records; what was
 * asked for stands nowhere.
 */
export function observing(observer: SafeObserver, context: Pick<BillingContext, 'clock' | 'tenant' | 'actor' | 'correlation'>): Interceptor {
  return async <T>(call: OperationCall, proceed: () => Promise<T>): Promise<T> => {
    const common = { 'farthing.operation': call.operation, 'farthing.operation.kind': call.kind, 'farthing.tenant': context.tenant }
    const about = { ...common, ...askedBy(call, context) }
    const seconds = stopwatch(observer, context.clock)
    const tell = (outcome: Outcome<T>): ObservedAttributes => {
      const failed = 'error' in outcome ? { 'error.type': errorTypeOf(outcome.error) } : {}
      observer.record({ name: 'farthing.operation.duration', kind: 'histogram', unit: 's', value: seconds(), attributes: { ...common, ...failed } })
      if ('value' in outcome) for (const each of measuresOf(call.operation, outcome.value)) observer.record({ ...each, attributes: { 'farthing.tenant': context.tenant, ...each.attributes } })
      const record = logRecordOf(call, outcome)
      if (record !== undefined) observer.log({ ...record, attributes: { ...about, ...failed, ...record.attributes } })
      return failed
    }
    return observer.span({ name: `farthing.${call.operation}`, attributes: about }, () => told(proceed, tell), (outcome) => {
      if (!('error' in outcome)) return { status: 'ok', attributes: {} }
      return { status: 'error', attributes: { 'error.type': errorTypeOf(outcome.error) }, error: outcome.error }
    })
  }
}

/** Measures and logs inside of the span, so that both are joined to it. */
async function told<T>(proceed: () => Promise<T>, tell: (outcome: Outcome<T>) => unknown): Promise<T> {
  let value: T
  try {
    value = await proceed()
  } catch (error) {
    tell({ error })
    throw error
  }
  tell({ value })
  return value
}

function stopwatch(observer: SafeObserver, clock: Clock): () => number {
  const start = observer.elapsed()
  if (start !== undefined) return () => Math.max(0, (observer.elapsed() ?? start) - start)
  const startMs = epochMsOf(clock.now())
  return () => Math.max(0, epochMsOf(clock.now()) - startMs) * 0.001
}

/** The code of an expected failure; the class of anything else. */
function errorTypeOf(error: unknown): string {
  if (isFarthingError(error)) return error.code
  return error instanceof Error ? error.name : typeof error
}

function askedBy({ kind, input }: OperationCall, { actor, correlation }: Pick<BillingContext, 'actor' | 'correlation'>): ObservedAttributes {
  const said = kind === 'command' && typeof input === 'object' && input !== null ? input : {}
  const text = (name: string): string | undefined => {
    const value: unknown = Object.hasOwn(said, name) ? Reflect.get(said, name) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const [key, by, belongs] = [text('key'), actor ?? text('actor'), text('correlation') ?? correlation]
  return {
    ...(key === undefined ? {} : { 'farthing.command.key': key }),
    ...(by === undefined ? {} : { 'farthing.actor': by }),
    ...(belongs === undefined ? {} : { 'farthing.correlation': belongs }),
  }
}

/** Nothing for a query that was answered. */
function logRecordOf<T>({ operation, kind }: OperationCall, outcome: Outcome<T>): LogRecord | undefined {
  if (!('error' in outcome)) {
    if (kind !== 'command') return undefined
    return { severityText: 'INFO', severityNumber: 9, eventName: 'farthing.operation.done', body: `${operation} is done`, attributes: {} }
  }
  const { error } = outcome
  if (isFarthingError(error)) {
    const attributes = { 'farthing.failure.field': error.field, 'farthing.failure.rule': error.rule }
    return { severityText: 'WARN', severityNumber: 13, eventName: 'farthing.operation.refused', body: `${operation} is refused: ${error.rule}`, attributes }
  }
  return { severityText: 'ERROR', severityNumber: 17, eventName: 'farthing.operation.failed', body: `${operation} has failed`, attributes: {} }
}
