import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addAll, compare, isZero, subtract } from '@farthing/core'
import { publishPlan } from '../../catalog/publish-plan.js'
import { arbitraryRatingInput } from '../../testing/arbitrary-rating.js'
import { rate, type RatingInput } from '../rate.js'
import { shadowAccounts } from './shadow-accounts.js'
import { shadowRate } from './shadow-rate.js'

/** Periods of one subscription each, by account in byte order. */
const histories = fc.array(arbitraryRatingInput(), { minLength: 1, maxLength: 3 }).map((inputs) =>
  inputs.map((input, index): RatingInput => {
    const { contract, facts } = input
    const id = `subscription-${index}`
    const planVersion = publishPlan('plan', { ...contract.planVersion.content, currency: 'EUR' })
    const usage = facts.usage.map((bucket) => ({ ...bucket, subscription: id }))
    return { ...input, facts: { ...facts, usage }, contract: { ...contract, planVersion, subscription: { ...contract.subscription, id, account: `account-${index}` } } }
  }),
)

it('sees no difference from the own terms', () => {
  fc.assert(
    fc.property(arbitraryRatingInput(), (period) => {
      const { accounts, totals } = shadowRate({ periods: [period], candidate: (contract) => contract })
      expect(accounts).toMatchObject([{ delta: '0' }])
      expect(totals).toMatchObject([{ delta: '0' }])
      expect(accounts[0]).not.toHaveProperty('divergesOn')
    }),
    { numRuns: 1000 },
  )
})

// Each period is rated day by day where it differs, so fewer histories are tried.
it('shows the candidate as rate rates it', () => {
  fc.assert(
    fc.property(histories, (periods) => {
      const candidate = periods[0]?.contract.planVersion
      if (candidate === undefined) return
      const tried = shadowRate({ periods, candidate })
      const expected = periods.map((period) => rate({ ...period, contract: { ...period.contract, planVersion: candidate } }).charges)
      expect(tried.accounts.map((account) => account.candidateRatingKeys)).toEqual(expected.map((charges) => charges.map(({ ratingKey }) => ratingKey)))
      expect(compare(addAll(tried.totals.map((total) => total.candidate)), addAll(expected.flat().map(({ amount }) => amount)))).toBe(0)
      for (const { existing, candidate: is, delta } of [...tried.accounts, ...tried.totals]) expect(compare(delta, subtract(is, existing))).toBe(0)
      expect(tried.accounts.every(({ delta, divergesOn }) => isZero(delta) || divergesOn !== undefined)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

it('streams the rows and totals of all at once', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (periods) => {
      const candidate = periods[0]?.contract.planVersion
      if (candidate === undefined) return
      const rows: string[] = []
      for await (const row of shadowAccounts({ periods, candidate })) rows.push(JSON.stringify(row))
      const { accounts, totals } = shadowRate({ periods, candidate })
      expect(rows).toEqual(accounts.map((account) => JSON.stringify(account)))
      expect(compare(addAll(accounts.map(({ delta }) => delta)), addAll(totals.map(({ delta }) => delta)))).toBe(0)
    }),
    { numRuns: 50 },
  )
})
