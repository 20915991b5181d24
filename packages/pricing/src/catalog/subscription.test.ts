import { periodAt } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { billingGridOf } from './billing-grid.js'
import { checkSubscription } from './subscription.js'

const acme = {
  id: 'acme/1',
  account: 'acme',
  plan: 'pro',
  planVersion: 'a'.repeat(64),
  zone: 'Europe/Berlin',
  anchor: '2026-01-31',
  from: '2026-01-30T23:00:00Z',
}

describe('checkSubscription', () => {
  it('reads instants in canonical form and leaves absent options absent', () => {
    expect(checkSubscription(acme)).toStrictEqual({ ...acme, from: '2026-01-30T23:00:00.000000Z' })
    const all = { ...acme, subjects: ['acme', 'acme-eu'], anchorDay: 31, to: '2026-06-30T22:00:00+00:00' }
    expect(checkSubscription(all)).toStrictEqual({ ...all, from: '2026-01-30T23:00:00.000000Z', to: '2026-06-30T22:00:00.000000Z' })
  })

  it.each([
    ['an end at its start', { to: acme.from }, 'subscription.invalid', 's.to'],
    ['an end before its start', { to: '2026-01-01T00:00:00Z' }, 'subscription.invalid', 's.to'],
    ['an unknown zone', { zone: 'Europe/Atlantis' }, 'time.zone_unknown', 's.zone'],
    ['an impossible anchor', { anchor: '2026-02-30' }, 'time.impossible', 's.anchor'],
    ['an anchor day of 32', { anchorDay: 32 }, 'subscription.invalid', 's.anchorDay'],
    ['an anchor day as text', { anchorDay: '31' }, 'subscription.invalid', 's.anchorDay'],
    ['no account', { account: '' }, 'text.empty', 's.account'],
    ['a start without a zone', { from: '2026-01-01T00:00:00' }, 'time.zone_missing', 's.from'],
    ['no subject', { subjects: [] }, 'catalog.malformed', 's.subjects'],
    ['a misspelt field', { form: acme.from }, 'catalog.malformed', 's.form'],
  ])('%s is refused', (_, change, code, field) => {
    expect(() => checkSubscription({ ...acme, ...change }, 's')).toThrow(expect.objectContaining({ code, field }))
  })
})

describe('billingGridOf', () => {
  const quarterly = { every: { unit: 'quarter', count: 1 } } as const

  it('counts the cadence of the plan from the anchor of the subscription', () => {
    expect(periodAt(billingGridOf(checkSubscription(acme), quarterly), '2026-05-01T00:00:00.000000Z')).toMatchObject({
      from: '2026-04-29T22:00:00.000000Z',
      to: '2026-07-30T22:00:00.000000Z',
    })
  })

  it('keeps an anchor day of its own', () => {
    expect(billingGridOf({ zone: 'UTC', anchor: '2026-04-30', anchorDay: 31 }, quarterly)).toStrictEqual({
      unit: 'quarter', count: 1, zone: 'UTC', anchor: '2026-04-30', anchorDay: 31,
    })
  })
})
