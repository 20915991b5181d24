import { fail } from '@farthing/core'
import type { StageRef } from '../charge-adjustment.js'
import type { Manifest, StageLimits } from './manifest.js'

/** Refuses a run that is handed, or answers, more than its manifest allows. @throws `stage.limit_exceeded` */
export function checkLimit(what: keyof StageLimits, count: number, { limits }: Manifest, { id, use }: StageRef): void {
  const limit = limits[what]
  if (count <= limit) return
  fail('stage.limit_exceeded', { field: `program.${id}`, because: `has ${count} ${what} in one run of ${use}, more than ${limit}`, facts: { what, count, limit } })
}
