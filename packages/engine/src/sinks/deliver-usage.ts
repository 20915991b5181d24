import { assertInvariant } from '@farthing/core'
import { attemptDeliveries, type AttemptCounts } from '../deliveries/attempt-deliveries.js'
import type { BillingContext } from '../context.js'
import { recordOf } from './collect-usage.js'
import { destinationOfSink } from './usage-reporting.js'

/** A sink that takes longer may get a record twice, and a later one before it. */
const leaseSeconds = 300

/** Sends records that are due at a sink, a round of them. */
export function deliverUsage(context: BillingContext, name: string): Promise<AttemptCounts> {
  const { sinks, retry } = context.reporting
  const sink = sinks.get(name)
  assertInvariant(sink !== undefined, 'a sink that usage is delivered to is there')
  return attemptDeliveries(context, { destination: destinationOfSink(name), retry, leaseSeconds, send: (delivery) => sink.deliver(recordOf(delivery)) })
}
