import type { Interval, UsageBucket } from '@farthing/core'
import { metersRead } from '../catalog/meters-read.js'
import type { Components } from '../catalog/price-book.js'
import type { Contract, ContractPiece } from './contract.js'

/** The components of a contract and when they hold: those of its plan version for all the time that is billed, unless it has pieces. */
export function contractPieces({ planVersion, pieces }: Pick<Contract, 'planVersion' | 'pieces'>, billed: Interval): readonly ContractPiece[] {
  return pieces ?? [{ from: billed.from, to: billed.to, components: planVersion.content.components }]
}

/** The usage that no piece prices: of meters that it does not read, or from a time in which it reads them no longer. */
export function unpricedUsage(pieces: readonly ContractPiece[], usage: readonly UsageBucket[]): readonly UsageBucket[] {
  const times = new Map<string, Interval[]>()
  for (const { from, to, components } of pieces) {
    for (const meter of Object.values(components).flatMap(metersRead)) times.set(meter, [...(times.get(meter) ?? []), { from, to }])
  }
  return usage.filter(({ meter, from, to }) => times.get(meter)?.some((piece) => piece.from <= from && to <= piece.to) !== true)
}

/** Every component that holds at some time, by its key. */
export function componentsIn(pieces: readonly ContractPiece[]): Components {
  return Object.fromEntries(pieces.flatMap(({ components }) => Object.entries(components)))
}
