import { add, canonicalJson, compareBytes, describeValue, fail, largest, subtract, type Exact, type JsonObject } from '@farthing/core'
import { optional, readRecord, readText } from '../../models/read-fields.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { AllowEffect, StageContext } from '../../charges/pipeline/stage.js'
import { carriedFigure, carriedRecord, isSamePeriod } from '../carried.js'
import { allowUnits } from './allow-units.js'

export interface QuantityGrants {
  /** Shown on the charge where the grant has no label of its own; `Granted` unless given. */
  readonly label?: string
}

/**
 * Units that were granted, from the pack `balances`: what is left of each grant at the start of the period. A grant covers the charges of
 * its meter and of its category, all where it names none, if it holds in any of the time that is billed.
 *
 * The grant that expires first is used first, those that never do last, equal ones in byte order of their ids. Hands on what the period took
 * of each grant under `taken`: the host's to subtract from its balances.
 */
export const quantityGrants = /* @__PURE__ */ defineStage<QuantityGrants>({
  manifest: {
    name: 'quantity-grants',
    version: 1,
    kind: 'quantity',
    scope: 'subscription',
    facts: [{ pack: 'balances', versions: [1], fields: ['grant', 'meter', 'quantity', 'category', 'label', 'from', 'to'], filters: ['meter'], required: true }],
    limits: { charges: 10_000, effects: 100_000 },
  },

  check(config, field) {
    return optional(readRecord(config, field, ['label']), 'label', field, readText)
  },

  run({ charges, config, facts, carry, context }) {
    const taken: { [grant: string]: Exact } = {}
    const before = isSamePeriod(carry, { context }) ? carriedRecord(carry, 'taken') : {}
    const left = new Map(charges.map(({ key, quantity }) => [key, quantity]))
    const effects: AllowEffect[] = []
    for (const grant of grantsIn(facts.balances ?? [], context)) {
      const used = carriedFigure(before, grant.key)
      const covered = charges.filter((charge) => covers(grant, charge))
      const allowed = allowUnits(covered, largest(subtract(grant.quantity, used), '0'), grant.label ?? config.label ?? 'Granted', left)
      for (const { charge, quantity } of allowed.effects) left.set(charge, subtract(left.get(charge) ?? '0', quantity))
      effects.push(...allowed.effects)
      taken[grant.key] = add(used, allowed.taken)
    }
    return { effects, carry: { period: context.period.from, taken } }
  },
})

interface Grant {
  /** Canonical JSON of what tells it from the others. */
  readonly key: string
  readonly meter: string | undefined
  readonly category: string | undefined
  readonly label: string | undefined
  readonly quantity: Exact
  readonly to: string | undefined
}

/** Those that hold, in the order in which they are used. */
function grantsIn(records: readonly JsonObject[], { billed }: StageContext): readonly Grant[] {
  const holding = records.filter((record) => {
    const { from, to } = { from: textOf(record, 'from'), to: textOf(record, 'to') }
    return (from === undefined || from < billed.to) && (to === undefined || to > billed.from)
  })
  return holding.map(grantOf).sort((a, b) => compareBytes(a.to ?? never, b.to ?? never) || compareBytes(a.key, b.key))
}

/** Sorts behind every instant. */
const never = '~'

function grantOf(record: JsonObject): Grant {
  const [id, meter, category, from] = ['grant', 'meter', 'category', 'from'].map((name) => textOf(record, name))
  const key = canonicalJson([id ?? null, meter ?? null, category ?? null, from ?? null])
  return { key, meter, category, label: textOf(record, 'label'), quantity: add((textOf(record, 'quantity') ?? '0') as Exact, '0'), to: textOf(record, 'to') }
}

function covers({ meter, category }: Grant, charge: ChargeDraft): boolean {
  return (meter === undefined || meter === charge.meter) && (category === undefined || category === charge.category)
}

function textOf(record: JsonObject, name: string): string | undefined {
  const value = record[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  return fail('rating.fact_missing', { field: `facts.balances.${name}`, because: `is ${describeValue(value)} and not text` })
}
