/** A quantity as the auditor computes it: `units` × 10^-60, shared by `by`. */
export interface AuditQuantity {
  readonly units: bigint
  readonly by: bigint
}

const places = 60

/** What a JSON value states in units of 10^-60, or nothing where it states no decimal that may be sent. */
export function unitsOf(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const shape = typeof value === 'string' ? /^(-?)([0-9]+)(?:\.([0-9]+))?()$/ : /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/
  const parts = shape.exec(String(value))
  if (parts === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = ''] = parts
  if ((whole + fraction).replace(/^0+/, '').replace(/0+$/, '').length > 38) return undefined
  const size = BigInt(whole + fraction) * 10n ** BigInt(places - fraction.length + Number(exponent === '' ? '0' : exponent))
  return sign === '-' ? -size : size
}

/** How many units one is. */
export const one = 10n ** BigInt(places)

/** Whether the text of a decimal or a fraction says exactly this, by multiplying across. */
export function says(text: string, { units, by }: AuditQuantity): boolean {
  const [numerator = '', denominator = '1'] = text.split('/')
  const stated = unitsOf(numerator)
  return stated !== undefined && stated * by === units * BigInt(denominator)
}

/** As people write it; `units` over `by` where it is shared. */
export function written({ units, by }: AuditQuantity): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const decimal = `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
  return by === 1n ? decimal : `${decimal}/${by}`
}
