import type { Failure, JsonObject } from '@farthing/core'
import type { IngestResult } from '../events/ingest-result.js'

/** What became of a batch, as far as a sender wants to know. */
export type SentBatch = Pick<IngestResult, 'refused'> & Partial<Pick<IngestResult, 'quarantined'>>

export interface SenderOptions {
  /** Takes a batch in, each event with its own outcome; may be handed the same batch again after it rejected. */
  readonly send: (events: readonly JsonObject[]) => Promise<SentBatch>
  /** Events that wait at most; 10,000 unless given. One more is dropped. */
  readonly maxBuffered?: number
  /** Events that are sent together at most; 500 unless given. */
  readonly batchSize?: number
  /** Milliseconds that an event waits for others; 1,000 unless given. */
  readonly delayMs?: number
  /** Takes over what could not be sent when the sender is closed, such as a file or a queue of the host. Without it these events are dropped. */
  readonly handOff?: (events: readonly JsonObject[]) => Promise<void>
  /** Told of everything that did not go as it should. What it throws is ignored: it must not reach the host's call. */
  readonly onProblem?: (problem: SenderProblem) => void
}

export type SenderProblem =
  /** The event is lost: there was no room, the sender was closed, or nothing took it over. */
  | { readonly kind: 'dropped'; readonly event: JsonObject; readonly reason: DropReason }
  /** The event is not kept, and sending it again would not help. */
  | { readonly kind: 'refused'; readonly event: JsonObject; readonly failure: Failure }
  /** The event is kept, and counts nowhere on a meter that cannot read it, until a revision of it is readable. */
  | { readonly kind: 'quarantined'; readonly event: JsonObject; readonly meter: string; readonly failure: Failure }
  /** A batch could not be sent; it is tried again. */
  | { readonly kind: 'unsent'; readonly error: unknown; readonly waiting: number }

export type DropReason = 'full' | 'closed' | 'hand_off_failed'

/** `added` is the sum of the others. */
export interface SenderCounts {
  readonly added: number
  /** Taken in, or there before. */
  readonly kept: number
  readonly refused: number
  readonly dropped: number
  readonly handedOff: number
  readonly waiting: number
}

const firstRetryMs = 100
const lastRetryMs = 30_000

/** Sends events in batches, in their order, one batch at a time. */
export class BufferedSender {
  readonly #options: SenderOptions
  readonly #maxBuffered: number
  readonly #batchSize: number
  readonly #delayMs: number
  readonly #waiting: JsonObject[] = []
  readonly #forRoom: (() => void)[] = []
  readonly #counts = { added: 0, kept: 0, refused: 0, dropped: 0, handedOff: 0 }
  #closed = false
  /** What waited is no longer ours: an answer that comes now counts for nothing. */
  #abandoned = false
  #failures = 0
  #running: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: SenderOptions) {
    const { maxBuffered = 10_000, batchSize = 500, delayMs = 1_000 } = options
    this.#options = options
    this.#maxBuffered = maxBuffered
    this.#batchSize = batchSize
    this.#delayMs = delayMs
  }

  /** `false` when the event was dropped. Never throws, never waits. */
  add(event: JsonObject): boolean {
    this.#counts.added += 1
    if (this.#closed) return this.#drop(event, 'closed')
    if (this.#waiting.length >= this.#maxBuffered) return this.#drop(event, 'full')
    this.#waiting.push(event)
    // After a failure the batch waits for its next try, however many come behind it.
    if (this.#waiting.length >= this.#batchSize && this.#failures === 0) this.#sendInBackground()
    else this.#sendIn(this.#delayMs)
    return true
  }

  /** Resolves once there is room for an event: for callers that can wait. */
  room(): Promise<void> {
    if (this.#closed || this.#waiting.length < this.#maxBuffered) return Promise.resolve()
    return new Promise((resolve) => this.#forRoom.push(resolve))
  }

  /** Sends what waits. Rejects with the error of the first batch that cannot be sent; it stays and is tried again. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined
      if (this.#waiting.length > 0) this.#sendIn(this.#failures === 0 ? this.#delayMs : Math.min(lastRetryMs, firstRetryMs * 2 ** (this.#failures - 1)))
    })
    return this.#running
  }

  /** Takes nothing more, sends what waits within the time, and hands over or drops the rest. Never rejects. */
  async close(withinMs: number): Promise<SenderCounts> {
    this.#closed = true
    await within(withinMs, this.flush().catch(() => undefined))
    this.#abandoned = true
    clearTimeout(this.#timer)
    const rest = this.#waiting.splice(0)
    this.#makeRoom()
    if (rest.length > 0) await this.#leave(rest)
    return this.counts()
  }

  counts(): SenderCounts {
    return { ...this.#counts, waiting: this.#waiting.length }
  }

  #sendInBackground(): void {
    // What it rejects with was told.
    this.flush().catch(() => undefined)
  }

  #sendIn(milliseconds: number): void {
    if (this.#timer !== undefined || this.#closed) return
    // Keeps the process alive: one that has nothing else to do ends when nothing waits.
    this.#timer = setTimeout(() => {
      this.#sendInBackground()
    }, milliseconds)
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#batchSize)
      try {
        this.#settle(batch, await this.#options.send(batch))
        this.#failures = 0
      } catch (error) {
        this.#failures += 1
        if (!this.#abandoned) this.#tell({ kind: 'unsent', error, waiting: this.#waiting.length })
        throw error
      }
    }
  }

  #settle(batch: readonly JsonObject[], { refused, quarantined = [] }: SentBatch): void {
    if (this.#abandoned) return
    this.#waiting.splice(0, batch.length)
    this.#counts.kept += batch.length - refused.length
    this.#counts.refused += refused.length
    for (const { index, failure } of refused) this.#tell({ kind: 'refused', event: batch[index] ?? {}, failure })
    for (const { index, meter, failure } of quarantined) this.#tell({ kind: 'quarantined', event: batch[index] ?? {}, meter, failure })
    this.#makeRoom()
  }

  async #leave(rest: readonly JsonObject[]): Promise<void> {
    const { handOff } = this.#options
    if (handOff !== undefined) {
      try {
        await handOff(rest)
        this.#counts.handedOff += rest.length
        return
      } catch (error) {
        this.#tell({ kind: 'unsent', error, waiting: rest.length })
      }
    }
    for (const event of rest) this.#drop(event, handOff === undefined ? 'closed' : 'hand_off_failed')
  }

  #drop(event: JsonObject, reason: DropReason): false {
    this.#counts.dropped += 1
    this.#tell({ kind: 'dropped', event, reason })
    return false
  }

  #makeRoom(): void {
    for (const resolve of this.#forRoom.splice(0)) resolve()
  }

  #tell(problem: SenderProblem): void {
    try {
      this.#options.onProblem?.(problem)
    } catch {
      // The counts have it, and nothing may break the host's call.
    }
  }
}

/** Resolves when the work is done or the time is over. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, over])
  clearTimeout(timer)
}
