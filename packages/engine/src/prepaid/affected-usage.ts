import { attributeOf, checkText, compareBytes, describeValue, fail, shiftInstant, type Instant } from '@farthing/core'
import type { AffectedUsage } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import type { AffectedQuestion } from '../controls/control-options.js'
import { openAllocations } from './open-allocations.js'

const dayMs = 86_400_000
const most = 10_000

/**
 * What an account runs: what the host says, else what its usage events of the last 24 hours name as `resource` and `instance`, and allocations that were open within them. By bytes, each once; at most 10,000 of
 * each, and `truncated` where there are more.
 *
 * @throws `command.invalid`, `text.*` for an answer that is none
 */
export async function affectedUsage(context: BillingContext, stores: Stores, outside: Outside, question: AffectedQuestion): Promise<AffectedUsage> {
  const { affected } = context
  if (affected === undefined) return seenLately(stores, question, await openAllocations(context, stores, question))
  const { account, currency } = question
  const answer = outside.answerTo(JSON.stringify(['affected', account, currency]), () => affected(question))
  return bounded(checkNames(answer.allocations, 'affected.allocations'), checkNames(answer.instances, 'affected.instances'))
}

function checkNames(names: readonly string[], field: string): ReadonlySet<string> {
  const given: unknown = names
  if (!Array.isArray(given)) return fail('command.invalid', { field, because: `is ${describeValue(given)} and not a list` })
  return new Set(names.map((name, index) => checkText(name, { field: `${field}[${index}]` })))
}

async function seenLately(stores: Stores, { account, at }: AffectedQuestion, open: readonly string[]): Promise<AffectedUsage> {
  const [allocations, instances] = [new Set<string>(open), new Set<string>()]
  const subscriptions = await listAll((page) => stores.subscriptions.list({ account }, page))
  const query = { subjects: subscriptions.flatMap(({ subjects = [account] }) => subjects), subscriptions: subscriptions.map(({ id }) => id) }
  for await (const page of stores.events.scan({ ...query, from: shiftInstant(at, -dayMs), to: tick(at), cut: await stores.events.takeCut() })) {
    for (const { event } of page) {
      const [resource, instance] = [attributeOf(event, 'resource'), attributeOf(event, 'instance')]
      if (resource !== undefined) allocations.add(resource)
      if (instance !== undefined) instances.add(instance)
    }
  }
  return bounded(allocations, instances)
}

function tick(at: Instant): Instant {
  return shiftInstant(at, 1)
}

function bounded(allocations: ReadonlySet<string>, instances: ReadonlySet<string>): AffectedUsage {
  const truncated = allocations.size > most || instances.size > most
  return { allocations: firstOf(allocations), instances: firstOf(instances), ...(truncated ? { truncated } : {}) }
}

function firstOf(names: ReadonlySet<string>): readonly string[] {
  return [...names].sort(compareBytes).slice(0, most)
}
