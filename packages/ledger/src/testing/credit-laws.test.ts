import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyCredits, type AppliedCredits, type CreditApplication } from '../credits/apply-credits.js'
import { burnDown } from '../credits/burn-down.js'
import { openBurnDown } from '../credits/burn-state.js'
import type { AmountGrant } from '../credits/credit-grant.js'
import { arbitraryBurnDown, creditHour } from './credit-arbitraries.js'
import { assertCreditApplied, assertCreditConserved, assertCreditOrderFree, assertGrantOrderFree, assertStepsFree, type BurnDownSubject } from './credit-laws.js'
import { burnDownByHours } from './credit-oracle.js'

const terms = { account: 'acme', kind: 'promotional', priority: 1, createdAt: creditHour(0), effectiveAt: creditHour(0), currency: 'EUR' } as const
const grants: readonly AmountGrant[] = [
  { ...terms, id: 'a', amount: '10', expiresAt: creditHour(48) },
  { ...terms, id: 'b', amount: '20', effectiveAt: creditHour(30), recurrence: { unit: 'day', count: 1, zone: 'UTC', anchor: '2026-10-02' } },
]
const usage = [{ at: creditHour(5), quantity: '12' }, { at: creditHour(40), quantity: '6' }] as const
const history = { grants, opening: openBurnDown(grants, { at: creditHour(0) }), usage, until: creditHour(72) }
const cut = { at: creditHour(24), reach: 'before' } as const

const broken = {
  forgetful: (input) => ({ ...burnDown(input), movements: burnDown(input).movements.slice(1) }),
  generous: (input) => ({ ...burnDown(input), balances: burnDown(input).balances.map((balance) => ({ ...balance, remaining: '7' })) }),
  careless: (input) => ({ ...burnDown(input), overage: '1' }),
  asGiven: (input) => burnDown({ ...input, grants: input.grants.map((grant, priority) => ({ ...grant, priority })) }),
  restarting: (input) => burnDown({ ...input, opening: { ...input.opening, overage: '0' } }),
} satisfies Readonly<Record<string, BurnDownSubject>>

describe('each law of a burn-down holds for the library, and catches what breaks it', () => {
  test('assertCreditConserved', () => {
    assertCreditConserved(history)
    for (const [subject, law] of [[broken.forgetful, 'does not go below zero'], [broken.generous, 'is consumed, expired, voided or left'], [broken.careless, 'consumed or unpaid']] as const) {
      expect(() => {
        assertCreditConserved(history, subject)
      }).toThrow(law)
    }
  })

  test('assertGrantOrderFree', () => {
    const reordered = [...grants].reverse()
    assertGrantOrderFree(history, reordered)
    const both = { ...history, usage: [{ at: creditHour(31), quantity: '4' as const }] }
    expect(() => {
      assertGrantOrderFree(both, reordered, broken.asGiven)
    }).toThrow('order of its grants')
  })

  test('assertStepsFree', () => {
    assertStepsFree(history, cut)
    expect(() => {
      assertStepsFree(history, cut, broken.restarting)
    }).toThrow('what one run gives')
  })

  test.each<[what: string, subject: BurnDownSubject]>([
    ['priorities', (input) => burnDown({ ...input, grants: input.grants.map((grant) => ({ ...grant, priority: 0 })) })],
    ['expiries', (input) => burnDown({ ...input, grants: input.grants.map(({ expiresAt: _, ...grant }) => grant) })],
    ['voiding', (input) => burnDown({ ...input, grants: input.grants.map(({ voidedAt: _, ...grant }) => grant) })],
    ['recurrences', (input) => burnDown({ ...input, grants: input.grants.map(({ recurrence: _, ...grant }) => grant) })],
    ['rollovers', (input) => burnDown({ ...input, grants: input.grants.map(({ rollover: _, ...grant }) => grant) })],
    ['resets', (input) => burnDown({ ...input, resets: [] })],
    ['what is unpaid', (input) => burnDown({ ...input, unpaid: 'carried' })],
    ['how far it reaches', (input) => burnDown({ ...input, reach: 'before' })],
  ])('the slow burn-down notices one that does not look at %s', (_, subject) => {
    const differs = fc.check(
      fc.property(arbitraryBurnDown(), (input) => {
        const remaining = new Map(subject(input).balances.map((balance) => [balance.grant, [balance.consumed, balance.remaining]]))
        const slow = burnDownByHours(input)
        for (const [index, { id }] of input.grants.entries()) {
          const { consumed, remaining: left } = slow.balances[index] ?? {}
          expect(remaining.get(id)).toEqual([String(consumed), String(left)])
        }
      }),
      { numRuns: 1000, endOnFailure: true },
    )
    expect(differs.failed).toBe(true)
  })
})

