import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { checkFxSnapshot, fxSnapshot, type FxRate } from './fx-snapshot.js'

const ecb = { base: 'EUR', quote: 'USD', rate: '1.0837', inverse: { rule: 'divide' }, provider: 'ecb-reference', at: '2026-10-30T14:15:00Z' } as const

describe('fxSnapshot', () => {
  it('is canonical and known by its content', () => {
    const snapshot = fxSnapshot(ecb)
    expect(snapshot).toEqual({ ...ecb, at: '2026-10-30T14:15:00.000000Z', id: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(fxSnapshot({ ...ecb, rate: '1.08370', at: '2026-10-30T15:15:00+01:00' })).toEqual(snapshot)
    expect(checkFxSnapshot(snapshot)).toEqual(snapshot)
  })

  it('is another snapshot when anything that it says differs', () => {
    const others: readonly Partial<FxRate>[] = [
      { base: 'GBP' }, { quote: 'CHF' }, { rate: '1.0838' }, { inverse: { rule: 'refuse' } }, { inverse: { rule: 'stated', rate: '0.92' } }, { provider: 'other' }, { at: '2026-10-30T14:15:00.000001Z' },
    ]
    const ids = [{}, ...others].map((change) => fxSnapshot<string, string>({ ...ecb, ...change }).id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each<readonly [name: string, change: Partial<FxRate>, code: string, field: string]>([
    ['a rate of zero', { rate: '0' }, 'fx.snapshot_invalid', 'fx.rate'],
    ['a negative rate', { rate: '-1' }, 'fx.snapshot_invalid', 'fx.rate'],
    ['a rate that is no number', { rate: 'NaN' as Decimal }, 'decimal.malformed', 'fx.rate'],
    ['one currency on both sides', { quote: 'EUR' }, 'fx.snapshot_invalid', 'fx.quote'],
    ['an unknown currency', { quote: 'usd' }, 'money.currency_unknown', 'fx.quote'],
    ['no word about the way back', { inverse: undefined as never }, 'fx.snapshot_invalid', 'fx.inverse'],
    ['an unknown rule for the way back', { inverse: { rule: 'guess' } as never }, 'fx.snapshot_invalid', 'fx.inverse.rule'],
    ['a way back for nothing', { inverse: { rule: 'stated', rate: '0' } }, 'fx.snapshot_invalid', 'fx.inverse.rate'],
    ['a provider without a name', { provider: '' }, 'text.empty', 'fx.provider'],
    ['a day instead of an instant', { at: '2026-10-30' }, 'time.malformed', 'fx.at'],
  ])('refuses %s', (_, change, code, field) => {
    expect(refusalOf(() => fxSnapshot<string, string>({ ...ecb, ...change }))).toEqual({ code, field })
  })

  it('finds a snapshot whose rate was changed after it was made', () => {
    expect(refusalOf(() => checkFxSnapshot({ ...fxSnapshot(ecb), rate: '1.0838' }))).toEqual({ code: 'fx.snapshot_invalid', field: 'fx.id' })
  })
})
