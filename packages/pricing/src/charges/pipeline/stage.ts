import type { CurrencyCode, Exact, Instant, Interval, JsonObject, TenantId } from '@farthing/core'
import type { ChargePart } from '../../models/charge-part.js'
import type { UnitSource } from '../charge-adjustment.js'
import type { ChargeGroup, Side } from '../charge.js'
import type { ChargeDraft, DraftTarget } from './charge-draft.js'
import type { Manifest } from './manifest.js'

/** What holds for the whole run. */
export interface StageContext {
  readonly tenant: TenantId
  readonly side: Side
  readonly account: string
  /** Absent in an account program. */
  readonly subscription?: string
  readonly currency: CurrencyCode
  /** The whole billing period. */
  readonly period: Interval
  /** The part of it that is billed. */
  readonly billed: Interval
  /** When the subscription began; absent in an account program. */
  readonly startedAt?: Instant
  /** Whether a later run bills more of this period, as before a change of plan; what settles a whole period waits for the last one. */
  readonly continues?: true
}

/** Records of the declared packs, each with its declared fields only. */
export type StageFacts = { readonly [pack: string]: readonly JsonObject[] }

/** All that a stage sees: plain JSON, so that it may run in another process. */
export interface StageInput<C = JsonObject> {
  /** The rule of its configuration that is run; a stage with several is run for each, in order. */
  readonly rule: string
  readonly config: C
  /** Those in its scope that its selector names, in byte order of their keys. */
  readonly charges: readonly ChargeDraft[]
  readonly facts: StageFacts
  readonly context: StageContext
  /** What its run for the same scope in the period before handed on; `{}` for the first. */
  readonly carry: JsonObject
}

/** Takes units out of a charge before it is priced; quantity stages only. */
export interface AllowEffect {
  readonly kind: 'allow'
  readonly charge: string
  /** Above 0, and no more than is left. */
  readonly quantity: Exact
  readonly label: string
  /** The grant that they are taken from, if any. */
  readonly source?: UnitSource
}

/** Prices what is left of a charge; price producers only. */
export interface PriceEffect {
  readonly kind: 'price'
  readonly charge: string
  /** Their quantities sum to the quantity that is left. */
  readonly parts: readonly ChargePart[]
  /** The price is the stage's own and not that of the charge, whose model it becomes. */
  readonly own?: true
}

/** Changes what a priced charge costs; amount stages only. */
export interface AdjustEffect {
  readonly kind: 'adjust'
  readonly charge: string
  readonly amount: Exact
  readonly label: string
}

/** Adds a charge: a set-up fee, a true-up, a cap, a correction by hand. Price producers and amount stages. */
export interface AddEffect {
  readonly kind: 'add'
  /** What tells it from the other charges of this rule; none where it has one only. */
  readonly name?: string
  readonly label: string
  readonly parts: readonly ChargePart[]
  readonly billing?: 'advance' | 'arrears'
  readonly product?: string
  readonly category?: string
  readonly taxable?: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
  /** `amount` of its parts is what brings the sum of the charges `of` to `amount`. */
  readonly target?: DraftTarget
}

/** Shows a charge together with others; amount stages only. */
export interface GroupEffect {
  readonly kind: 'group'
  readonly charge: string
  readonly group: ChargeGroup
}

export type StageEffect = AllowEffect | PriceEffect | AdjustEffect | AddEffect | GroupEffect

/** Something that a person should look at, such as a coupon that was larger than what was left. */
export interface StageWarning {
  /** Stable, such as `coupon_not_used_up`. */
  readonly code: string
  readonly because: string
  readonly charge?: string
}

/** What a stage answers: plain JSON. What it does not name stays as it is. */
export interface StageOutput {
  readonly effects: readonly StageEffect[]
  readonly warnings?: readonly StageWarning[]
  /** What its run for the same scope in the next period is handed; nothing unless given. */
  readonly carry?: JsonObject
}

/** One step of a program. Pure: the answer follows from the input alone. */
export interface Stage {
  readonly manifest: Manifest
  /** Reads a rule's configuration in canonical form. @throws the `program.*` and `catalog.malformed` codes, naming the field */
  readonly check: (config: unknown, field: string) => JsonObject
  /** Its configuration went through `check`. */
  readonly run: (input: StageInput) => StageOutput
}

/** Stages by name with version. */
export interface StageTable {
  readonly [use: string]: Stage
}
