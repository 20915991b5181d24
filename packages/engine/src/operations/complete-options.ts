import type { BillingContext } from '../context.js'
import type { OperationCall } from './operation-call.js'

/**
 * Gives commands the actor and the correlation of their billing instance where they say none themselves, so that records that name who decided name
 * the same one as the audit.
 */
export function completeOptions({ actor, correlation }: Pick<BillingContext, 'actor' | 'correlation'>): ((call: OperationCall, args: readonly unknown[]) => readonly unknown[]) | undefined {
  if (actor === undefined && correlation === undefined) return undefined
  const given = { ...(actor === undefined ? {} : { actor }), ...(correlation === undefined ? {} : { correlation }) }
  return ({ kind, input }, args) => {
    if (kind !== 'command' || typeof input !== 'object' || input === null) return args
    const said = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    return [{ ...given, ...said }, ...args.slice(1)]
  }
}
