import { fail, type JsonObject } from '@farthing/core'
import { factPackNames, type FactPackName } from './fact-pack.js'
import type { FactNeed, Manifest } from './manifest.js'
import type { StageFacts } from './stage.js'

/** The records that a rating is given beside usage, by pack. */
export type Facts = { readonly [pack in FactPackName]?: readonly JsonObject[] }

/**
 * What a stage may read of the facts: the packs that it declares, each record with its declared fields only. Reading another pack fails
 * rather than finding nothing.
 *
 * @throws `rating.fact_missing` for a required pack that is not there; `stage.fact_undeclared` when the stage reads another one
 */
export function factsFor({ facts: needs }: Manifest, facts: Facts, stage: string): StageFacts {
  const view: { [pack: string]: readonly JsonObject[] } = {}
  for (const need of needs) view[need.pack] = packFor(need, facts, stage)
  for (const pack of factPackNames.filter((name) => !Object.hasOwn(view, name))) {
    Object.defineProperty(view, pack, {
      get: () => fail('stage.fact_undeclared', { field: `program.${stage}`, because: `reads ${pack}, which its manifest does not declare`, facts: { stage, pack } }),
    })
  }
  return view
}

function packFor({ pack, fields, required }: FactNeed, facts: Facts, stage: string): readonly JsonObject[] {
  const records = facts[pack]
  if (records === undefined && required) {
    fail('rating.fact_missing', { field: `facts.${pack}`, because: `is missing, and the stage ${stage} cannot do without it`, facts: { stage, pack } })
  }
  return (records ?? []).map((record) => Object.fromEntries(fields.filter((field) => Object.hasOwn(record, field)).map((field) => [field, record[field] ?? null])))
}
