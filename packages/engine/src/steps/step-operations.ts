import { describeValue, fail } from '@farthing/core'
import type { CommandRecord, Stores } from '@farthing/ports'
import type { Billing } from '../billing.js'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { checkCommandOptions, commandFingerprint, refuseOtherPayload, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { operationRow } from '../operations/operation-table.js'

/** All but this one. */
type Area = Exclude<keyof Billing, 'steps'>

type OperationOf<A extends Area> = { [O in keyof Billing[A] & string]: Billing[A][O] extends (...args: never) => Promise<unknown> ? `${A}.${O}` : never }[keyof Billing[A] & string]

/** `windows.sealDue`, `events.ingest` and the like. */
export type StepName = { [A in Area]: OperationOf<A> }[Area]

type Operation<N extends StepName> = N extends `${infer A}.${infer O}` ? (A extends Area ? (O extends keyof Billing[A] ? Billing[A][O] : never) : never) : never

/** What a step answers. */
export type StepResult<N extends StepName> = Operation<N> extends (...args: never) => Promise<infer R> ? R : never

/** A step, as plain JSON: it may wait in a queue of the host. */
export interface DoStep<N extends StepName = StepName> extends CommandOptions {
  readonly step: N
  /** Its arguments, as the operation takes them; none unless given. What is no JSON, such as a function, is refused. */
  readonly args?: Operation<N> extends (...args: infer P) => unknown ? Readonly<P> : never
}

/** Steps take no key, because what they are given has an identity of its own, or they do what is due. Here they are given one. */
export interface StepOperations {
  /**
   * Does a step under a key, and keeps what it answered: the same key again gives that answer, and with another step or other arguments `command.conflict`. Who asked, why and for
   * what stands in the audit, and with every command that the step gives.
   *
   * A process that dies in between leaves no answer: the same call again does what is left of the step, and keeps what that answers.
   */
  once<N extends StepName>(input: DoStep<N>): Promise<StepResult<N>>
}

const kind = 'steps.once'

/** `acting` gives the operations as they are for one actor and one correlation. */
export function stepOperations(context: BillingContext, acting: (context: BillingContext) => Billing): StepOperations {
  return {
    once: async <N extends StepName>(input: DoStep<N>): Promise<StepResult<N>> => (await doOnce(context, input, acting)) as StepResult<N>,
  }
}

/** @throws `command.invalid` for what is no step; `command.conflict`; `authorization.actor_differs`; `text.*`, `json.*`; what the step throws */
async function doOnce(context: BillingContext, input: DoStep, acting: (context: BillingContext) => Billing): Promise<unknown> {
  const { step, args = [] } = input
  const options = checkCommandOptions(input, context)
  const [area, name] = checkStep(step)
  const fingerprint = commandFingerprint(kind, input, context.digest)
  const recorded = (stores: Stores): Promise<CommandRecord | undefined> => recordedAnswer(stores, options.key, fingerprint)
  const before = await context.storage.transaction(context.tenant, recorded)
  if (before !== undefined) return answerOf(before)
  const actor = input.actor ?? context.actor
  const operations = Reflect.get(acting({ ...context, ...(actor !== undefined && { actor }), correlation: options.correlation }), area) as object
  const answer: unknown = await (Reflect.apply(Reflect.get(operations, name) as (...given: readonly unknown[]) => unknown, operations, args))
  return retryConflicts(context, async (stores) => {
    // Another process may have come to the end of it first: its answer is the one.
    const meanwhile = await recorded(stores)
    if (meanwhile !== undefined) return answerOf(meanwhile)
    await stores.commands.put({ kind, ...options, fingerprint, at: context.clock.now(), result: JSON.stringify({ step, answer }) })
    return answer
  })
}

/** Only what does no harm when it is done again, and ends with an answer. */
function checkStep(step: unknown): readonly [area: string, name: string] {
  const [area = '', name = '', ...rest] = typeof step === 'string' ? step.split('.') : []
  const row = operationRow(area, name)
  if (rest.length > 0 || row.kind !== 'step' || row.isStream === true) return fail('command.invalid', { field: 'step', because: `is ${describeValue(step)}, which is no step` })
  return [area, name]
}

async function recordedAnswer({ commands }: Stores, key: string, fingerprint: string): Promise<CommandRecord | undefined> {
  const record = await commands.get(kind, key)
  if (record !== undefined) refuseOtherPayload(record, fingerprint)
  return record
}

/** What is absent stays so. */
function answerOf({ result }: CommandRecord): unknown {
  return (JSON.parse(result as string) as { readonly answer?: unknown }).answer
}
