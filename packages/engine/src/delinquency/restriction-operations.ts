import type { Restriction, RestrictionOverride, RestrictionStanding } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { contentsOf } from '../controls/contents-of.js'
import { overrideRestriction, revokeRestrictionOverride, type OverrideRestriction, type RevokeOverride } from './override-restriction.js'
import { liftRestrictionByHand, restrictAccount, type LiftRestriction, type RestrictAccount } from './restrict-account.js'
import { restrictionStanding } from './restriction-standing.js'

/** Conditions that must hold together. */
export interface RestrictionFilter extends AccountScope {
  readonly status?: 'active' | 'lifted'
}

/** Conditions that must hold together. */
export interface OverrideFilter extends AccountScope {
  /** `given` has those that have expired too. */
  readonly status?: 'given' | 'revoked'
}

export interface RestrictionOperations {
  /** What an account may not do now, and what its user is told. Ask before anything is started. */
  of(account: string): Promise<RestrictionStanding>
  /** Restricts an account by hand. */
  place(input: RestrictAccount): Promise<Restriction>
  /** Lifts a restriction. */
  lift(input: LiftRestriction): Promise<Restriction>
  /** Lets an account use what is restricted, for some time and for a reason. */
  override(input: OverrideRestriction): Promise<RestrictionOverride>
  /** Takes an override back before it expires. */
  revoke(input: RevokeOverride): Promise<RestrictionOverride>
  get(id: string): Promise<Restriction | undefined>
  /** By the time they were placed. */
  list(filter?: RestrictionFilter, page?: PageRequest): Promise<Page<Restriction>>
  /** By the time they were given. */
  overrides(filter?: OverrideFilter, page?: PageRequest): Promise<Page<RestrictionOverride>>
}

export function restrictionOperations(context: BillingContext): RestrictionOperations {
  const { storage, tenant } = context
  return {
    of: (id) =>
      storage.transaction(tenant, async (stores) => {
        const { id: account } = await accountOf(stores, id)
        return restrictionStanding(context, stores, account)
      }),
    place: (input) => restrictAccount(context, input),
    lift: (input) => liftRestrictionByHand(context, input),
    override: (input) => overrideRestriction(context, input),
    revoke: (input) => revokeRestrictionOverride(context, input),
    get: (id) => storage.transaction(tenant, async ({ controls }) => (await controls.get('restriction', id))?.content),
    list: async (filter, page) => contentsOf(context, 'restriction', checkFilter(filter, { ...scopeRules, status: { active: true, lifted: true } }), page),
    overrides: async (filter, page) => contentsOf(context, 'override', checkFilter(filter, { ...scopeRules, status: { given: true, revoked: true } }), page),
  }
}
