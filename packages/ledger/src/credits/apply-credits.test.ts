import { failureOf, type Decimal, type FailureCode } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { applyCredits, type CreditApplication } from './apply-credits.js'
import type { AmountGrant, QuantityGrant } from './credit-grant.js'

const [october, november, december] = ['2026-10-01T00:00:00.000000Z', '2026-11-01T00:00:00.000000Z', '2026-12-01T00:00:00.000000Z'] as const

function credit(id: string, remaining: Decimal, about: Partial<AmountGrant> = {}) {
  const terms = { id, account: 'acme', kind: 'promotional', priority: 1, createdAt: october, effectiveAt: october } as const
  const grant: AmountGrant = { ...terms, currency: 'EUR', amount: '1000', ...about }
  return { grant, remaining }
}

const twoLines = [
  { key: 'a', amount: '100', category: 'usage', meter: 'tokens', charge: 'tokens' },
  { key: 'b', amount: '50', category: 'fee', charge: 'base' },
] as const

function apply(about: Partial<CreditApplication> = {}) {
  return applyCredits({ kind: 'promotional', currency: 'EUR', lines: twoLines, credits: [], at: november, ...about })
}

/** Consumptions as `grant→line amount`. */
function shown({ consumptions }: ReturnType<typeof applyCredits>): readonly string[] {
  return consumptions.map(({ grant, line, amount }) => `${grant}→${line} ${amount}`)
}

describe('credit goes to lines', () => {
  test.each<[what: string, about: Partial<CreditApplication>, consumptions: readonly string[], left: readonly Decimal[]]>([
    ['in proportion', { credits: [credit('g', '30')] }, ['g→a 20', 'g→b 10'], ['80', '40']],
    ['in order, when asked', { credits: [credit('g', '30')], spread: 'in-order' }, ['g→a 30'], ['70', '50']],
    ['straddling lines', { credits: [credit('g', '75'), credit('h', '75')], spread: 'in-order' }, ['g→a 75', 'h→a 25', 'h→b 50'], ['0', '0']],
    ['straddling shares', { credits: [credit('g', '75'), credit('h', '30')] }, ['g→a 70', 'g→b 5', 'h→b 30'], ['30', '15']],
    ['by scope of a meter', { credits: [credit('g', '30', { scope: { meters: ['tokens'] } })] }, ['g→a 30'], ['70', '50']],
    ['by scope of a category', { credits: [credit('g', '80', { scope: { categories: ['fee'] } })] }, ['g→b 50'], ['100', '0']],
    ['by scope of a charge or a meter', { credits: [credit('g', '30', { scope: { meters: ['tokens'], charges: ['base'] } })] }, ['g→a 20', 'g→b 10'], ['80', '40']],
    ['by no scope that fits', { credits: [credit('g', '30', { scope: { charges: ['other'] } })] }, [], ['100', '50']],
    ['narrow scope first where it has priority', { credits: [credit('g', '120', { priority: 2 }), credit('h', '60', { scope: { meters: ['tokens'] } })] }, ['h→a 60', 'g→a 40', 'g→b 50'], ['0', '0']],
    ['to the odd cent', { lines: ['a', 'b', 'c'].map((key) => ({ key, amount: '0.33' })), credits: [credit('g', '0.5')] }, ['g→a 0.17', 'g→b 0.17', 'g→c 0.16'], ['0.16', '0.16', '0.17']],
    ['not below zero', { credits: [credit('g', '1000')] }, ['g→a 100', 'g→b 50'], ['0', '0']],
    ['no more than all lines are worth', { lines: [twoLines[0], { key: 'c', amount: '-40' }], credits: [credit('g', '70')] }, ['g→a 60'], ['40', '-40']],
    ['no more than the lines of its scope are worth', { lines: [...twoLines, { key: 'c', amount: '-40', charge: 'base' }], credits: [credit('g', '70', { scope: { charges: ['base'] } })] }, ['g→b 10'], ['100', '40', '-40']],
    ['not at all when those are worth nothing', { lines: [...twoLines, { key: 'c', amount: '-50', charge: 'base' }], credits: [credit('g', '70', { scope: { charges: ['base'] } })] }, [], ['100', '50', '-50']],
    ['to other lines once those of the scope have theirs', { lines: [...twoLines, { key: 'c', amount: '-40', charge: 'base' }], credits: [credit('g', '70', { scope: { charges: ['base'] } }), credit('h', '200', { priority: 2 })], spread: 'in-order' }, ['g→b 10', 'h→a 100'], ['0', '40', '-40']],
    ['not at all when they are worth nothing', { lines: [twoLines[0], { key: 'c', amount: '-100' }], credits: [credit('g', '70')] }, [], ['100', '-100']],
    ['not of the other kind', { credits: [credit('g', '30', { kind: 'paid' })] }, [], ['100', '50']],
    ['of the kind asked for', { kind: 'paid', credits: [credit('g', '30', { kind: 'paid' })] }, ['g→a 20', 'g→b 10'], ['80', '40']],
    ['not of another currency', { credits: [credit('g', '30', { currency: 'USD' })] }, [], ['100', '50']],
  ])('%s', (_, about, consumptions, left) => {
    const applied = apply(about)
    expect(shown(applied)).toEqual(consumptions)
    expect(applied.lines.map((line) => line.left)).toEqual(left)
  })

  test('and says what is left of each grant, in the order given', () => {
    const quantity: QuantityGrant = { id: 'q', account: 'acme', kind: 'promotional', priority: 0, createdAt: october, effectiveAt: october, meter: 'tokens', quantity: '9' }
    const credits = [credit('late', '20', { priority: 2 }), { grant: quantity, remaining: '9' as const }, credit('soon', '140')]
    const { balances, total } = apply({ credits })
    expect(total).toBe('150')
    expect(balances).toEqual([
      { grant: 'late', consumed: '10', remaining: '10' },
      { grant: 'q', consumed: '0', remaining: '9' },
      { grant: 'soon', consumed: '140', remaining: '0' },
    ])
  })
})

