import type { Hash, JsonObject, TenantId } from '@farthing/core'

/** Something that one recipient is to be told. */
export interface OutgoingMessage {
  /** Follows from what it is about: the same again is the same message, and is delivered once. */
  readonly id: Hash
  readonly tenant: TenantId
  /** Whom it is about. */
  readonly account: string
  /** Such as an e-mail address; what the account or a policy names. */
  readonly recipient: string
  /** What is sent, such as the name of a template. */
  readonly template: string
  /** What the template shows. */
  readonly data: JsonObject
}

/** Tells people: by e-mail, chat or post. Proved by `messageSenderSuite`. */
export interface MessageSender {
  /** 1 to 256 characters. */
  readonly name: string
  /**
   * Takes a message for delivery. It may come again under the same id, when its reply was lost.
   *
   * Rejects with whatever says why it was not taken; it is tried again then, as the schedule of what is sent says.
   */
  send(message: OutgoingMessage): Promise<{
    /** What the sender calls it. */
    readonly reference?: string
  }>
}
