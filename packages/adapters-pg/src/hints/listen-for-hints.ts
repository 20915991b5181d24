import { fail } from '@farthing/core'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { hintChannel, type HintKind } from './hint.js'

/** The part of a driver's connection that hears notifications. `pg.Client` has it. */
export interface HintClient {
  connect(): Promise<unknown>
  query(text: string): Promise<unknown>
  on(event: 'notification', listener: (notification: { readonly channel: string; readonly payload?: string | undefined }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  end(): Promise<void>
}

export interface ListenOptions {
  /**
   * Makes a connection for nothing else than listening, and leaves connecting to us: before that we listen for its errors, which would end the process. Straight to
   * the server, because a pooler in transaction mode loses what is listened for.
   */
  readonly client: () => HintClient
  /** Schema that `migrate` made: `farthing` unless given. */
  readonly schema?: string
}

export interface WaitForHint {
  /** How long to wait when no hint comes: 1 ms to an hour. It is what a lost hint costs at most. */
  readonly withinMs: number
  /** Ends the wait early. */
  readonly signal?: AbortSignal
}

export interface Hints {
  /**
   * Waits until there may be something new since this was last asked, or until the time is up. Never rejects for what happens to the connection: one that is
   * lost is opened again by the next call, and until then the time decides. So look after every wait, whatever it says.
   *
   * @throws `storage.wait_invalid` for the time
   */
  next(kind: HintKind, wait: WaitForHint): Promise<'hint' | 'time'>
  /** Closes the connection and ends all waits. */
  end(): Promise<void>
}

interface Wait {
  readonly kind: HintKind
  readonly answer: (said: 'hint' | 'time') => void
}

const kinds: readonly HintKind[] = ['outbox', 'work']
const longestWaitMs = 3_600_000

interface Listener extends Pick<ListenOptions, 'client'> {
  readonly channel: string
  readonly heard: (kind: HintKind) => void
  readonly lost: (client: HintClient) => void
}

/** A connection that listens; none where it cannot be had now. */
async function openListener({ client, channel, heard, lost }: Listener): Promise<HintClient | undefined> {
  let opened: HintClient | undefined
  try {
    const own = (opened = client())
    const state = { isGone: false }
    const lose = (): void => {
      state.isGone = true
      lost(own)
    }
    own.on('error', lose)
    own.on('end', lose)
    own.on('notification', (notification) => {
      const kind = kinds.find((each) => each === notification.payload)
      if (notification.channel === channel && kind !== undefined) heard(kind)
    })
    await own.connect()
    await own.query(`LISTEN "${channel}"`)
    return state.isGone ? undefined : own
  } catch {
    await opened?.end().catch(() => undefined)
    return undefined
  }
}

/**
 * Hears when a transaction of any process has put a message into the outbox, or added work: for storages and queues that are made with `hints: true`.
 *
 * A hint is never more than that. It may come for nothing, for another tenant, twice, or not at all: what there is to do stands in the tables, and who waits
 * looks there each time. After a connection was opened there is a hint of each kind, because those before it were not heard.
 */
export function listenForHints({ client: make, schema = defaultSchema }: ListenOptions): Hints {
  quoteSchema(schema)
  const channel = hintChannel(schema)
  const seen = new Set<HintKind>()
  const waits = new Set<Wait>()
  let client: HintClient | undefined
  let opening: Promise<void> | undefined
  let isEnded = false

  /** Ends the waits for it; where nobody waits, the next one ends at once. */
  function heard(kind: HintKind): void {
    const those = [...waits].filter((wait) => wait.kind === kind)
    if (those.length === 0) seen.add(kind)
    for (const wait of those) wait.answer('hint')
  }

  async function open(): Promise<void> {
    const opened = await openListener({ client: make, channel, heard, lost: (which) => void (client = client === which ? undefined : client) })
    if (isEnded) return opened?.end().catch(() => undefined)
    client = opened
    if (opened !== undefined) for (const kind of kinds) heard(kind)
  }

  async function close(): Promise<void> {
    const open = client
    client = undefined
    await open?.end().catch(() => undefined)
  }

  return {
    next(kind, { withinMs, signal }) {
      if (!Number.isSafeInteger(withinMs) || withinMs < 1 || withinMs > longestWaitMs) {
        fail('storage.wait_invalid', { field: 'withinMs', because: `is ${withinMs}, and can be 1 to ${longestWaitMs}`, facts: { withinMs } })
      }
      if (client === undefined && !isEnded) opening ??= open().finally(() => (opening = undefined))
      return new Promise((resolve) => {
        const wait: Wait = {
          kind,
          answer: (said) => {
            clearTimeout(timer)
            waits.delete(wait)
            signal?.removeEventListener('abort', giveUp)
            resolve(said)
          },
        }
        const giveUp = (): void => wait.answer('time')
        const timer = setTimeout(giveUp, withinMs)
        waits.add(wait)
        signal?.addEventListener('abort', giveUp, { once: true })
        if (seen.delete(kind)) wait.answer('hint')
        else if (isEnded || signal?.aborted === true) giveUp()
      })
    },
    async end() {
      isEnded = true
      for (const { answer } of [...waits]) answer('time')
      await close()
    },
  }
}
