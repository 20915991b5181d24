import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling } from '../test/budgeted-billing.js'
import { failureIn } from '../test/sample-billing.js'

async function restricted() {
  const storage = memory()
  const at = (now: string) => budgetedBilling({ storage, now })
  const billing = at('2026-10-14T12:00:00Z')
  await budgetedAccount(billing)
  const restriction = await billing.restrictions.place({ key: 'p', account: 'acme', scope: 'new_usage', text: 'Please call us.', references: ['case 7'], actor: 'ann' })
  return { billing, at, restriction }
}

const override = { key: 'o', account: 'acme', reason: 'paid by cheque', expiresAt: '2026-10-20T00:00:00Z', actor: 'bob' } as const

describe('a restriction', () => {
  it('says what an account may not do, since when, by whom and why', async () => {
    const { billing, restriction } = await restricted()
    expect(restriction).toEqual({
      id: restriction.id, account: 'acme', scope: 'new_usage', reason: { code: 'operator', text: 'Please call us.', references: ['case 7'] }, since: '2026-10-14T12:00:00.000000Z', by: 'ann',
    })
    expect(await billing.restrictions.of('acme')).toEqual({ account: 'acme', at: '2026-10-14T12:00:00.000000Z', scope: 'new_usage', reasons: [restriction.reason], restrictions: [{ restriction }] })
    expect(await billing.restrictions.get(restriction.id)).toEqual(restriction)
    expect((await billing.outbox.read('acme')).map(({ topic, payload }) => [topic, payload])).toEqual([['restriction.placed', restriction]])
  })

  it('is lifted once, by somebody and for a reason', async () => {
    const { billing, restriction } = await restricted()
    const lift = { key: 'l', restriction: restriction.id, reason: 'called', actor: 'bob' } as const
    const lifted = await billing.restrictions.lift(lift)
    expect(lifted.lifted).toEqual({ at: '2026-10-14T12:00:00.000000Z', by: 'bob', reason: 'called' })
    expect(await billing.restrictions.lift(lift)).toEqual(lifted)
    expect(await billing.restrictions.place({ key: 'p', account: 'acme', scope: 'new_usage', text: 'Please call us.', references: ['case 7'], actor: 'ann' })).toEqual(restriction)
    expect(await failureIn(() => billing.restrictions.lift({ ...lift, key: 'l2' }))).toMatchObject({ code: 'restriction.lifted', field: 'restriction', facts: { by: 'bob' } })
    expect(await billing.restrictions.of('acme')).toMatchObject({ reasons: [], restrictions: [] })
    expect((await billing.outbox.read('acme')).map(({ topic }) => topic)).toEqual(['restriction.placed', 'restriction.lifted'])
  })

  it('is not lifted by what the account owes and pays', async () => {
    const { billing } = await restricted()
    expect(await billing.delinquency.advance()).toMatchObject({ moved: [] })
    expect(await billing.restrictions.of('acme')).toMatchObject({ scope: 'new_usage' })
  })

  it('is shown strictest first, with the reasons of all', async () => {
    const { billing } = await restricted()
    await billing.restrictions.place({ key: 'q', account: 'acme', scope: 'all_usage', text: 'Abuse.' })
    expect(await billing.restrictions.of('acme')).toMatchObject({ scope: 'all_usage', reasons: [{ text: 'Abuse.' }, { text: 'Please call us.' }] })
    expect((await billing.restrictions.list({ account: 'acme' })).items).toHaveLength(2)
  })

  it.each<[what: string, input: object, code: string, field: string]>([
    ['of nobody', { account: 'x' }, 'account.unknown', 'account'],
    ['of no known scope', { scope: 'some' }, 'restriction.invalid', 'scope'],
    ['without a reason for its user', { text: '' }, 'text.empty', 'text'],
    ['with a reason of 1,001 characters', { text: 'x'.repeat(1_001) }, 'text.too_long', 'text'],
    ['about nothing by name', { references: [''] }, 'text.empty', 'references[0]'],
    ['about 101 things', { references: Array.from({ length: 101 }, String) }, 'restriction.invalid', 'references'],
  ])('%s is refused', async (_, input, code, field) => {
    const billing = budgetedBilling()
    await budgetedAccount(billing)
    expect(await failureIn(() => billing.restrictions.place({ key: 'p', account: 'acme', scope: 'new_usage', text: 'No.', ...input } as never))).toMatchObject({ code, field })
    expect((await billing.restrictions.list()).items).toEqual([])
  })

  it('that there is not is not lifted', async () => {
    const { billing, restriction } = await restricted()
    expect(await failureIn(() => billing.restrictions.lift({ key: 'l', restriction: 'x', reason: 'y' }))).toMatchObject({ code: 'restriction.unknown' })
    expect(await failureIn(() => billing.restrictions.lift({ key: 'l', restriction: restriction.id, reason: '' }))).toMatchObject({ code: 'text.empty', field: 'reason' })
    expect(await failureIn(() => billing.restrictions.of('x'))).toMatchObject({ code: 'account.unknown' })
  })
})

