import { assertInvariant, checkJson, checkText, fail, hashContent, type Instant, type Json } from '@farthing/core'
import type { CommandRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { retryConflicts } from './retry-conflicts.js'

/** What every command takes beside its own arguments. */
export interface CommandOptions {
  /** Identity of the command within (tenant, kind), given by the caller: 1 to 256 characters. Two equal payloads under two keys are two. */
  readonly key: string
  /** Who asked; `system` unless given. */
  readonly actor?: string
  /** What it belongs to, such as a request id; the key unless given. */
  readonly correlation?: string
}

export interface Command<T> {
  readonly kind: string
  readonly options: CommandOptions
  /** The arguments that decide what is done, plain JSON. The same key with other ones is a conflict; `undefined` counts as absent. */
  readonly payload: object
  /** Does the work and returns what leads back to its result. */
  readonly perform: (stores: Stores, at: Instant) => Promise<Json>
  /** Loads the result: right after the work, and for every repeat. */
  readonly recall: (stores: Stores, reference: Json) => Promise<T | undefined>
}

/**
 * Runs a command once: its effects and its record are one transaction, and a repeat of the key returns the recorded result.
 * Of concurrent runs one wins; the others find what it recorded, or are refused because of what it wrote.
 *
 * @throws `command.conflict` when the key stands for other arguments; the `text.*` and `json.*` codes for malformed ones; what the work throws
 */
export async function runCommand<T>(context: BillingContext, command: Command<T>): Promise<T> {
  const options = checkOptions(command)
  const fingerprint = hashContent('command/1', [command.kind, payloadOf(command)], context.digest)
  return retryConflicts(context, async (stores) => {
    const recorded = await stores.commands.get(command.kind, options.key)
    if (recorded !== undefined) refuseOtherPayload(recorded, fingerprint)
    const result = recorded?.result ?? (await performOnce(context, command, { ...options, fingerprint }, stores))
    const value = await command.recall(stores, result)
    assertInvariant(value !== undefined, 'the result of a recorded command is stored')
    return value
  })
}

async function performOnce<T>(
  { clock }: BillingContext,
  { kind, perform }: Command<T>,
  identity: Required<CommandOptions> & Pick<CommandRecord, 'fingerprint'>,
  stores: Stores,
): Promise<Json> {
  const at = clock.now()
  const result = await perform(stores, at)
  await stores.commands.put({ kind, ...identity, at, result })
  return result
}

function checkOptions<T>({ options }: Command<T>): Required<CommandOptions> {
  const key = checkText(options.key, { field: 'key' })
  return {
    key,
    actor: checkText(options.actor ?? 'system', { field: 'actor' }),
    correlation: checkText(options.correlation ?? key, { field: 'correlation' }),
  }
}

function payloadOf<T>({ payload }: Command<T>): Json {
  const given = Object.entries(payload).filter(([, value]) => value !== undefined)
  return checkJson(Object.fromEntries(given), '')
}

function refuseOtherPayload({ kind, key, fingerprint, at }: CommandRecord, given: string): void {
  if (fingerprint === given) return
  fail('command.conflict', { field: 'key', because: `is ${JSON.stringify(key)}, which ${kind} was called with at ${at} for something else`, facts: { kind, key, at } })
}
