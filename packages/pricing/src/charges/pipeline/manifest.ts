import { checkJson, hashContent, type Digest, type Hash } from '@farthing/core'
import type { FactPackName } from './fact-pack.js'

/** Quantity stages take units out before they are priced, price producers price what is left, amount stages change what that costs. */
export type StageKind = 'quantity' | 'price' | 'amount'

/**
 * What one run of a stage sees: a single charge, the charges of one component, all those of a subscription's period, or all those of an
 * account's, which it can add to and not change.
 */
export type StageScope = 'charge' | 'component' | 'subscription' | 'account'

/** The order in which amount stages run; a later one works on what the earlier ones left. */
export const amountSteps = ['discount', 'bundle', 'cap', 'coupon', 'minimum', 'commitment', 'manual'] as const

export type AmountStep = (typeof amountSteps)[number]

/** A fact pack that a stage reads. */
export interface FactNeed {
  readonly pack: FactPackName
  /** Versions of the pack that the stage can read, such as `[1]`. */
  readonly versions: readonly number[]
  /** Fields of the pack's records that it reads; it is handed no others. */
  readonly fields: readonly string[]
  /** Fields of the pack by which its records may be narrowed before they are handed over. */
  readonly filters?: readonly string[]
  /** Whether the stage cannot do without it. */
  readonly required: boolean
}

/** What a stage says of itself, as data: declare what you use. */
export interface Manifest {
  readonly name: string
  /** A change of any figure is a new version, and the old one stays. */
  readonly version: number
  readonly kind: StageKind
  readonly scope: StageScope
  /** Whether a price producer prices the charges that it is for; one that only adds charges, such as a fee, says `false`. */
  readonly prices?: boolean
  /** Its place among the amount stages; only and always on one. */
  readonly step?: AmountStep
  readonly facts: readonly FactNeed[]
  /** Types of usage events that it reads one by one, beside usage. */
  readonly events?: readonly string[]
  readonly limits: StageLimits
  /** Hash of the module that runs, for a stage that is not code of the host. */
  readonly module?: Hash
}

export interface StageLimits {
  /** Charges that one run is handed at most. */
  readonly charges: number
  /** Effects that one run answers with at most. */
  readonly effects: number
}

/** `percent-discount@1`. */
export function stageName({ name, version }: Pick<Manifest, 'name' | 'version'>): string {
  return `${name}@${version}`
}

/** Hash of what a stage says of itself: what trails and program hashes name it by. */
export function manifestHash(manifest: Manifest, digest?: Digest): Hash {
  return hashContent('stage/1', [checkJson(manifest, 'manifest')], digest)
}