test.each<[at: string, about: Partial<AmountGrant>, close: boolean, instant: boolean]>([
  ['ends exactly then', { expiresAt: november }, true, false],
  ['starts exactly then', { effectiveAt: november }, false, true],
  ['is voided exactly then', { voidedAt: november }, true, false],
  ['ended before', { expiresAt: '2026-10-31T23:59:59.999999Z' }, false, false],
  ['goes on', { expiresAt: december }, true, true],
])('at the close of a period and at an instant: credit that %s', (_, about, close, instant) => {
  const credits = [credit('g', '30', about)]
  expect(apply({ credits }).total).toBe(close ? '30' : '0')
  expect(apply({ credits, availability: 'instant' }).total).toBe(instant ? '30' : '0')
})

test.each<[what: string, about: Partial<CreditApplication>, code: FailureCode, field: string]>([
  ['a line twice', { lines: [twoLines[0], twoLines[0]] }, 'credit.line_invalid', 'lines[1].key'],
  ['half a cent', { lines: [{ key: 'a', amount: '0.005' }] }, 'money.not_minor_units', 'amount'],
  ['more than the lines take, when that is asked', { credits: [credit('g', '300')], excess: 'refused' }, 'credit.not_consumed', 'credits'],
  ['a grant twice', { credits: [credit('g', '1'), credit('g', '1')] }, 'credit.grant_invalid', 'grants[1].id'],
  ['less than nothing left', { credits: [credit('g', '-1')] }, 'credit.grant_invalid', 'credits[0].remaining'],
  ['scopes that alternate over too many lines', {
    lines: Array.from({ length: 100_000 }, (_, index) => ({ key: `l${index}`, amount: '1' as const })),
    credits: Array.from({ length: 101 }, (_, index) => credit(`g${index}`, '1', { priority: index, scope: { meters: [`m${index}`] } })),
  }, 'credit.too_many', 'credits'],
  ['more lines than it takes', { lines: Array.from({ length: 100_001 }, (_, index) => ({ key: `l${index}`, amount: '1' as const })) }, 'credit.too_many', 'lines'],
  ['a remainder of half a cent', { credits: [credit('g', '0.005')] }, 'money.not_minor_units', 'amount'],
  ['a currency without minor units', { currency: 'XAU' }, 'money.no_minor_units', 'currency'],
])('refuses %s', (_, about, code, field) => {
  try {
    apply(about)
    expect.unreachable()
  } catch (error) {
    expect(failureOf(error)).toMatchObject({ code, field })
  }
})
