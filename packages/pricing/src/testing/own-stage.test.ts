import { checkJson, checkText, multiply, negate, parseDecimal, type Decimal, type JsonObject } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { perUnit } from '../catalog/price-constructors.js'
import { amountOf, type ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { defineStage } from '../charges/pipeline/define-stage.js'
import { stageName } from '../charges/pipeline/manifest.js'
import { priced } from '../charges/pipeline/test/sample-program.js'
import { rate } from '../rating/rate.js'
import { under, used } from '../rating/test/october.js'
import { assertStageContract } from './assert-stage-contract.js'

// #region stage
interface SegmentDiscount {
  readonly segment: string
  /** As a factor: `"0.2"` is a fifth off. */
  readonly share: Decimal
}

/** A share off every charge of accounts of one segment. */
const segmentDiscount = defineStage<SegmentDiscount>({
  manifest: {
    name: 'segment-discount',
    version: 1,
    kind: 'amount',
    step: 'discount',
    scope: 'charge',
    facts: [{ pack: 'account', versions: [1], fields: ['segment'], required: true }],
    limits: { charges: 1, effects: 1 },
  },

  check(config, field) {
    const { segment, share } = checkJson(config, field) as JsonObject
    const text = (value: unknown, name: string) => checkText(value, { field: `${field}.${name}` })
    return { segment: text(segment, 'segment'), share: parseDecimal(text(share, 'share'), `${field}.share`) }
  },

  run({ config, charges, facts }) {
    const [account] = facts['account'] ?? []
    if (account?.['segment'] !== config.segment) return { effects: [] }
    const off = (charge: ChargeDraft) => negate(multiply(amountOf(charge), config.share))
    return { effects: charges.map((charge) => ({ kind: 'adjust', charge: charge.key, amount: off(charge), label: `For ${config.segment}` })) }
  },
})
// #endregion stage

const startup = { account: 'acme', segment: 'startup' }

describe('a stage of the host', () => {
  it('keeps the contract', () => {
    // #region contract
    assertStageContract(segmentDiscount, [
      { config: { segment: 'startup', share: '0.2' }, charges: [priced('tokens')], facts: { account: [startup] } },
      { config: { segment: 'startup', share: '0.2' }, charges: [], facts: { account: [] } },
    ])
    // #endregion contract
  })

  it('is used by a program, beside those that ship', () => {
    const input = under({ tokens: perUnit('tokens', '0.01') }, { facts: { usage: [used('1000')], account: [startup] } })
    // #region use
    const stages = { ...builtInStages, [stageName(segmentDiscount.manifest)]: segmentDiscount }
    const program = { stages: [{ id: 'startups', use: 'segment-discount@1', rules: [{ id: '2026', config: { segment: 'startup', share: '0.2' } }] }] }
    const { charges } = rate({ ...input, contract: { ...input.contract, program } }, { stages })
    expect(charges[0]).toMatchObject({ amount: '8', adjustments: [{ stage: 'startups', rule: '2026', label: 'For startup', amount: '-2' }] })
    // #endregion use
  })

  it('is handed the subscription that rating makes of the contract, when it declares it', () => {
    const seen: unknown[] = []
    const looking = defineStage({
      manifest: { ...segmentDiscount.manifest, name: 'looking', facts: [{ pack: 'subscription', versions: [1], fields: ['plan', 'startedAt', 'planType'], required: true }] },
      check: (config) => config as object,
      run: ({ facts }) => (seen.push(facts['subscription']), { effects: [] }),
    })
    const input = under({ tokens: perUnit('tokens', '0.01') })
    const program = { stages: [{ id: 'looking', use: 'looking@1', rules: [{ id: 'x', config: {} }] }] }
    rate({ ...input, contract: { ...input.contract, program } }, { stages: { ...builtInStages, 'looking@1': looking } })
    expect(seen).toEqual([[{ plan: 'pro', startedAt: input.contract.subscription.from }]])
  })
})
