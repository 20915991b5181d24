import { describeValue, fail, parseDecimal, type CurrencyCode, type Decimal, type JsonObject } from '@farthing/core'

/** How an allocation was bought. */
export type AllocationMode = 'on_demand' | 'reserved' | 'spot'

/** What was promised for an allocation when it was made. Without a unit price it is priced by the catalogue. */
export interface PriceSnapshot {
  readonly mode?: AllocationMode
  readonly unitPrice?: Decimal
  readonly currency?: CurrencyCode
  readonly planVersion?: string
}

const modes: readonly string[] = ['on_demand', 'reserved', 'spot']

/**
 * Reads a snapshot as events carry it. What else stands in it is left alone: it was stored by the host.
 *
 * @throws `rating.snapshot_invalid`; `rating.currency_mismatch` where its price is in another currency than the contract
 */
export function readSnapshot(snapshot: JsonObject, currency: CurrencyCode, field: string): PriceSnapshot {
  const mode = textOf(snapshot, 'mode', field)
  if (mode !== undefined && !modes.includes(mode)) refuse(`${field}.mode`, `is ${describeValue(mode)} and not one of ${modes.join(', ')}`)
  const unit = textOf(snapshot, 'unitPrice', field)
  const priced = textOf(snapshot, 'currency', field)
  const planVersion = textOf(snapshot, 'planVersion', field)
  if (unit !== undefined && priced === undefined) refuse(`${field}.currency`, 'is missing beside a unit price')
  if (priced !== undefined && priced !== currency) {
    fail('rating.currency_mismatch', { field: `${field}.currency`, because: `is ${priced} in a contract in ${currency}`, facts: { currency: priced, expected: currency } })
  }
  return {
    ...(mode === undefined ? {} : { mode: mode as AllocationMode }),
    ...(unit === undefined ? {} : { unitPrice: parseDecimal(unit, `${field}.unitPrice`) }),
    ...(priced === undefined ? {} : { currency }),
    ...(planVersion === undefined ? {} : { planVersion }),
  }
}

function textOf(snapshot: JsonObject, key: string, field: string): string | undefined {
  const value = Object.hasOwn(snapshot, key) ? snapshot[key] : undefined
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  return refuse(`${field}.${key}`, `is ${describeValue(value)} and not text`)
}

function refuse(field: string, because: string): never {
  return fail('rating.snapshot_invalid', { field, because })
}
