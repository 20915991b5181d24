import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { concealSides } from './conceal-sides.js'

const facts = { operation: 'invoices.bundle', actor: 'mia' }
const bought = { id: 's1', account: 'acme', wholesale: { account: 'partner', plan: 'resold' }, changes: [{ kind: 'plan' }, { kind: 'override', side: 'wholesale' }] }

describe('concealSides', () => {
  it('leaves the wholesale side out of subscriptions, with what was decided about it', () => {
    const told = { id: 's1', account: 'acme', changes: [{ kind: 'plan' }] }
    expect(concealSides(bought, { operation: 'subscriptions.get' }, { accounts: ['acme'] }, facts)).toEqual(told)
    expect(concealSides({ items: [bought], next: 'n' }, { operation: 'subscriptions.list' }, { accounts: ['acme'], customersOf: ['partner'] }, facts)).toEqual({ items: [told], next: 'n' })
  })

  it('leaves it to the account that buys, and leaves everything else as it is', () => {
    for (const value of [bought, undefined, null, 'text', [], { wholesale: 'a word' }, { wholesale: { account: 7 } }]) {
      expect(concealSides(value, { operation: 'subscriptions.get' }, { accounts: ['partner'] }, facts)).toBe(value)
    }
  })

  it('refuses what would show it and cannot do without', async () => {
    const shown = () => Promise.resolve().then(() => concealSides({ ratings: [{ contract: { subscription: bought } }] }, { operation: 'invoices.bundle' }, { accounts: ['acme'] }, facts))
    expect(await failureIn(shown)).toMatchObject({ code: 'authorization.refused', facts })
  })
})
