import type { Cadence, CurrencyCode, Instant } from '@farthing/core'
import { cadenceText, resolveProgram, type Program } from '@farthing/pricing'
import type { BillingContext } from '../context.js'

/** Whose program is meant. */
export interface AccountParty {
  readonly account: string
  readonly currency: CurrencyCode
  /** Billing period of the subscriptions that are meant. */
  readonly every: Cadence
}

/** The program that is bound to accounts of the tenant at an instant; `undefined` where none is, or none with a stage. @throws what `resolveProgram` throws */
export function accountProgram({ programs, tenant, stages }: BillingContext, { account, currency, every }: AccountParty, at: Instant): Program | undefined {
  if (programs === undefined) return undefined
  const { program } = resolveProgram(programs, { kind: 'account', tenant, account, currency, every: cadenceText(every), at }, stages)
  return program === undefined || program.stages.length === 0 ? undefined : program
}
