/** Conditions of lists that go by account. */
export const scopeRules = { account: 'text', accounts: 'texts' } as const

/** Conditions of lists that go by time. */
export const timeRules = { since: 'instant', until: 'instant' } as const
