import { parseInstant, type Decimal, type Instant } from '@farthing/core'
import { chargePart } from '../../models/charge-part.js'
import { at, oneOf, optional, readDecimal, readRecord, readText, readYesOrNo } from '../../models/read-fields.js'
import { defineStage } from '../pipeline/define-stage.js'
import type { Stage, StageContext } from '../pipeline/stage.js'

export interface SetupFeeConfig {
  readonly amount: Decimal
  /** `Set-up fee` unless given. */
  readonly label?: string
  /** The instant at which it is due; when the account came to the plan unless given. */
  readonly when?: Instant
  /** `advance` unless given. */
  readonly billing?: 'advance' | 'arrears'
  readonly product?: string
  readonly category?: string
  readonly taxable?: boolean
  readonly taxCategory?: string
}

/**
 * Adds a fee that is due once: where the instant lies in the billed time, whole however little of the period that is. A change inside the
 * plan does not make it due again, nor does a pause; coming to another plan that has one does.
 */
export const setupFee: Stage = /* @__PURE__ */ defineStage<SetupFeeConfig>({
  manifest: { name: 'setup-fee', version: 1, kind: 'price', scope: 'subscription', prices: false, facts: [], limits: { charges: 1_000_000, effects: 1 } },

  check(config, field) {
    const fields = readRecord(config, field, ['amount', 'label', 'when', 'billing', 'product', 'category', 'taxable', 'taxCategory'])
    return {
      amount: readDecimal(fields.amount, at(field, 'amount')),
      ...optional(fields, 'label', field, readText),
      ...optional(fields, 'when', field, (when, place) => parseInstant(readText(when, place), { field: place })),
      ...optional(fields, 'billing', field, oneOf(['advance', 'arrears'])),
      ...optional(fields, 'product', field, readText),
      ...optional(fields, 'category', field, readText),
      ...optional(fields, 'taxable', field, readYesOrNo),
      ...optional(fields, 'taxCategory', field, readText),
    }
  },

  run({ config, context }) {
    const { amount, label = 'Set-up fee', when, billing = 'advance', ...hints } = config
    if (!isDue(when ?? context.startedAt, context)) return { effects: [] }
    return { effects: [{ kind: 'add', label, billing, ...hints, parts: [chargePart({ label, quantity: '1', unit: amount })] }] }
  },
})

function isDue(when: Instant | undefined, { billed }: StageContext): boolean {
  return when !== undefined && billed.from <= when && when < billed.to
}
