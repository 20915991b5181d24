import { fail } from '@farthing/core'
import type { MessageSender, OutgoingMessage } from '@farthing/ports'

/** What goes wrong with a message. `reject`: it is not taken. `lose_reply`: it is delivered, and the sender does not learn of it. `none`: nothing. */
export type MessageFault = 'reject' | 'lose_reply' | 'none'

export interface MockMessagesOptions {
  /** `mock` unless given. */
  readonly name?: string
  /** What goes wrong with each message, in order; nothing behind the last of them. */
  readonly faults?: readonly MessageFault[]
}

/** A sender in memory that can fail, and what it has delivered. */
export interface MockMessages {
  readonly sender: MessageSender
  /** Every message that reached it, repeats included, in the order in which they came. */
  readonly received: readonly OutgoingMessage[]
  /** What a recipient was told, each message once, in order. */
  inbox(recipient: string): readonly OutgoingMessage[]
  /** What goes wrong with the next messages, behind what was said before. */
  failNext(...faults: readonly MessageFault[]): void
}

/** A sender for tests, which can be away and lose its replies: it passes `messageSenderSuite`. */
export function mockMessages({ name = 'mock', faults = [] }: MockMessagesOptions = {}): MockMessages {
  const coming = [...faults]
  const received: OutgoingMessage[] = []
  const delivered = new Map<string, OutgoingMessage>()
  const sender: MessageSender = {
    name,
    send: async (message) => {
      received.push(message)
      const fault = coming.shift() ?? 'none'
      if (fault === 'reject') fail('delivery.not_taken', { field: 'message', because: 'was not taken: the sender is away' })
      if (!delivered.has(message.id)) delivered.set(message.id, message)
      if (fault === 'lose_reply') fail('delivery.not_taken', { field: 'message', because: 'was delivered, and the reply is lost' })
      return { reference: `m_${message.id.slice(0, 12)}` }
    },
  }
  return {
    sender,
    received,
    inbox: (recipient) => [...delivered.values()].filter((message) => message.recipient === recipient),
    failNext: (...next) => void coming.push(...next),
  }
}
