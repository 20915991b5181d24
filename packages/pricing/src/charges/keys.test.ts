import { hashContent, sha256, type Digest } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { chargeKeyOf, type ChargeIdentity } from './charge-key.js'
import { ratingKeyOf, type RatingContent } from './rating-key.js'

const identity: ChargeIdentity = {
  tenant: 'seller',
  side: 'retail',
  subscription: 'acme/1',
  rateCard: 'pro',
  component: 'tokens',
  dimensions: { model: 'large', region: null },
  from: '2026-09-30T22:00:00.000000Z',
  to: '2026-10-31T23:00:00.000000Z',
}
const content: RatingContent = {
  chargeKey: chargeKeyOf(identity),
  contract: { planVersion: 'a'.repeat(64) },
  usageDigest: 'b'.repeat(64),
  carryIn: {},
  program: 'd'.repeat(64),
  facts: null,
}

/** Leaves no doubt that the digest given is the one used. */
const reversed: Digest = (bytes) => sha256(bytes).reverse()

describe('chargeKeyOf', () => {
  it('is pinned: stored charges are found by it', () => {
    expect(chargeKeyOf(identity)).toBe('59caeda7e2e345e7221aa91861f31840975acf900f5bb0961cf5c9972e6fdba9')
  })

  it.each([
    ['tenant', { tenant: 'other' }],
    ['side', { side: 'wholesale' }],
    ['subscription', { subscription: 'acme/2' }],
    ['rate card', { rateCard: 'pro2' }],
    ['component', { component: 'token' }],
    ['dimensions', { dimensions: { model: 'large' } }],
    ['start', { from: '2026-10-01T00:00:00.000000Z' }],
    ['end', { to: '2026-10-31T22:00:00.000000Z' }],
  ] as const)('changes with the %s', (_, change) => {
    expect(chargeKeyOf({ ...identity, ...change })).not.toBe(chargeKeyOf(identity))
  })

  it('does not depend on the order of dimensions', () => {
    expect(chargeKeyOf({ ...identity, dimensions: { region: null, model: 'large' } })).toBe(chargeKeyOf(identity))
  })

  it('uses the digest that it is given', () => {
    expect(chargeKeyOf(identity, reversed)).toBe(hashContent('charge/1', ['seller', 'retail', 'acme/1', 'pro', 'tokens', identity.dimensions, identity.from, identity.to], reversed))
  })
})

describe('ratingKeyOf', () => {
  it('is pinned: a rating again finds the one that is stored', () => {
    expect(ratingKeyOf(content)).toBe('177f7a80918444678fd08a313ec3e01eab3933aff0907a5b6fdbe2bfa7603a75')
  })

  it.each([
    ['charge', { chargeKey: 'c'.repeat(64) }],
    ['terms', { contract: { planVersion: 'c'.repeat(64) } }],
    ['usage', { usageDigest: 'c'.repeat(64) }],
    ['carry', { carryIn: { rollover: '1' } }],
    ['program', { program: 'c'.repeat(64) }],
    ['facts', { facts: 'c'.repeat(64) }],
  ] as const)('changes with the %s', (_, change) => {
    expect(ratingKeyOf({ ...content, ...change })).not.toBe(ratingKeyOf(content))
  })

  it('uses the digest that it is given', () => {
    expect(ratingKeyOf(content, reversed)).not.toBe(ratingKeyOf(content))
  })
})
