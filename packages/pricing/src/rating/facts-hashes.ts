import { hashContent, type Digest, type Hash, type JsonObject } from '@farthing/core'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { factPackNames, type FactPackName } from '../charges/pipeline/fact-pack.js'
import { recordsAbout, type Facts } from '../charges/pipeline/facts.js'
import type { FactNeed } from '../charges/pipeline/manifest.js'
import { stageOf, type Program } from '../charges/pipeline/program.js'
import type { StageTable } from '../charges/pipeline/stage.js'

/** What stages could see. */
export interface SeenFacts {
  readonly program: Program
  readonly table: StageTable
  readonly facts: Facts
  /** Digests of the usage of all charges. */
  readonly usage: readonly Hash[]
}

/**
 * What a charge may depend on beside its own usage, hashed: the records that the stages which ran on it can have seen, or all records of every
 * declared pack, with the usage of all charges, once a stage sees several of them. Null where it depends on nothing else, so that other facts
 * make no new rating of it.
 */
export function factsHashes({ program, table, facts, usage }: SeenFacts, digest?: Digest): (draft: ChargeDraft) => Hash | null {
  const manifests = program.stages.map(({ use, id }) => ({ id, ...stageOf(table, use, `program.${id}`).manifest }))
  const seesOthers = manifests.some(({ scope, facts: needs }) => scope !== 'charge' || needs.some(({ pack }) => pack === 'usage'))
  const known = new Map<string, Hash | null>()
  return (draft) => {
    const seeing = seesOthers ? manifests : manifests.filter(({ id }) => draft.stages.some((ref) => ref.id === id))
    const needs = seeing.flatMap((manifest) => manifest.facts).filter(({ pack }) => facts[pack] !== undefined)
    const { component, meter } = draft
    // Charges that the same stages ran on see the same records unless these are told apart by component or meter.
    const key = JSON.stringify([seeing.map(({ id }) => id), needs.length === 0 || seesOthers ? [] : [component, meter]])
    const found = known.get(key)
    if (found !== undefined) return found
    const seen = seesOthers ? recordsOfAll(needs, facts) : recordsOfOne(needs, facts, draft)
    const made = seesOthers || seen.length > 0 ? hashContent('facts/1', [seesOthers ? usage : [], seen], digest) : null
    known.set(key, made)
    return made
  }
}

type SeenPack = readonly [pack: FactPackName, records: readonly JsonObject[]]

function recordsOfAll(needs: readonly FactNeed[], facts: Facts): readonly SeenPack[] {
  return factPackNames.filter((name) => needs.some(({ pack }) => pack === name)).map((name) => [name, facts[name] ?? []])
}

function recordsOfOne(needs: readonly FactNeed[], facts: Facts, draft: ChargeDraft): readonly SeenPack[] {
  return needs.map(({ pack, filters = [] }) => [pack, recordsAbout(facts[pack] ?? [], filters, [draft])])
}
