import { canonicalJson, fail, parseInstant, type Decimal, type Dimensions, type Instant } from '@farthing/core'
import { at, optional, readDecimal, readObject, readRecord, readText } from '../../models/read-fields.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { amountPart } from './amount-part.js'

export interface ManualAdjustment {
  /** Below 0 for a credit. */
  readonly amount: Decimal
  /** When it takes effect: the run that bills this instant makes it, and no other. */
  readonly at: Instant
  /** Why, in words. */
  readonly reason: string
  /** Who decided it. */
  readonly actor: string
  /** The charge that it changes; a charge of its own unless given. */
  readonly charge?: { readonly component: string; readonly dimensions?: Dimensions }
  /** Shown on the charge; the reason unless given. */
  readonly label?: string
}

/**
 * A credit or debit that somebody decided. Reason and actor stand in the program, whose hash is in every rating key; the rule's id is
 * in the trail. A charge with one group of usage is named by its component alone.
 *
 * @throws `stage.effect_refused` where no charge, or more than one, is the one named; `stage.over_discounted` for a credit to a charge that
 *   is larger than what is left of it
 */
export const manualAdjustments = /* @__PURE__ */ defineStage<ManualAdjustment>({
  manifest: { name: 'manual-adjustments', version: 1, kind: 'amount', scope: 'subscription', step: 'manual', facts: [], limits: { charges: 10_000, effects: 1 } },

  check(config, field) {
    const fields = readRecord(config, field, ['amount', 'at', 'reason', 'actor', 'charge', 'label'])
    return {
      amount: readDecimal(fields.amount, at(field, 'amount')),
      at: parseInstant(readText(fields.at, at(field, 'at')), { field: at(field, 'at') }),
      reason: readText(fields.reason, at(field, 'reason')),
      actor: readText(fields.actor, at(field, 'actor')),
      ...optional(fields, 'charge', field, readCharge),
      ...optional(fields, 'label', field, readText),
    }
  },

  run({ rule, charges, config, context: { billed } }) {
    const { amount, at: effective, reason, charge, label = reason } = config
    if (effective < billed.from || effective >= billed.to) return { effects: [] }
    if (charge === undefined) return { effects: [{ kind: 'add', label, parts: [amountPart(label, amount)] }] }
    return { effects: [{ kind: 'adjust', charge: namedCharge(charges, charge, rule).key, amount, label }] }
  },
})

function namedCharge(charges: readonly ChargeDraft[], { component, dimensions }: NonNullable<ManualAdjustment['charge']>, rule: string): ChargeDraft {
  const named = charges.filter((each) => each.component === component && (dimensions === undefined || canonicalJson(each.dimensions) === canonicalJson(dimensions)))
  const [only] = named
  if (only !== undefined && named.length === 1) return only
  return fail('stage.effect_refused', { field: `rules.${rule}.config.charge`, because: `fits ${named.length} charges and not one`, facts: { component, charges: named.length } })
}

function readCharge(value: unknown, field: string): NonNullable<ManualAdjustment['charge']> {
  const fields = readRecord(value, field, ['component', 'dimensions'])
  return { component: readText(fields.component, at(field, 'component')), ...optional(fields, 'dimensions', field, readDimensions) }
}

function readDimensions(value: unknown, field: string): Dimensions {
  return Object.fromEntries(Object.entries(readObject(value, field)).map(([name, each]) => [name, each === null ? null : readText(each, at(field, name))]))
}
