import type { AccountScope, TimeScope } from '@farthing/ports'

/** Takes a value in, and gives the parameter that stands for it. */
export type Bind = (value: unknown) => string

/** Conditions over `r` for whose rows are meant. */
export function ofAccounts(bind: Bind, { account, accounts }: AccountScope): readonly string[] {
  return [...(account === undefined ? [] : [`r.account = ${bind(account)}::text`]), ...(accounts === undefined ? [] : [`r.account = ANY (${bind(accounts)}::text[])`])]
}

/** Conditions over a column of `r` for when rows are from. */
export function inTime(bind: Bind, { since, until }: TimeScope, column: string): readonly string[] {
  return [...(since === undefined ? [] : [`r.${column} >= ${bind(since)}::timestamptz`]), ...(until === undefined ? [] : [`r.${column} < ${bind(until)}::timestamptz`])]
}
