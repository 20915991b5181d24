import { checkText, hashContent, isFarthingError, type FarthingError, type Hash } from '@farthing/core'
import type { CommandRefusal, Storage, Stores } from '@farthing/ports'
import { commandFingerprint } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import type { Interceptor } from '../operations/intercept-operations.js'
import type { OperationCall } from '../operations/operation-call.js'

/** Where refused commands are kept; `nowhere` leaves them to the observer alone. */
export type RefusalStorage = Storage<Pick<Stores, 'commands'>> | 'nowhere'

/**
 * Keeps an audit record of every command that is refused, in a transaction of its own once that of the command has ended.
 *
 * The caller gets the failure of the command, whatever becomes of the record; one that is lost is told to the observer. What fails for its storage (`storage.*`) or as a
 * defect is no refusal: it may have been kept, or is run again. The record has the code and the field, and no value that was given.
 */
export function keepingRefusals(context: BillingContext, storage: Exclude<RefusalStorage, 'nowhere'> = context.storage): Interceptor {
  const intercept: Interceptor = async (call, proceed) => {
    try {
      return await proceed()
    } catch (error) {
      if (isFarthingError(error) && !error.code.startsWith('storage.')) await keep(context, storage, refusalOf(context, call, error))
      throw error
    }
  }
  return Object.assign(intercept, { kinds: ['command'] as const })
}

async function keep({ tenant, observer }: BillingContext, storage: Exclude<RefusalStorage, 'nowhere'>, refusal: CommandRefusal): Promise<void> {
  try {
    await storage.transaction(tenant, ({ commands }) => commands.refuse(refusal))
  } catch (error) {
    const { kind, key, actor, code } = refusal
    const attributes = { 'farthing.operation': kind, 'farthing.actor': actor, 'error.type': code, ...(key === undefined ? {} : { 'farthing.command.key': key }) }
    const because = isFarthingError(error) ? error.code : 'a defect'
    observer?.log({ severityText: 'ERROR', severityNumber: 17, eventName: 'farthing.refusal.lost', body: `that ${kind} was refused is not in the audit: ${because}`, attributes })
  }
}

function refusalOf(context: BillingContext, { operation: kind, input }: OperationCall, { code, field: named }: FarthingError): CommandRefusal {
  const said: object = typeof input === 'object' && input !== null ? input : {}
  const given = (name: string, maxLength = 256): string | undefined => textOr(undefined, Object.hasOwn(said, name) ? Reflect.get(said, name) : undefined, maxLength)
  const key = given('key')
  const correlation = given('correlation') ?? context.correlation ?? key
  const reason = given('reason', 1024)
  const actor = context.actor ?? given('actor') ?? 'system'
  const fingerprint = fingerprintOf(context, kind, said)
  const [at, field] = [context.clock.now(), textOr('input', named, 1024)]
  const id = hashContent('command-refusal/1', [kind, key ?? null, fingerprint ?? null, actor, correlation ?? null, reason ?? null, at, code, field], context.digest)
  const optional = { ...(key === undefined ? {} : { key }), ...(fingerprint === undefined ? {} : { fingerprint }), ...(correlation === undefined ? {} : { correlation }), ...(reason === undefined ? {} : { reason }) }
  return { id, kind, ...optional, actor, at, code, field }
}

function textOr<T>(otherwise: T, value: unknown, maxLength: number): string | T {
  try {
    return checkText(value, { field: 'refusal', maxLength })
  } catch {
    return otherwise
  }
}

function fingerprintOf({ digest }: BillingContext, kind: string, said: object): Hash | undefined {
  try {
    return commandFingerprint(kind, said, digest)
  } catch {
    return undefined
  }
}
