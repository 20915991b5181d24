import { fail } from '../../errors/failure.js'
import type { JsonObject } from '../../evidence/json.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { ValueReader } from '../aggregation.js'
import { pathReader } from '../data-path.js'
import type { DataPath } from '../meter.js'
import { decimalAt, textReader, wordReader } from '../value-reader.js'

export type Phase = 'open' | 'accrue' | 'close'

/** What one event says about one allocation. Weight and snapshot stand on `open` only. */
export type Step = {
  readonly allocation: string
  readonly phase: Phase
  readonly weight?: Decimal
  readonly snapshot?: JsonObject
}

export interface AllocationPaths {
  readonly allocation: DataPath
  readonly phase: DataPath
  readonly words: { readonly [phase in Phase]: readonly string[] }
  readonly weight?: DataPath
  readonly snapshot?: DataPath
}

/** The reader throws `meter.value_negative` for a negative weight, and `meter.value_invalid` for a snapshot that is no object. */
export function allocationReader({ allocation, phase, words, weight, snapshot }: AllocationPaths): ValueReader<Step> {
  const readAllocation = textReader(allocation)
  const readPhase = wordReader(phase, words)
  const readWeight = weight === undefined ? () => '1' as const : decimalAt(weight)
  const readSnapshot = snapshot === undefined ? () => undefined : snapshotReader(snapshot)
  return (data) => {
    const step = { allocation: readAllocation(data), phase: readPhase(data) }
    if (step.phase !== 'open') return step
    const weighs = readWeight(data)
    if (weighs.startsWith('-')) fail('meter.value_negative', { field: `data.${weight ?? ''}`, because: `is ${weighs}`, facts: { value: weighs } })
    const stated = readSnapshot(data)
    return { ...step, weight: weighs, ...(stated === undefined ? {} : { snapshot: stated }) }
  }
}

function snapshotReader(path: DataPath): (data: JsonObject) => JsonObject | undefined {
  const read = pathReader(path)
  return (data) => {
    const stated = read(data)
    if (stated === undefined) return undefined
    if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return fail('meter.value_invalid', { field: `data.${path}`, because: 'is no object' })
    return stated as JsonObject
  }
}
