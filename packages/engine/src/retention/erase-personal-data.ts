import { assertInvariant, checkText, describeValue, fail, type Hash, type Instant } from '@farthing/core'
import type { PersonalDataErasure } from '@farthing/ledger'
import type { PageRequest, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { actorOf } from './legal-holds.js'
import { eventReducer, obstaclesTo, planErasure, type ErasureQuestion, type PlannedErasure } from './preview-erasure.js'

export interface ErasePersonalData extends ErasureQuestion, CommandOptions {
  /** The `id` of the preview: what goes, by name. */
  readonly confirm: Hash
  /** Who asked and by what right, without naming the person again. */
  readonly reason: string
}

const kind = 'retention.erase'

/**
 * Erases the personal data of an account that is done with: who it is (name, address, contact, recipients, references, tax registrations), and of its events all that no
 * meter reads. For good.
 *
 * What is billed from stays, and so do identities and fingerprints: usage that is measured again, verification, proofs and duplicates are as they were. Issued documents
 * and the book stay as the law wants them; so does who did what. A name that a meter keeps usage apart by is on documents and stays in events.
 *
 * Once for its key. The decision is recorded with the account's fields, in one transaction; then bodies are reduced, a thousand in a transaction. A run that was interrupted
 * is finished by the same call.
 *
 * @throws `retention.erasure_refused` with every obstacle, or where nothing is left to erase; `retention.not_confirmed`, `account.unknown`, `storage.not_permitted`
 */
export async function erasePersonalData(context: BillingContext, input: ErasePersonalData): Promise<PersonalDataErasure> {
  const isKnown = await context.storage.transaction(context.tenant, async ({ commands }) => (await commands.get(kind, checkText(input.key, { field: 'key' }))) !== undefined)
  const plan = isKnown ? undefined : checkPlan(await planErasure(context, input), input)
  const started = await runCommand(context, {
    kind,
    input,
    perform: async (stores, at) => {
      assertInvariant(plan !== undefined, 'a command that is not recorded was planned')
      return start(context, stores, { plan, input, at })
    },
    recall: async (stores, id) => (await stores.controls.get('erasure', id))?.content,
  })
  return started.finishedAt === undefined ? finish(context, started) : started
}

function checkPlan(plan: PlannedErasure, { confirm }: ErasePersonalData): PlannedErasure {
  const { account, accountFields, id, obstacles, reducible } = plan
  if (obstacles.length > 0) refuse(account, `cannot be erased: ${obstacles.join(', ')}`)
  if (confirm !== id) fail('retention.not_confirmed', { field: 'confirm', because: `is ${describeValue(confirm)}, and the preview has ${id}`, facts: { id } })
  if (accountFields.length + reducible === 0) refuse(account, 'has nothing left to erase')
  return plan
}

function refuse(account: string, because: string): never {
  return fail('retention.erasure_refused', { field: 'account', because, facts: { account } })
}

interface Start {
  readonly plan: PlannedErasure
  readonly input: ErasePersonalData
  readonly at: Instant
}

const firstInstant = '0001-01-01T00:00:00.000000Z'

async function start(context: BillingContext, stores: Stores, { plan, input, at }: Start): Promise<string> {
  const { id, account, accountFields, knownAt, parts, reduced, selections } = plan
  await stores.accounts.lock(account)
  const obstacles = await obstaclesTo(stores, account, at)
  if (obstacles.length > 0) refuse(account, `cannot be erased: ${obstacles.join(', ')}`)
  const decision = { kind: 'erasure', account, by: actorOf(context, input), at, reason: checkText(input.reason, { field: 'reason', maxLength: 1024 }) } as const
  await stores.eventBodies.decide({ id, ...decision, from: firstInstant, to: at, subjects: [], subscriptions: [], keptTypes: [], cut: knownAt.cut })
  for (const [index, selection] of selections.entries()) await stores.eventBodies.decide({ id: partOf(id, index), ...decision, ...selection })
  if (accountFields.length > 0) await stores.accounts.put(reduced)
  const recipientSteps = await stores.controls.eraseRecipients(account, id)
  const { by, reason } = decision
  const content: PersonalDataErasure = { id, account, by, at, reason, knownAt, parts, reduced: 0, accountFields, recipientSteps }
  await stores.controls.append({ kind: 'erasure', id, revision: 1, account, status: 'started', createdAt: at, content })
  return id
}

const partOf = (id: Hash, index: number): string => `${id}/${index}`

/** Reduces what can be. What was reduced before is as it would be, so an interrupted run is counted by what its preview found. */
async function finish(context: BillingContext, { id, parts, knownAt }: PersonalDataErasure): Promise<PersonalDataErasure> {
  const reduce = eventReducer(context)
  let reduced = 0
  for (const [index, { from, to, subjects, subscriptions }] of parts.entries()) {
    let page: PageRequest | undefined = { limit: 1_000 }
    while (page !== undefined) {
      const request: PageRequest = page
      const { next, count } = await retryConflicts(context, async ({ eventBodies }) => {
        const found = await eventBodies.list({ from, to, subjects, subscriptions, keptTypes: [], cut: knownAt.cut }, request)
        const rest = found.items.flatMap((stored) => reduce(stored) ?? [])
        return { next: found.next, count: rest.length === 0 ? 0 : await eventBodies.reduce(partOf(id, index), rest) }
      })
      reduced += count
      page = next === undefined ? undefined : { limit: 1_000, cursor: next }
    }
  }
  return retryConflicts(context, async (stores) => {
    const standing = await stores.controls.get('erasure', id)
    assertInvariant(standing !== undefined, 'an erasure that was started is stored')
    if (standing.content.finishedAt !== undefined) return standing.content
    const content = { ...standing.content, reduced, finishedAt: context.clock.now() }
    await stores.controls.append({ ...standing, revision: standing.revision + 1, status: 'finished', content })
    return content
  })
}
