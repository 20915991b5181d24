import { add, canonicalJson, compare, compareBytes, describeValue, fail, largest, subtract, type Exact, type Json, type JsonObject } from '@farthing/core'
import { optional, readRecord, readText } from '../../models/read-fields.js'
import type { UnitSource } from '../../charges/charge-adjustment.js'
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
 * its meter, of its category and of its scope, all where it names none, if it holds in any of the time that is billed.
 *
 * The grant with the lowest `rank` is used first; of one rank that which expires first, those that never do last, equal ones in byte order of their ids. What
 * each charge took stands on it as `granted`, for the journals of the grants. Hands on what the period took of each grant so far under `taken`, so that a
 * period that is rated in parts takes it once.
 */
export const quantityGrants = /* @__PURE__ */ defineStage<QuantityGrants>({
  manifest: {
    name: 'quantity-grants',
    version: 1,
    kind: 'quantity',
    scope: 'subscription',
    facts: [{ pack: 'balances', versions: [1], fields: ['grant', 'meter', 'quantity', 'category', 'scope', 'label', 'rank', 'from', 'to'], filters: ['meter'], required: true }],
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
      const available = largest(subtract(grant.quantity, used), '0')
      const allowed = allowUnits(covered, { available, label: grant.label ?? config.label ?? 'Granted', left, source: grant.source })
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
  readonly source: UnitSource
  readonly meter: string | undefined
  readonly category: string | undefined
  readonly scope: Json | undefined
  readonly label: string | undefined
  readonly rank: Exact
  readonly quantity: Exact
}

/** Those that hold, in the order in which they are used. */
function grantsIn(records: readonly JsonObject[], { billed }: StageContext): readonly Grant[] {
  const grants = records.map(grantOf).filter(({ source: { from, to } }) => (from === undefined || from < billed.to) && (to === undefined || to > billed.from))
  return grants.sort((a, b) => compare(a.rank, b.rank) || compareBytes(a.source.to ?? never, b.source.to ?? never) || compareBytes(a.key, b.key))
}

/** Sorts behind every instant. */
const never = '~'

function grantOf(record: JsonObject): Grant {
  const [id, meter, category, label, from, to] = ['grant', 'meter', 'category', 'label', 'from', 'to'].map((name) => textOf(record, name))
  return {
    key: canonicalJson([id ?? null, meter ?? null, category ?? null, from ?? null]),
    source: { grant: id ?? '', ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    meter,
    category,
    scope: record['scope'],
    label,
    rank: add((textOf(record, 'rank') ?? '0') as Exact, '0'),
    quantity: add((textOf(record, 'quantity') ?? '0') as Exact, '0'),
  }
}

function covers({ meter, category, scope }: Grant, charge: ChargeDraft): boolean {
  return (meter === undefined || meter === charge.meter) && (category === undefined || category === charge.category) && isInScope(scope, charge)
}

/** Whether one of the lists names the charge. */
function isInScope(scope: Json | undefined, { meter, category, component }: ChargeDraft): boolean {
  if (scope === undefined || scope === null) return true
  const lists = Object.entries(scope)
  const names = (list: string, value: string | undefined) => {
    const listed = lists.find(([name]) => name === list)?.[1] as Json | undefined
    return value !== undefined && Array.isArray(listed) && listed.includes(value)
  }
  return names('meters', meter) || names('categories', category) || names('charges', component)
}

function textOf(record: JsonObject, name: string): string | undefined {
  const value = record[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  return fail('rating.fact_missing', { field: `facts.balances.${name}`, because: `is ${describeValue(value)} and not text` })
}
