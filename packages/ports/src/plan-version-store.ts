import type { Hash } from '@farthing/core'
import type { PlanVersion } from '@farthing/pricing'

/** Published plans of one tenant. Append-only. Proved by `planVersionStoreSuite`. */
export interface PlanVersionStore {
  /** Keeps a published version; the same content again is a no-op. @throws `storage.conflict` when the version exists with other content. */
  put(version: PlanVersion): Promise<void>
  get(version: Hash): Promise<PlanVersion | undefined>
  /** Those of these versions that are kept, each once, in the order of their hashes. One step, however many they are. */
  find(versions: readonly Hash[]): Promise<readonly PlanVersion[]>
}
