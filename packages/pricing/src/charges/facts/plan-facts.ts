import { compareBytes } from '@farthing/core'
import { factPackNames, type FactPackName } from '../pipeline/fact-pack.js'
import type { FactNeed, Manifest } from '../pipeline/manifest.js'
import { factPacks } from './fact-packs.js'

/** A stage that is going to run. */
export interface PlannedStage {
  /** Its id in the program. */
  readonly id: string
  readonly manifest: Pick<Manifest, 'facts'>
  /** Packs that it cannot do without this time, whatever its manifest says: a price that goes by transactions. */
  readonly needs?: readonly FactPackName[]
}

/** A pack that can be had, and how much of it. */
export interface AvailablePack {
  readonly pack: FactPackName
  readonly versions: readonly number[]
  /** All fields of the pack unless given. */
  readonly fields?: readonly string[]
  /** About how many records there are. */
  readonly records?: number
}

/** What is to be loaded of one pack, for all stages together. */
export interface PlannedPack {
  readonly pack: FactPackName
  /** The newest that every stage can read and that can be had. */
  readonly version: number
  /** In byte order. */
  readonly fields: readonly string[]
  /** Fields by which records may be left out, because every stage that reads the pack allows it. */
  readonly filters: readonly string[]
  /** Whether a stage cannot do without it. */
  readonly required: boolean
  /** Ids of the stages that read it, in byte order. */
  readonly stages: readonly string[]
  /** About how many records, where that is known. */
  readonly records?: number
}

/** A pack, or a field of one, that a stage needs and that cannot be had. */
export interface MissingFact {
  readonly pack: FactPackName
  /** Absent where the whole pack is missing. */
  readonly field?: string
  /** Ids of the stages that cannot do without it. */
  readonly stages: readonly string[]
}

/** No version of a pack is one that all its stages can read and that can be had. */
export interface VersionConflict {
  readonly pack: FactPackName
  /** What can be had. */
  readonly available: readonly number[]
  readonly stages: readonly { readonly stage: string; readonly versions: readonly number[] }[]
}

/** What a run reads. */
export interface FactPlan {
  /** In the order of `factPackNames`. */
  readonly packs: readonly PlannedPack[]
  readonly missing: readonly MissingFact[]
  readonly conflicts: readonly VersionConflict[]
}

/**
 * The facts that stages read together: the union of what their manifests declare, in one version of each pack, and what of it cannot be had.
 * A pack that can be had and that nobody reads is not in the plan; one that is optional and cannot be had is left out. Pure; the order of the
 * stages changes nothing.
 *
 * @param available every pack of the table in its newest version unless given
 */
export function planFacts(stages: readonly PlannedStage[], available: readonly AvailablePack[] = everyPack()): FactPlan {
  const packs: PlannedPack[] = []
  const missing: MissingFact[] = []
  const conflicts: VersionConflict[] = []
  for (const pack of factPackNames) {
    const readers = readersOf(pack, stages)
    if (readers.length === 0) continue
    const had = available.find((each) => each.pack === pack)
    const requiring = readers.filter(({ required }) => required).map(({ stage }) => stage)
    if (had === undefined) {
      if (requiring.length > 0) missing.push({ pack, stages: sorted(requiring) })
      continue
    }
    const version = newestOf(had.versions.filter((each) => readers.every(({ need }) => need.versions.includes(each))))
    if (version === undefined) {
      conflicts.push({ pack, available: had.versions, stages: readers.map(({ stage, need }) => ({ stage, versions: need.versions })) })
      continue
    }
    const planned = plannedPack(pack, version, readers, had)
    packs.push(planned)
    missing.push(...missingFields(planned, readers, had))
  }
  return { packs, missing, conflicts }
}

interface Reader {
  readonly stage: string
  readonly need: FactNeed
  readonly required: boolean
}

function readersOf(pack: FactPackName, stages: readonly PlannedStage[]): readonly Reader[] {
  const readers = stages.flatMap(({ id, manifest, needs = [] }) =>
    manifest.facts.filter((need) => need.pack === pack).map((need) => ({ stage: id, need, required: need.required || needs.includes(pack) })),
  )
  return oncePerStage(readers.sort((a, b) => compareBytes(a.stage, b.stage)))
}

/** A stage that runs for several subscriptions reads what one of them reads; it is required where one cannot do without it. */
function oncePerStage(readers: readonly Reader[]): readonly Reader[] {
  const same = (a: Reader, b: Reader) => a.stage === b.stage && a.need === b.need
  return readers
    .filter((reader, index) => readers.findIndex((other) => same(reader, other)) === index)
    .map((reader) => ({ ...reader, required: readers.some((other) => same(reader, other) && other.required) }))
}

function plannedPack(pack: FactPackName, version: number, readers: readonly Reader[], { records }: AvailablePack): PlannedPack {
  const [first] = readers
  const filters = (first?.need.filters ?? []).filter((filter) => readers.every(({ need }) => need.filters?.includes(filter) === true))
  return {
    pack,
    version,
    fields: sorted(readers.flatMap(({ need }) => need.fields)),
    filters: sorted(filters),
    required: readers.some(({ required }) => required),
    stages: sorted(readers.map(({ stage }) => stage)),
    ...(records === undefined ? {} : { records }),
  }
}

function missingFields({ pack, fields }: PlannedPack, readers: readonly Reader[], { fields: had = Object.keys(factPacks[pack].fields) }: AvailablePack): readonly MissingFact[] {
  return fields
    .filter((field) => !had.includes(field))
    .map((field) => ({ pack, field, stages: sorted(readers.filter(({ need }) => need.fields.includes(field)).map(({ stage }) => stage)) }))
}

function newestOf(versions: readonly number[]): number | undefined {
  return versions.length === 0 ? undefined : Math.max(...versions)
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compareBytes)
}

function everyPack(): readonly AvailablePack[] {
  return factPackNames.map((pack) => ({ pack, versions: [factPacks[pack].version] }))
}
