import type { Decimal } from '@farthing/core'
import type { GraduatedPrice } from '@farthing/pricing'

/** Four tiers, the first of which has a fee. */
export const price = {
  model: 'graduated',
  tiers: [
    { upTo: '1000', unit: '0.0125', flat: '5' },
    { upTo: '10000', unit: '0.00935' },
    { upTo: '100000', unit: '0.0071' },
    { unit: '0.00519' },
  ],
} as const satisfies GraduatedPrice

/** Quantities as text, every tier alike; half of them whole, the others with up to three digits after the point. The same in every run. */
export function sampleQuantities(count: number): readonly Decimal[] {
  let state = 20261101
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  return Array.from({ length: count }, (_, index) => {
    const whole = 1 + (next() % (9 * 10 ** (2 + (index % 4))))
    const fraction = next() % 2_000
    return (fraction < 1_000 ? `${whole}.${String(fraction).padStart(3, '0')}` : `${whole}`) as Decimal
  })
}
