import { checkJson, type JsonObject } from '@farthing/core'
import type { Manifest } from './manifest.js'
import type { Stage, StageInput, StageOutput } from './stage.js'

/** A stage whose configuration has a type: its `run` is handed what its own `check` made. */
export function defineStage<C extends object>(stage: {
  readonly manifest: Manifest
  readonly check: (config: unknown, field: string) => C
  readonly run: (input: StageInput<C>) => StageOutput
}): Stage {
  return {
    manifest: stage.manifest,
    check: (config, field) => checkJson(stage.check(config, field), field) as JsonObject,
    run: (input) => stage.run(input as StageInput<JsonObject & C>),
  }
}