describe('an override', () => {
  it('lets an account go on until it ends, and says who gave it', async () => {
    const { billing, at, restriction } = await restricted()
    const given = await billing.restrictions.override(override)
    expect(given).toMatchObject({ account: 'acme', by: 'bob', reason: 'paid by cheque', expiresAt: '2026-10-20T00:00:00.000000Z' })
    expect(await billing.restrictions.override(override)).toEqual(given)
    expect(await at('2026-10-19T23:59:59Z').restrictions.of('acme')).toEqual({
      account: 'acme', at: '2026-10-19T23:59:59.000000Z', reasons: [], restrictions: [{ restriction, overriddenBy: given.id }], until: '2026-10-20T00:00:00.000000Z',
    })
    expect(await at('2026-10-20T00:00:00Z').restrictions.of('acme')).toMatchObject({ scope: 'new_usage', reasons: [{ text: 'Please call us.' }] })
    expect((await billing.restrictions.overrides({ account: 'acme', status: 'given' })).items).toEqual([given])
    expect((await billing.outbox.read('acme')).map(({ topic }) => topic)).toEqual(['restriction.placed', 'restriction.overridden'])
  })

  it('of one restriction leaves the others, one of the account covers those to come', async () => {
    const { billing, restriction } = await restricted()
    await billing.restrictions.place({ key: 'q', account: 'acme', scope: 'all_usage', text: 'Abuse.' })
    await billing.restrictions.override({ ...override, restriction: restriction.id })
    expect(await billing.restrictions.of('acme')).toMatchObject({ scope: 'all_usage', reasons: [{ text: 'Abuse.' }] })
    await billing.restrictions.override({ ...override, key: 'all' })
    await billing.restrictions.place({ key: 'r', account: 'acme', scope: 'all_usage', text: 'Later.' })
    expect((await billing.restrictions.of('acme')).reasons).toEqual([])
  })

  it('is taken back once, and not after its end', async () => {
    const { billing, at } = await restricted()
    const { id } = await billing.restrictions.override(override)
    const revoke = { key: 'v', override: id, reason: 'cheque bounced', actor: 'ann' } as const
    const revoked = await billing.restrictions.revoke(revoke)
    expect(revoked.revoked).toMatchObject({ by: 'ann', reason: 'cheque bounced' })
    expect(await billing.restrictions.revoke(revoke)).toEqual(revoked)
    expect(await billing.restrictions.of('acme')).toMatchObject({ scope: 'new_usage' })
    expect(await failureIn(() => billing.restrictions.revoke({ ...revoke, key: 'v2' }))).toMatchObject({ code: 'override.ended' })
    const other = await billing.restrictions.override({ ...override, key: 'o2' })
    expect(await failureIn(() => at('2026-10-20T00:00:00Z').restrictions.revoke({ ...revoke, key: 'v3', override: other.id }))).toMatchObject({ code: 'override.ended' })
    expect(await failureIn(() => billing.restrictions.revoke({ ...revoke, key: 'v4', override: 'x' }))).toMatchObject({ code: 'override.unknown' })
  })

  it.each<[what: string, input: object, code: string, field: string]>([
    ['without a reason', { reason: undefined }, 'override.invalid', 'reason'],
    ['with an empty reason', { reason: '  ' }, 'override.invalid', 'reason'],
    ['that has ended', { expiresAt: '2026-10-14T12:00:00Z' }, 'override.invalid', 'expiresAt'],
    ['for more than 366 days', { expiresAt: '2027-10-15T12:00:01Z' }, 'override.invalid', 'expiresAt'],
    ['without an end', { expiresAt: '' }, 'time.malformed', 'expiresAt'],
    ['of nobody', { account: 'x' }, 'account.unknown', 'account'],
    ['of a restriction that there is not', { restriction: 'x' }, 'restriction.unknown', 'restriction'],
  ])('%s is refused', async (_, input, code, field) => {
    const { billing } = await restricted()
    expect(await failureIn(() => billing.restrictions.override({ ...override, ...input }))).toMatchObject({ code, field })
    expect((await billing.restrictions.overrides()).items).toEqual([])
  })

  it('of what is lifted is refused, and one of another account’s restriction', async () => {
    const { billing, restriction } = await restricted()
    await budgetedAccount(billing, 'zeta')
    expect(await failureIn(() => billing.restrictions.override({ ...override, account: 'zeta', restriction: restriction.id }))).toMatchObject({ code: 'restriction.unknown' })
    await billing.restrictions.lift({ key: 'l', restriction: restriction.id, reason: 'called' })
    expect(await failureIn(() => billing.restrictions.override({ ...override, restriction: restriction.id }))).toMatchObject({ code: 'restriction.lifted' })
  })
})
