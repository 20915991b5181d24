import { isZero, type Decimal } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import type { AmountGrant, QuantityGrant } from './credit-grant.js'
import { consumeCredit, remainingFor, type BookedGrant } from './credit-journal.js'
import { quantityFactsOf, type QuantityFact } from './quantity-facts.js'

const instant = (date: string): string => `${date}T00:00:00.000000Z`
const october = { from: instant('2026-10-01'), to: instant('2026-11-01') }
const terms = { account: 'acme', kind: 'promotional', priority: 1, createdAt: instant('2026-09-01'), effectiveAt: instant('2026-09-01') } as const
const grant: QuantityGrant = { ...terms, id: 'q', meter: 'tokens', quantity: '100' }
const fact = (about: Partial<QuantityFact>): QuantityFact => ({ grant: 'q', meter: 'tokens', quantity: '100', from: october.from, ...about })

/** A grant of which a document took some, on the 3rd or the 12th, if it runs then. */
function bookedWith(own: QuantityGrant, amount: Decimal): BookedGrant {
  const at = [instant('2026-10-03'), instant('2026-10-12')].find((one) => !isZero(remainingFor({ grant: own }, one, 'instant')))
  if (at === undefined) return { grant: own }
  const head = consumeCredit({ grant: own }, { at, availability: 'instant', amount, document: 'INV-1', line: 'l', bookedAt: at }).at(-1)
  return { grant: own, ...(head && { head }) }
}

describe('allowances of a period', () => {
  test.each<[what: string, about: Partial<QuantityGrant>, facts: readonly QuantityFact[]]>([
    ['what is left of a grant that started before, less what other documents took', {}, [fact({ quantity: '40' })]],
    ['the whole of one that starts with it', { id: 'fresh', effectiveAt: october.from }, [fact({ grant: 'fresh' })]],
    ['the whole of one that starts inside, from there on', { id: 'fresh', effectiveAt: instant('2026-10-10') }, [fact({ grant: 'fresh', from: instant('2026-10-10') })]],
    ['what documents left of one that starts inside', { effectiveAt: instant('2026-10-10') }, [fact({ quantity: '40', from: instant('2026-10-10') })]],
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
    ['the whole after a recurrence at the start', { id: 'fresh', recurrence: { unit: 'month', count: 1, zone: 'UTC', anchor: '2026-10-01' } }, [fact({ grant: 'fresh', to: october.to })]],
  ])('%s', (_, about, facts) => {
    const own = { ...grant, ...about }
    expect(quantityFactsOf([own.id === 'fresh' ? { grant: own } : bookedWith(own, '60')], october)).toEqual(facts)
  })

  test('stand in burn order, without what is used up and without money', () => {
    const money: AmountGrant = { ...terms, id: 'm', currency: 'EUR', amount: '5' }
    const credits = [
      bookedWith({ ...grant, id: 'later' }, '98'),
      { grant: money },
      bookedWith({ ...grant, id: 'empty', priority: 0 }, '100'),
      bookedWith({ ...grant, id: 'first', priority: 0, meter: 'calls' }, '99'),
    ]
    expect(quantityFactsOf(credits, october)).toEqual([fact({ grant: 'first', meter: 'calls', quantity: '1' }), fact({ grant: 'later', quantity: '2' })])
  })

  test('are those from before the documents of the period itself, which are rated anew', () => {
    const weekly: QuantityGrant = { ...grant, recurrence: { unit: 'week', count: 2, zone: 'UTC', anchor: '2026-10-10' }, expiresAt: instant('2026-10-24') }
    const use = (booked: BookedGrant, amount: Decimal, at: string) => consumeCredit(booked, { at, amount, document: 'INV-2', line: 'l', bookedAt: at })
    const first = use({ grant: weekly }, '100', instant('2026-10-10'))
    const second = use({ grant: weekly, head: first.at(-1)! }, '30', instant('2026-10-24'))
    const booked = { grant: weekly, head: second.at(-1)! }
    expect(quantityFactsOf([booked], october)).toEqual([fact({ quantity: '70', from: instant('2026-10-10'), to: instant('2026-10-24') })])
    expect(quantityFactsOf([booked], october, [...first, ...second])).toEqual([
      fact({ quantity: '100', to: instant('2026-10-10') }),
      fact({ quantity: '100', from: instant('2026-10-10'), to: instant('2026-10-24') }),
    ])
  })
})
