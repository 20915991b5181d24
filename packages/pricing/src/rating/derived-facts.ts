import { checkJson, type JsonObject } from '@farthing/core'
import type { Facts } from '../charges/pipeline/facts.js'
import type { Contract } from './contract.js'
import type { MeasuredDraft } from './draft-charges.js'

/** Packs that `rate` makes from usage and contract. */
export type DerivedPack = 'usage' | 'allocations' | 'subscription'

/** What they are made from, and whether anything reads one. */
export interface DerivedFrom {
  readonly measured: readonly MeasuredDraft[]
  readonly contract: Contract
  readonly isRead: (pack: DerivedPack) => boolean
}

/** The packs that `rate` makes itself, of those that something reads: metered usage, allocation usage and subscription context. */
export function derivedFacts({ measured, contract, isRead }: DerivedFrom): Pick<Facts, DerivedPack> {
  return {
    ...(isRead('usage') ? { usage: usageFacts(measured) } : {}),
    ...(isRead('allocations') ? { allocations: allocationFacts(measured) } : {}),
    ...(isRead('subscription') ? { subscription: [subscriptionFact(contract)] } : {}),
  }
}

/** One record for each group that a component prices, and for each meter that its price reads. */
function usageFacts(measured: readonly MeasuredDraft[]): readonly JsonObject[] {
  return measured.flatMap(({ draft, usage }) =>
    usage.map(({ meter, dimensions, quantity, from, to }) => record({ component: draft.component, meter, dimensions, quantity, from, to })),
  )
}

/** One record for each allocation and price snapshot. What a snapshot says beside the fields of the pack is not handed on. */
function allocationFacts(measured: readonly MeasuredDraft[]): readonly JsonObject[] {
  return measured.flatMap(({ draft: { component, meter = '' }, usage }) =>
    usage.flatMap(({ dimensions, from, to, parts = [] }) =>
      parts.map(({ key, quantity, snapshot = {} }) => {
        const { mode, unitPrice, currency, planVersion } = snapshot
        const stated = Object.entries({ mode, unitPrice, currency, planVersion }).filter(([, value]) => typeof value === 'string')
        return record({ component, meter, dimensions, allocation: key, quantity, from, to, ...Object.fromEntries(stated) })
      }),
    ),
  )
}

function subscriptionFact({ subscription, planVersion, startedAt = subscription.from }: Contract): JsonObject {
  const { id, account, zone, from, to } = subscription
  const { type: planType } = planVersion.content
  return record({
    subscription: id,
    account,
    plan: planVersion.plan,
    planVersion: planVersion.version,
    ...(planType === undefined ? {} : { planType }),
    zone,
    from,
    ...(to === undefined ? {} : { to }),
    startedAt,
  })
}

function record(fields: object): JsonObject {
  return checkJson(fields, 'facts') as JsonObject
}
