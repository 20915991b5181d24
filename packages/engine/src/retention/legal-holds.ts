import { checkText, fail, type Account } from '@farthing/core'
import type { LegalHold } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'

export interface PlaceLegalHold extends CommandOptions {
  /** The host's own id, such as a case number: unique within the tenant. */
  readonly hold: string
  readonly account: string
  /** Why, for whoever asks years later. */
  readonly reason: string
}

/** Keeps everything of an account until it is lifted. @throws `account.unknown`, `retention.hold_invalid`, `text.*`, `command.conflict` */
export function placeLegalHold(context: BillingContext, input: PlaceLegalHold): Promise<LegalHold> {
  return runCommand(context, {
    kind: 'retention.placeHold',
    input,
    perform: async (stores, placedAt) => {
      const id = checkText(input.hold, { field: 'hold' })
      const { id: account } = await knownAccount(stores, input.account)
      if ((await stores.controls.get('legal_hold', id)) !== undefined) fail('retention.hold_invalid', { field: 'hold', because: `is ${JSON.stringify(id)}, which is taken`, facts: { hold: id } })
      const content = { id, account, placedAt, placedBy: actorOf(context, input), reason: checkText(input.reason, { field: 'reason', maxLength: 1024 }) }
      await stores.controls.append({ kind: 'legal_hold', id, revision: 1, account, status: 'in_force', createdAt: placedAt, content })
      return id
    },
    recall: findHold,
  })
}

export interface LiftLegalHold extends CommandOptions {
  readonly hold: string
  readonly reason: string
}

/** Ends a legal hold, for good. @throws `retention.hold_unknown`, `retention.hold_lifted`, `text.*`, `command.conflict` */
export function liftLegalHold(context: BillingContext, input: LiftLegalHold): Promise<LegalHold> {
  return runCommand(context, {
    kind: 'retention.liftHold',
    input,
    perform: async (stores, at) => {
      const id = checkText(input.hold, { field: 'hold' })
      const kept = await stores.controls.get('legal_hold', id)
      if (kept === undefined) return fail('retention.hold_unknown', { field: 'hold', because: `is ${JSON.stringify(id)}`, facts: { hold: id } })
      if (kept.content.lifted !== undefined) fail('retention.hold_lifted', { field: 'hold', because: `was lifted at ${kept.content.lifted.at}`, facts: { hold: id } })
      const lifted = { at, by: actorOf(context, input), reason: checkText(input.reason, { field: 'reason', maxLength: 1024 }) }
      await stores.controls.append({ ...kept, revision: kept.revision + 1, status: 'lifted', content: { ...kept.content, lifted } })
      return id
    },
    recall: findHold,
  })
}

async function findHold(stores: Stores, id: string): Promise<LegalHold | undefined> {
  return (await stores.controls.get('legal_hold', id))?.content
}

/** @throws `account.unknown` */
export async function knownAccount(stores: Stores, account: string): Promise<Account> {
  const known = await stores.accounts.get(checkText(account, { field: 'account' }))
  return known ?? fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}`, facts: { account } })
}

/** Whom the record names: as the command is recorded. */
export function actorOf(context: Pick<BillingContext, 'actor'>, { actor }: CommandOptions): string {
  return actor ?? context.actor ?? 'system'
}
