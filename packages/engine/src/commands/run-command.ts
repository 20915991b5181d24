import { assertInvariant, checkJson, checkText, describeValue, fail, hashContent, isFarthingError, type Digest, type Hash, type Instant } from '@farthing/core'
import type { CommandRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { Outside } from './outside.js'
import { recordChanges } from './record-changes.js'
import { retryConflicts } from './retry-conflicts.js'

/** What every command takes beside its own arguments. */
export interface CommandOptions {
  /** Identity of the command within (tenant, kind), given by the caller: 1 to 256 characters. Two equal payloads under two keys are two. */
  readonly key: string
  /** Who asked; that of `createBilling`, else `system`, unless given. */
  readonly actor?: string
  /** What it belongs to, such as a request id; that of `createBilling`, else the key, unless given. */
  readonly correlation?: string
  /** Why, for the audit: 1 to 1,024 characters. */
  readonly reason?: string
}

/** The options of a command as they are recorded. */
export type RecordedOptions = Required<Omit<CommandOptions, 'reason'>> & Pick<CommandOptions, 'reason'>

export interface Command<T> {
  readonly kind: string
  /** The whole input: the command's options, and arguments in plain JSON. `undefined` counts as absent. */
  readonly input: CommandOptions
  /** Does the work and returns a text that leads back to its result, such as an id, or that with the result, where it is at hand as it was kept. */
  readonly perform: (stores: Stores, at: Instant, outside: Outside) => Promise<string | Performed<T>>
  /** Loads the result: right after work that did not give it, and for every repeat. */
  readonly recall: (stores: Stores, reference: string) => Promise<T | undefined>
}

export interface Performed<T> {
  readonly reference: string
  readonly result: T
}

/**
 * Runs a command once: its effects and its record are one transaction, and a repeat of the key returns the recorded result.
 * Of concurrent runs one wins; those with the same key give what it recorded, the others are refused because of what it wrote.
 *
 * @throws `command.conflict` when the key stands for other arguments; `authorization.actor_differs`; the `text.*` and `json.*` codes for malformed ones; what the work throws
 */
export async function runCommand<T>(context: BillingContext, command: Command<T>): Promise<T> {
  const options = checkCommandOptions(command.input, context)
  const fingerprint = commandFingerprint(command.kind, command.input, context.digest)
  return retryConflicts(context, async (stores, outside) => {
    const recorded = await stores.commands.get(command.kind, options.key)
    if (recorded !== undefined) refuseOtherPayload(recorded, fingerprint)
    const done = recorded === undefined ? await performOnce(context, command, { ...options, fingerprint }, { stores, outside }) : recorded.result
    if (isPerformed<T>(done)) return done.result
    assertInvariant(typeof done === 'string', 'a command is recorded with a text that leads to its result')
    const value = await command.recall(stores, done)
    assertInvariant(value !== undefined, 'the result of a recorded command is stored')
    return value
  })
}

function isPerformed<T>(done: unknown): done is Performed<T> {
  return typeof done === 'object' && done !== null && 'reference' in done
}

async function performOnce<T>(
  { clock, digest }: BillingContext,
  { kind, perform }: Command<T>,
  identity: RecordedOptions & Pick<CommandRecord, 'fingerprint'>,
  { stores, outside }: { readonly stores: Stores; readonly outside: Outside },
): Promise<string | Performed<T>> {
  const at = clock.now()
  const recorded = recordChanges(stores, digest)
  const done = await perform(recorded.stores, at, outside).catch((error: unknown) => startAgainIfDone(error, stores, { kind, key: identity.key }))
  await stores.commands.put({ kind, ...identity, at, result: typeof done === 'string' ? done : done.reference, ...recorded.changes() })
  return done
}

/** What is refused may be refused for what the same command has done in another transaction meanwhile. This one then starts again, and finds what was recorded. */
async function startAgainIfDone(error: unknown, stores: Stores, { kind, key }: { readonly kind: string; readonly key: string }): Promise<never> {
  if (isFarthingError(error) && !error.code.startsWith('storage.') && (await stores.commands.get(kind, key)) !== undefined) {
    fail('storage.conflict', { field: 'key', because: `is ${JSON.stringify(key)}, which ${kind} was called with meanwhile`, facts: { kind, key } }, error)
  }
  throw error
}

/** Checks the options of a command. For what asks somebody outside before it runs. @throws `text.*`, `authorization.actor_differs` */
export function checkCommandOptions(input: CommandOptions, { actor, correlation }: Pick<BillingContext, 'actor' | 'correlation'>): RecordedOptions {
  const key = checkText(input.key, { field: 'key' })
  if (actor !== undefined && input.actor !== undefined && input.actor !== actor) {
    fail('authorization.actor_differs', { field: 'actor', because: `is ${describeValue(input.actor)}, and this billing instance acts for another one` })
  }
  return {
    key,
    actor: checkText(input.actor ?? actor ?? 'system', { field: 'actor' }),
    correlation: checkText(input.correlation ?? correlation ?? key, { field: 'correlation' }),
    ...(input.reason === undefined ? {} : { reason: checkText(input.reason, { field: 'reason', maxLength: 1024 }) }),
  }
}

/** Digest of the arguments that decide what is done: the same key with other ones is a conflict. @throws `json.*` for what is no plain JSON */
export function commandFingerprint(kind: string, input: object, digest: Digest): Hash {
  const options: readonly string[] = ['key', 'actor', 'correlation']
  const given = Object.entries(input).filter(([name, value]) => value !== undefined && !options.includes(name))
  return hashContent('command/1', [kind, checkJson(Object.fromEntries(given), '')], digest)
}

/** @throws `command.conflict` */
export function refuseOtherPayload({ kind, key, fingerprint, at }: CommandRecord, given: string): void {
  if (fingerprint === given) return
  fail('command.conflict', { field: 'key', because: `is ${JSON.stringify(key)}, which ${kind} was called with at ${at} for something else`, facts: { kind, key, at } })
}
