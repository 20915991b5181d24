import { addAll, divide, fail, isZero, multiply, signOf, subtract, type Decimal, type Exact } from '@farthing/core'
import { at, optional, readNotNegative, readNamed, readRecord, readText } from '../../models/read-fields.js'
import { amountOf, listAmountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { StageEffect } from '../../charges/pipeline/stage.js'
import { billedShare } from '../billed-share.js'
import { amountPart } from './amount-part.js'

export interface BundleFlatRate {
  /** What the selected charges of a whole period cost together, whatever each costs by itself; a part of a period its share of the time. */
  readonly amount: Decimal
  /** What they are shown under together. */
  readonly label: string
  /** Names the group; the rule's id unless given. */
  readonly group?: string
  /**
   * Fair market values by component: the rate is allocated in proportion to them. By list amounts unless given. The charges of one
   * component share its value by their list amounts, and evenly where they have none.
   */
  readonly values?: { readonly [component: string]: Decimal }
}

/**
 * One rate for a set of charges: each is brought to its share of it, up or down, and all are shown under one label. Shares sum to the rate,
 * exactly. Where there is nothing to allocate to, because no charge is there or none has a value, the rate is a charge of its own.
 *
 * @throws `program.invalid` for a charge whose component has no value while others do
 */
export const bundleFlatRate = /* @__PURE__ */ defineStage<BundleFlatRate>({
  manifest: { name: 'bundle-flat-rate', version: 1, kind: 'amount', scope: 'subscription', step: 'bundle', facts: [], limits: { charges: 10_000, effects: 20_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['amount', 'label', 'group', 'values'])
    return {
      amount: readNotNegative(fields.amount, at(field, 'amount')),
      label: readText(fields.label, at(field, 'label')),
      ...optional(fields, 'group', field, readText),
      ...optional(fields, 'values', field, readValues),
    }
  },

  run({ rule, charges, config, context }) {
    const { label, group: key = rule, values } = config
    const rate = multiply(config.amount, billedShare(context, 'time'))
    const weights = charges.map((charge) => (values === undefined ? positive(listAmountOf(charge)) : valueOf(charge, charges, values, rule)))
    const whole = addAll(weights)
    const groups = charges.map(({ key: charge }): StageEffect => ({ kind: 'group', charge, group: { key, label } }))
    const shares = charges.flatMap((charge, index): readonly StageEffect[] => {
      const share = isZero(whole) ? '0' : divide(multiply(rate, weights[index] ?? '0'), whole)
      const amount = subtract(share, amountOf(charge))
      return isZero(amount) ? [] : [{ kind: 'adjust', charge: charge.key, amount, label }]
    })
    return { effects: isZero(whole) && !isZero(rate) ? [...shares, ...groups, { kind: 'add', label, parts: [amountPart(label, rate)] }] : [...shares, ...groups] }
  },
})

function valueOf({ key, component }: ChargeDraft, charges: readonly ChargeDraft[], values: NonNullable<BundleFlatRate['values']>, rule: string): Exact {
  const value = Object.hasOwn(values, component) ? values[component] : undefined
  if (value === undefined) return fail('program.invalid', { field: `rules.${rule}.config.values`, because: `has none for ${component}`, facts: { component } })
  const own = charges.filter((charge) => charge.component === component)
  const lists = own.map((charge) => positive(listAmountOf(charge)))
  const list = addAll(lists)
  if (isZero(list)) return divide(value, String(own.length) as Decimal)
  return divide(multiply(value, lists[own.findIndex((charge) => charge.key === key)] ?? '0'), list)
}

function positive(amount: Exact): Exact {
  return signOf(amount) > 0 ? amount : '0'
}

function readValues(value: unknown, field: string): NonNullable<BundleFlatRate['values']> {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([component, each]) => [component, readNotNegative(each, at(field, component))]))
}
