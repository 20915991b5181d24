import type { Account } from '@farthing/core'

/** An account without what says who it is, and the names of the fields that went. What decides about money stays: currency, zone, terms, place in the tree, jurisdiction. */
export interface ReducedAccount {
  readonly account: Account
  readonly fields: readonly string[]
}

const personal = ['name', 'notificationRecipients', 'address', 'contact', 'reference', 'externalReferences'] as const satisfies readonly (keyof Account)[]

export function reduceAccount(account: Account): ReducedAccount {
  const { name: _, notificationRecipients: __, address: ___, contact: ____, reference: _____, externalReferences: ______, taxProfile, projects, ...rest } = account
  const namesProject = projects?.some(({ name }) => name !== undefined) === true
  const isRegistered = taxProfile !== undefined && (taxProfile.registrations.length > 0 || taxProfile.exemptions !== undefined)
  return {
    account: {
      ...rest,
      ...(taxProfile === undefined ? {} : { taxProfile: { jurisdiction: taxProfile.jurisdiction, registrations: [] } }),
      ...(projects === undefined ? {} : { projects: projects.map(({ name: _name, ...project }) => project) }),
    },
    fields: [
      ...personal.filter((field) => account[field] !== undefined),
      ...(namesProject ? ['projects.name'] : []),
      ...(isRegistered ? ['taxProfile.registrations', 'taxProfile.exemptions'] : []),
    ],
  }
}
