/** How far a source has been read. `from` is absent before the first page. */
export interface OffsetStep {
  readonly from?: string
  readonly to: string
}

/** Offsets of event sources of one tenant, by the name of the source. Proved by `offsetStoreSuite`. */
export interface OffsetStore {
  /** Offset behind the last event that was taken in. */
  get(source: string): Promise<string | undefined>
  /**
   * Moves an offset on, in the transaction that takes the events between `from` and `to` in. A step to the same offset is a step too.
   *
   * @throws `storage.conflict` when the stored offset is not `from`: of two readers of one page the second is rolled back and reads on from there.
   */
  advance(source: string, step: OffsetStep): Promise<void>
}
