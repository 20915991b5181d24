import { isFarthingError, type Instant } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSubscription, type Subscription } from '../subscription.js'
import { endOf, knownBy } from '../terms/known-by.js'
import { termCuts } from '../terms/term-cuts.js'
import { termsAt } from '../terms/terms-at.js'
import { acme, day, versions } from '../test/november.js'
import { changeSubscription } from './change-subscription.js'
import { checkChange } from './check-changes.js'

const all = Object.values(versions)
const dayOfNovember = fc.integer({ min: 1, max: 28 })
const to = fc.option(fc.integer({ min: 2, max: 30 }).map(day), { nil: undefined })
const amount = fc.constantFrom('10', '20', '30')

/** What somebody might want, with no regard for whether it fits. */
const wish = fc.oneof(
  fc.constantFrom(versions.pro, versions.team).map(({ plan, version }) => ({ kind: 'plan', plan, planVersion: version })),
  fc.record({ kind: fc.constant('pause'), to }),
  fc.constant({ kind: 'resume' }),
  fc.constant({ kind: 'cancel' }),
  fc.record({ kind: fc.constant('add_on'), addOn: fc.constantFrom('a', 'b'), plan: fc.constant('storage'), planVersion: fc.constant(versions.storage.version), quantity: fc.constantFrom('0', '1', '2'), to }),
  fc.record({ kind: fc.constant('override'), component: fc.constantFrom('base', 'a.fee'), price: fc.option(amount.map((figure) => ({ model: 'flat', amount: figure })), { nil: undefined }), to }),
  fc.record({ kind: fc.constant('withdraw'), change: fc.nat({ max: 8 }).map((index) => `w${index}`) }),
)
const wishes = fc.array(fc.tuple(wish, dayOfNovember, fc.boolean()), { maxLength: 9 })

/** Decided one day after the other; the ones that do not fit are refused with a failure and change nothing. */
function lived(wanted: readonly (readonly [object, number, boolean])[]): readonly Subscription[] {
  const states: Subscription[] = [acme]
  wanted.forEach(([what, at, isAhead], index) => {
    const before = states.at(-1) ?? acme
    const decidedAt = isAhead ? `2026-10-${String(index + 10)}T00:00:00.000000Z` : day(index + 1)
    try {
      const change = checkChange({ id: `w${index}`, at: day(at), decidedAt, ...what }, '')
      states.push(changeSubscription({ subscription: before, versions: all }, change))
    } catch (error) {
      if (!isFarthingError(error)) throw error
    }
  })
  return states
}

const summaryAt = (subscription: Subscription, at: Instant) => {
  const terms = termsAt({ subscription, versions: all }, at)
  return terms && [terms.stay.planVersion, terms.pause, [...terms.components].map(([key, term]) => [key, term.component.price, term.source])]
}

describe('changes to a subscription', () => {
  it('are appended, and what is stored reads back as it is', () => {
    fc.assert(
      fc.property(wishes, (wanted) => {
        const states = lived(wanted)
        states.slice(1).forEach((state, index) => {
          expect(state.changes?.slice(0, -1)).toEqual(states[index]?.changes ?? [])
          expect(checkSubscription(JSON.parse(JSON.stringify(state)))).toStrictEqual(state)
          expect(state.to).toBe(endOf(state, state.changes ?? []))
        })
      }),
      { numRuns: 1000 },
    )
  })

  it('give the subscription of any time back', () => {
    fc.assert(
      fc.property(wishes, (wanted) => {
        const last = lived(wanted).at(-1) ?? acme
        expect(knownBy(last, '2027-01-01T00:00:00.000000Z')).toStrictEqual(last)
        expect(knownBy(last, '2026-10-01T00:00:00.000000Z')).toStrictEqual(acme)
      }),
      { numRuns: 1000 },
    )
  })

  it('change terms at the cuts and nowhere else', () => {
    fc.assert(
      fc.property(wishes, (wanted) => {
        const subscription = lived(wanted).at(-1) ?? acme
        const cuts = new Set(termCuts({ subscription, versions: all }))
        for (let date = 2; date <= 30; date += 1) {
          if (cuts.has(day(date)) || subscription.to === day(date)) continue
          expect(summaryAt(subscription, day(date))).toEqual(summaryAt(subscription, day(date - 1)))
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('never add up: every price is the plan’s, times a quantity, or that of one override', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 30 }), (wanted, date) => {
        const subscription = lived(wanted).at(-1) ?? acme
        for (const [key, { component, source }] of termsAt({ subscription, versions: all }, day(date))?.components ?? []) {
          if (component.price.model !== 'flat') continue
          const known = source.override === undefined ? (key === 'base' ? ['60', '120'] : ['15', '30']) : ['10', '20', '30']
          expect(known).toContain(component.price.amount)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
