import { add, canonicalJson, fail, isZero, multiply, parseInstant, smallest, subtract, type Decimal, type Exact, type Instant, type JsonObject } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { AllowEffect, StageInput } from '../../charges/pipeline/stage.js'
import { activeShare, readProration, type StageProration } from '../billed-share.js'
import { carriedFigure, carriedRecord, isSamePeriod } from '../carried.js'
import { allowUnits } from './allow-units.js'

export interface IncludedQuantity {
  /** Units that each period brings. */
  readonly quantity: Decimal
  /** `all`, the default: the selected charges share it, served in byte order of their keys. `each`: every charge has its own. */
  readonly share?: 'all' | 'each'
  /** What a part of a period brings; all of it, `none`, unless given. */
  readonly proration?: StageProration
  /** The most units that roll over into the next period; none unless given. They are used first and may roll over again. */
  readonly rolloverLimit?: Decimal
  /** When it begins to hold, inclusive: a period before has nothing included. One in which it begins has all of it, or its share of the time. */
  readonly from?: Instant
  /** When it ends, exclusive. */
  readonly to?: Instant
  /** Shown on the charge; `Included` unless given. */
  readonly label?: string
}

/**
 * Units that the period's price already pays for, such as those of reserved capacity.
 *
 * What a period includes is included once, in however many runs it is rated. A period without usage rolls over too. What does not roll
 * over expires with its period. Hands on what is left.
 */
export const includedQuantity = /* @__PURE__ */ defineStage<IncludedQuantity>({
  manifest: { name: 'included-quantity', version: 1, kind: 'quantity', scope: 'subscription', facts: [], limits: { charges: 10_000, effects: 10_000 } },
  check,

  run(input) {
    const { config, context } = input
    const { label = 'Included' } = config
    const share = activeShare(context, config)
    if (isZero(share)) return { effects: [], carry: { period: context.period.from, left: {} } }
    const left: { [pool: string]: Exact } = {}
    const effects: AllowEffect[] = []
    for (const [pool, members] of poolsOf(input)) {
      const available = availableIn(pool, share, input)
      const allowed = allowUnits(members, { available, label })
      effects.push(...allowed.effects)
      left[pool] = subtract(available, allowed.taken)
    }
    return { effects, carry: { period: context.period.from, left } }
  },
})

const shared = 'all'

/** Those that share one allowance, by its name; those of groups that were there before and were not used count too. */
function poolsOf({ charges, config, carry }: StageInput<IncludedQuantity>): readonly (readonly [string, readonly ChargeDraft[]])[] {
  if (config.share !== 'each') return [[shared, charges]]
  const own = charges.map((charge) => [canonicalJson([charge.component, charge.dimensions]), charge] as const)
  const names = new Set([...Object.keys(carriedRecord(carry, 'left')), ...own.map(([name]) => name)])
  return [...names].map((name) => [name, own.filter(([each]) => each === name).map(([, charge]) => charge)])
}

function availableIn(pool: string, share: Exact, { config, carry, context }: StageInput<IncludedQuantity>): Exact {
  const { rolloverLimit = '0', proration = 'none' } = config
  const brought = proration === 'none' ? config.quantity : multiply(config.quantity, share)
  const before = carriedRecord(carry, 'left')
  if (!isSamePeriod(carry, { context })) return add(brought, smallest(carriedFigure(before, pool), rolloverLimit))
  return proration === 'none' ? carriedFigure(before, pool, brought) : add(brought, carriedFigure(before, pool))
}

function check(config: unknown, field: string): IncludedQuantity {
  const fields = readRecord(config, field, ['quantity', 'share', 'proration', 'rolloverLimit', 'from', 'to', 'label'])
  const included = {
    quantity: readNotNegative(fields.quantity, at(field, 'quantity')),
    ...optional(fields, 'share', field, oneOf(['all', 'each'])),
    ...optional(fields, 'proration', field, readProration),
    ...optional(fields, 'rolloverLimit', field, readNotNegative),
    ...optional(fields, 'from', field, readInstant),
    ...optional(fields, 'to', field, readInstant),
    ...optional(fields, 'label', field, readText),
  }
  const { from, to } = included
  if (from !== undefined && to !== undefined && to <= from) fail('period.ends_before_start', { field: at(field, 'to'), because: `is ${to}, and it starts ${from}`, facts: { from, to } satisfies JsonObject })
  return included
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}
