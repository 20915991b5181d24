/** Records of one kind that stages may read, by the name under which they are given to `rate`. */
export const factPackNames = ['usage', 'allocations', 'ratedEvents', 'timeEntries', 'services', 'balances', 'account', 'subscription'] as const

export type FactPackName = (typeof factPackNames)[number]
