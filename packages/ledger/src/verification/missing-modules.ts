import { aggregations as builtInAggregations, type Hash } from '@farthing/core'
import { builtInStages, manifestHash, type RatingOptions } from '@farthing/pricing'
import type { EvidenceBundle } from './evidence-bundle.js'

/** Code of a third party that made an invoice and is not at hand. */
export interface MissingModule {
  readonly kind: 'stage' | 'aggregation'
  /** `surge@1`; the name of an aggregation. */
  readonly name: string
  /** Of a stage: the hash of the manifest that is asked for. */
  readonly hash?: Hash
  /** The hash of the stage that is at hand under this name, where it is another. */
  readonly found?: Hash
}

/** What a bundle was made with and these options do not have, stages first, in the order of the bundle. */
export function missingModules({ stages, aggregations }: Pick<EvidenceBundle, 'stages' | 'aggregations'>, options: RatingOptions = {}): readonly MissingModule[] {
  const { digest, stages: stageTable = builtInStages, aggregations: aggregationTable = builtInAggregations } = options
  return [
    ...stages.flatMap(({ use, hash }): readonly MissingModule[] => {
      const stage = Object.hasOwn(stageTable, use) ? stageTable[use] : undefined
      const found = stage === undefined ? undefined : manifestHash(stage.manifest, digest)
      return found === hash ? [] : [{ kind: 'stage', name: use, hash, ...(found === undefined ? {} : { found }) }]
    }),
    ...aggregations.filter((name) => !Object.hasOwn(aggregationTable, name)).map((name): MissingModule => ({ kind: 'aggregation', name })),
  ]
}
