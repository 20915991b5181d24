import { compareBytes, type Instant } from '@farthing/core'
import { contractSegments, termsAt } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { lastPeriod } from '../usage/last-period.js'
import type { QuotaSubject } from './quota-subject.js'

/**
 * Takes the turn of a feature, so that nobody else decides by the same units. Where a stage of the program gives free units, features may share them, and grants
 * are shared by all subscriptions of an account: then the turns of all these are taken, in one order everywhere, so that nobody waits in a circle.
 */
export async function takeTurns(context: BillingContext, stores: Stores, { contract, feature }: QuotaSubject, now: Instant): Promise<void> {
  const { id, account } = contract.subscription
  const kinds = freeStages(context, contract, now)
  if (kinds === 'none') return stores.quotas.lock(id, feature)
  const sharing = kinds === 'own' ? [contract] : await loadContracts(context, stores, await listAll((page) => stores.subscriptions.list({ account }, page)))
  const ordered = [...sharing].sort((a, b) => compareBytes(a.subscription.id, b.subscription.id))
  for (const { subscription, versions } of ordered) {
    const components = [...(termsAt({ subscription, versions }, now)?.components.values() ?? [])]
    const meters = new Set(components.flatMap(({ component: { meter } }) => (meter === undefined ? [] : [meter])))
    for (const meter of [...meters].sort(compareBytes)) await stores.quotas.lock(subscription.id, meter)
  }
}

/** Whether stages give free units: none, those of the subscription itself, or such as read grants. */
function freeStages(context: BillingContext, contract: SubscriptionContract, now: Instant): 'none' | 'own' | 'granted' {
  const [running] = lastPeriod(contract, now)
  const segments = running === undefined ? [] : contractSegments(contract, running.period, context)
  const programs = segments.map((segment) => segment.contract.program ?? segment.contract.planVersion.content.program)
  const manifests = programs.flatMap((program) => (program?.stages ?? []).flatMap(({ use }) => context.stages[use]?.manifest ?? []))
  const free = manifests.filter(({ kind }) => kind === 'quantity')
  if (free.length === 0) return 'none'
  return free.some(({ facts }) => facts.some(({ pack }) => pack === 'balances')) ? 'granted' : 'own'
}
