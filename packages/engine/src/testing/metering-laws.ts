import { auditLaw } from './laws/audit.js'
import { batchLaw } from './laws/batch.js'
import { censusLaw } from './laws/census.js'
import { conflictLaw } from './laws/conflict.js'
import { groupsLaw } from './laws/groups.js'
import { lateLaw } from './laws/late.js'
import { mergeLaw } from './laws/merge.js'
import { noTtlLaw } from './laws/no-ttl.js'
import { oneWindowLaw } from './laws/one-window.js'
import { orderLaw } from './laws/order.js'
import { pureTimeLaw } from './laws/pure-time.js'
import { reattachLaw } from './laws/reattach.js'
import { replayLaw } from './laws/replay.js'
import { scopeLaw } from './laws/scope.js'
import { tileLaw } from './laws/tile.js'
import { watermarkLaw } from './laws/watermark.js'
import type { MeteringLaw } from './metering-subject.js'

/** Every law of metering, by the names of the design. */
export const meteringLaws: readonly MeteringLaw[] = [
  orderLaw,
  batchLaw,
  replayLaw,
  conflictLaw,
  scopeLaw,
  noTtlLaw,
  censusLaw,
  oneWindowLaw,
  tileLaw,
  mergeLaw,
  lateLaw,
  watermarkLaw,
  reattachLaw,
  groupsLaw,
  pureTimeLaw,
  auditLaw,
]
