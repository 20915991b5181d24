import { describe, expect, test } from 'vitest'
import type { AmountGrant, QuantityGrant } from './credit-grant.js'
import { quantityFactsOf, type QuantityFact } from './quantity-facts.js'

const instant = (date: string): string => `${date}T00:00:00.000000Z`
const october = { from: instant('2026-10-01'), to: instant('2026-11-01') }
const terms = { account: 'acme', kind: 'promotional', priority: 1, createdAt: instant('2026-09-01'), effectiveAt: instant('2026-09-01') } as const
const grant: QuantityGrant = { ...terms, id: 'q', meter: 'tokens', quantity: '100' }
const fact = (about: Partial<QuantityFact>): QuantityFact => ({ grant: 'q', meter: 'tokens', quantity: '100', from: october.from, ...about })

describe('allowances of a period', () => {
  test.each<[what: string, about: Partial<QuantityGrant>, facts: readonly QuantityFact[]]>([
    ['what is left of a grant that started before', {}, [fact({ quantity: '40' })]],
    ['the whole of one that starts with it', { effectiveAt: october.from }, [fact({})]],
    ['the whole of one that starts inside, from there on', { effectiveAt: instant('2026-10-10') }, [fact({ from: instant('2026-10-10') })]],
    ['up to its end', { expiresAt: instant('2026-10-10') }, [fact({ quantity: '40', to: instant('2026-10-10') })]],
    ['up to its end behind the period', { expiresAt: instant('2026-12-24') }, [fact({ quantity: '40', to: instant('2026-12-24') })]],
    ['up to its voiding', { expiresAt: instant('2026-10-10'), voidedAt: instant('2026-10-05') }, [fact({ quantity: '40', to: instant('2026-10-05') })]],
    ['nothing after its end', { expiresAt: october.from }, []],
    ['nothing before its start', { effectiveAt: october.to }, []],
    ['nothing of one that was void before it started', { effectiveAt: instant('2026-10-10'), voidedAt: instant('2026-10-05') }, []],
    ['the whole again at each recurrence inside', { expiresAt: instant('2026-11-03'), recurrence: { unit: 'week', count: 2, zone: 'UTC', anchor: '2026-10-10' } }, [
      fact({ quantity: '40', to: instant('2026-10-10') }),
      fact({ from: instant('2026-10-10'), to: instant('2026-10-24') }),
      fact({ from: instant('2026-10-24'), to: instant('2026-11-03') }),
    ]],
    ['what is left after a recurrence at the start', { recurrence: { unit: 'month', count: 1, zone: 'UTC', anchor: '2026-10-01' } }, [fact({ quantity: '40', to: october.to })]],
  ])('%s', (_, about, facts) => {
    expect(quantityFactsOf([{ grant: { ...grant, ...about }, remaining: '40' }], october)).toEqual(facts)
  })

  test('stand in burn order, without what is used up and without money', () => {
    const money: AmountGrant = { ...terms, id: 'm', currency: 'EUR', amount: '5' }
    const credits = [
      { grant: { ...grant, id: 'later' }, remaining: '2' },
      { grant: money, remaining: '5' },
      { grant: { ...grant, id: 'empty', priority: 0 }, remaining: '0' },
      { grant: { ...grant, id: 'first', priority: 0, meter: 'calls' }, remaining: '1' },
    ] as const
    expect(quantityFactsOf(credits, october)).toEqual([fact({ grant: 'first', meter: 'calls', quantity: '1' }), fact({ grant: 'later', quantity: '2' })])
  })
})
