import { stageName } from './manifest.js'
import type { Stage, StageTable } from './stage.js'

/** Stages by name with version. */
export function stageTable(stages: readonly Stage[]): StageTable {
  return Object.fromEntries(stages.map((stage) => [stageName(stage.manifest), stage]))
}
