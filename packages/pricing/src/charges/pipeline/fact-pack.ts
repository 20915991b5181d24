/** Records of one kind that stages may read, by the name under which they are given to `rate`. */
export const factPackNames = ['usage', 'allocations', 'ratedEvents', 'timeEntries', 'services', 'balances', 'account', 'subscription'] as const

export type FactPackName = (typeof factPackNames)[number]

/** The version in which records are given to `rate`; the newest of each pack. */
export const factPackVersion = 1
