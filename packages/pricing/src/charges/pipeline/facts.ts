import { fail, type JsonObject } from '@farthing/core'
import { factPackNames, factPackVersion, type FactPackName } from './fact-pack.js'
import type { FactNeed, Manifest } from './manifest.js'
import type { StageFacts } from './stage.js'

/** The records that a rating is given beside usage, by pack. */
export type Facts = { readonly [pack in FactPackName]?: readonly JsonObject[] }

/**
 * What a stage may read of the facts: the packs that it declares and that are given, each record with its declared fields only. Reading
 * another pack fails rather than finding nothing.
 *
 * @throws `rating.fact_missing` for a required pack that is not there; `rating.fact_version` for one in a version that the stage cannot read;
 *   `stage.fact_undeclared` when the stage reads another one
 */
export function factsFor({ facts: needs }: Manifest, facts: Facts, stage: string): StageFacts {
  const view: { [pack: string]: readonly JsonObject[] } = {}
  for (const need of needs) {
    const records = packFor(need, facts, stage)
    if (records !== undefined) view[need.pack] = records
  }
  return refusingOthers(view, needs, stage)
}

/** The view with a trap on each pack that is not declared. The traps are no properties that JSON would see. */
function refusingOthers(view: StageFacts, needs: readonly FactNeed[], stage: string): StageFacts {
  for (const pack of factPackNames) {
    if (needs.some((need) => need.pack === pack)) continue
    Object.defineProperty(view, pack, {
      get: () => fail('stage.fact_undeclared', { field: `program.${stage}`, because: `reads ${pack}, which its manifest does not declare`, facts: { stage, pack } }),
    })
  }
  return view
}

function packFor({ pack, fields, versions, required }: FactNeed, facts: Facts, stage: string): readonly JsonObject[] | undefined {
  const records = facts[pack]
  if (records === undefined) {
    if (required) fail('rating.fact_missing', { field: `facts.${pack}`, because: `is missing, and the stage ${stage} cannot do without it`, facts: { stage, pack } })
    return undefined
  }
  if (!versions.includes(factPackVersion)) {
    fail('rating.fact_version', { field: `facts.${pack}`, because: `has version ${factPackVersion}, and the stage ${stage} reads ${versions.join(', ')}`, facts: { stage, pack } })
  }
  return records.map((record) => Object.fromEntries(fields.filter((field) => Object.hasOwn(record, field)).map((field) => [field, record[field] ?? null])))
}

/** The view for some charges: records that are of other meters or other components are left out, where the stage says that it does not need them. */
export function narrowedTo(view: StageFacts, { facts: needs }: Manifest, charges: readonly Narrowing[], stage: string): StageFacts {
  const narrowable = needs.filter(({ filters = [] }) => filters.includes('meter') || filters.includes('component'))
  if (narrowable.length === 0) return view
  const narrowed: { [pack: string]: readonly JsonObject[] } = {}
  for (const { pack, filters = [] } of needs) {
    const records = view[pack]
    if (records !== undefined) narrowed[pack] = recordsAbout(records, filters, charges)
  }
  return refusingOthers(narrowed, needs, stage)
}

/** The records that can be about some charges, as far as filters tell. */
export function recordsAbout(records: readonly JsonObject[], filters: readonly string[], charges: readonly Narrowing[]): readonly JsonObject[] {
  return records.filter((record) => filters.every((filter) => fits(record, filter, charges)))
}

/** What a charge says of the records that can be about it. */
interface Narrowing {
  readonly component: string
  readonly meter?: string
}

function fits(record: JsonObject, filter: string, charges: readonly Narrowing[]): boolean {
  if (filter !== 'meter' && filter !== 'component') return true
  const value = record[filter]
  return value === undefined || charges.some((charge) => charge[filter] === value)
}
