/** What a hint is about: a message in the outbox of some account, or work that is due. */
export type HintKind = 'outbox' | 'work'

export interface HintOptions {
  /**
   * Notifies whoever listens when there is something new, with the transaction that writes it; not unless given. The server sends notifications of one database
   * one transaction after another, so commits that write many queue up behind each other.
   */
  readonly hints?: boolean
}

/** Where hints of a schema are sent. They carry no tenant and no account: whoever may connect can listen. */
export function hintChannel(schema: string): string {
  return `farthing ${schema}`
}