describe('each law of credit on a document holds for the library, and catches what breaks it', () => {
  const [, second] = grants
  const application: CreditApplication = {
    kind: 'promotional',
    currency: 'EUR',
    lines: [{ key: 'l1', amount: '6' }, { key: 'l2', amount: '3', meter: 'm' }],
    credits: grants.map((grant) => ({ grant: { ...grant, effectiveAt: creditHour(0), scope: grant === second ? { meters: ['m'] } : { meters: ['m'], charges: ['x'] } }, remaining: '2' })),
    at: creditHour(40),
  }
  const applied = applyCredits(application)
  const [first] = applied.consumptions

  test.each<[what: string, change: Partial<AppliedCredits>, law: string]>([
    ['a consumption too few', { consumptions: applied.consumptions.slice(1) }, 'consumed'],
    ['a consumption of nothing', { consumptions: [...applied.consumptions, { grant: 'a', line: 'l2', amount: '0' }] }, 'positive amount'],
    ['a line that forgets', { lines: applied.lines.map((line) => ({ ...line, left: '0' })) }, 'sum to l1'],
    ['another total', { total: '1' }, 'the total is the sum'],
    ['a grant that forgets', { balances: applied.balances.map((balance) => ({ ...balance, remaining: '0.5' })) }, 'sum to'],
    ['a line out of scope', {
      consumptions: applied.consumptions.map((one) => ({ ...one, line: 'l1' })),
      lines: [{ key: 'l1', credited: '3', left: '3' }, { key: 'l2', credited: '0', left: '3' }],
    }, 'may pay for'],
    ['credit left unused', {
      consumptions: [],
      lines: application.lines.map(({ key, amount }) => ({ key, credited: '0', left: amount })),
      balances: applied.balances.map(({ grant }) => ({ grant, consumed: '0', remaining: '2' })),
      total: '0',
    }, 'leaves nothing open'],
  ])('assertCreditApplied: %s', (_, change, law) => {
    assertCreditApplied(application, applied)
    expect(first).toBeDefined()
    expect(() => {
      assertCreditApplied(application, { ...applied, ...change })
    }).toThrow(law)
  })

  test('assertCreditApplied: credit for what came back of a fee', () => {
    const fee: CreditApplication = {
      ...application,
      lines: [{ key: 'fee', amount: '6', charge: 'base' }, { key: 'unused', amount: '-4', charge: 'base' }, { key: 'usage', amount: '9' }],
      credits: grants.slice(0, 1).map((grant) => ({ grant: { ...grant, effectiveAt: creditHour(0), scope: { charges: ['base'] } }, remaining: '6' })),
    }
    const [grant = ''] = fee.credits.map((credit) => credit.grant.id)
    assertCreditApplied(fee, applyCredits(fee))
    const whole: AppliedCredits = {
      consumptions: [{ grant, line: 'fee', amount: '6' }],
      lines: [{ key: 'fee', credited: '6', left: '0' }, { key: 'unused', credited: '0', left: '-4' }, { key: 'usage', credited: '0', left: '9' }],
      balances: [{ grant, consumed: '6', remaining: '0' }],
      total: '6',
    }
    expect(() => {
      assertCreditApplied(fee, whole)
    }).toThrow('no more than the lines of its scope are worth')
  })

  test('assertCreditOrderFree', () => {
    const reordered = [...application.credits].reverse()
    assertCreditOrderFree(application, reordered)
    const asGiven = (given: CreditApplication) => applyCredits({ ...given, credits: given.credits.map(({ grant, remaining }, priority) => ({ grant: { ...grant, priority }, remaining })) })
    expect(() => {
      assertCreditOrderFree(application, reordered, asGiven)
    }).toThrow('order in which it is given')
  })
})
