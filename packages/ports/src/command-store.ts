import type { Hash, Instant, Json } from '@farthing/core'

/** The recorded result of a command: a repeat returns it, another payload under the same key is a conflict. */
export interface CommandRecord {
  readonly kind: string
  /** Given by the caller; with the tenant and `kind` it is the command's identity. */
  readonly key: string
  /** Digest of the payload. */
  readonly fingerprint: Hash
  readonly actor: string
  readonly correlation: string
  readonly at: Instant
  readonly result: Json
}

/** Commands of one tenant. Append-only. Proved by `commandStoreSuite`. */
export interface CommandStore {
  get(kind: string, key: string): Promise<CommandRecord | undefined>
  /**
   * Records a command in the transaction of its effects.
   *
   * @throws `storage.conflict` when (kind, key) is taken, also by the same content: whoever comes second must roll its effects back
   * and then return what is recorded.
   */
  put(record: CommandRecord): Promise<void>
}
