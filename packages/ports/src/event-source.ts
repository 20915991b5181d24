/** A page of a source. */
export interface SourcePage {
  /** CloudEvents as the source has them, unchecked; may be empty when there is more behind `next`. */
  readonly events: readonly unknown[]
  /** Offset behind the last event: an opaque text of at most 1,024 characters. */
  readonly next: string
  /** Whether there is nothing more to give now. */
  readonly done: boolean
}

export interface SourceRequest {
  /** `next` of the page before; from the start unless given. */
  readonly after?: string
  /** Most events of the page, from 1 to 1,000. */
  readonly limit: number
}

/**
 * Events that stand somewhere else, read page by page. Farthing keeps the offset in the transaction that keeps the events, so a page that was
 * read and not kept is read again.
 *
 * Proved by `eventSourceSuite`.
 */
export interface EventSource {
  /** Name under which the tenant's offset is kept: 1 to 256 characters. */
  readonly name: string
  /**
   * One page behind an offset. Changes nothing at the source: the same offset may be read again, also by others and after a restart.
   *
   * Nothing is lost: what the source holds, and what it commits while it is read, comes at this or a later offset, whatever order writers
   * finish in. An event may come twice; ingest counts it once.
   *
   * @throws `source.offset_unknown` for a text that is no offset of this source.
   */
  read(request: SourceRequest): Promise<SourcePage>
}
