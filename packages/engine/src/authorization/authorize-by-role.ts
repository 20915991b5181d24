import { checkText, describeValue, fail } from '@farthing/core'
import type { Authorize } from './authorize.js'
import { accessTo } from './role-table.js'

/** One role that somebody has. A reseller and a member have it for an account; several grants add up. */
export type RoleGrant =
  | { readonly role: 'finance_operator' }
  | { readonly role: 'reseller'; readonly account: string }
  | { readonly role: 'account_member'; readonly account: string }

/**
 * Rules for the people of billing, for `createBilling({ authorize })`: `authorizeByRole(grantsOf(user))`.
 *
 * A finance operator does all that people decide about money. A reseller reads its own account and those of its end customers: accounts below it, up to the
 * next reseller. A member reads its account. Both pay for their own account and command nothing else, so that a reseller never acts as its customer. Lists
 * become lists of what is in reach; what is beyond it is refused as if it were not there. Feeding usage, running jobs and importing stay with the host.
 *
 * Pure: it decides from the grants alone. No grant is no access.
 *
 * @throws `authorization.grant_invalid`
 */
export function authorizeByRole(grants: readonly RoleGrant[]): Authorize {
  if (!Array.isArray(grants)) return refuse('grants', `is ${describeValue(grants)} and not a list`)
  const checked = grants.map((grant, index) => checkGrant(grant, `grants[${index}]`))
  return ({ operation }) => {
    const access = accessTo(operation)
    const granted = checked.filter(({ role }) => access.includes(role))
    if (granted.length === 0) return { allowed: false, because: because(access.length) }
    if (granted.some(({ role }) => role === 'finance_operator')) return true
    const accounts = [...new Set(granted.flatMap((grant) => ('account' in grant ? [grant.account] : [])))]
    const customersOf = granted.flatMap((grant) => (grant.role === 'reseller' ? [grant.account] : []))
    return { allowed: true, within: { accounts, customersOf } }
  }
}

function because(roles: number): string {
  return roles === 0 ? 'it is done by the host alone' : 'none of their roles is for it'
}

const roles: readonly string[] = ['finance_operator', 'reseller', 'account_member']

/** A field that a role does not have is refused: an account on a grant of finance would look like a bound. */
function checkGrant(grant: unknown, field: string): RoleGrant {
  if (typeof grant !== 'object' || grant === null) return refuse(field, `is ${describeValue(grant)} and not a grant`)
  const { role, account, ...others }: { readonly role?: unknown; readonly account?: unknown } = grant
  if (typeof role !== 'string' || !roles.includes(role)) return refuse(`${field}.role`, `is ${describeValue(role)} and not one of ${roles.join(', ')}`)
  const stranger = Object.keys(others)[0] ?? (role === 'finance_operator' && account !== undefined ? 'account' : undefined)
  if (stranger !== undefined) refuse(`${field}.${stranger}`, `is given, which a grant of ${role} does not have`)
  if (role === 'finance_operator') return { role }
  return { role: role as 'reseller' | 'account_member', account: checkText(account, { field: `${field}.account` }) }
}

function refuse(field: string, because: string): never {
  return fail('authorization.grant_invalid', { field, because })
}
