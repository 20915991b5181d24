import { fail, type Digest } from '@farthing/core'
import { checkFxSnapshot, fxSnapshotAt, type FxQuery, type FxRateBook, type FxSnapshot } from '@farthing/ledger'
import type { FxProvider } from '@farthing/ports'
import type { Outside } from '../commands/outside.js'

/** Where rates of exchange come from. */
export interface FxSource {
  readonly rate: (query: FxQuery, outside: Outside) => FxSnapshot
  readonly provider: string
  /** Absent where a provider is asked. */
  readonly book?: FxRateBook
}

/** Configured rates answer at once; a provider is asked between transactions, once for each pair. */
export function fxSourceOf(given: FxProvider | FxRateBook, digest: Digest): FxSource {
  if ('rates' in given) return { rate: (query) => fxSnapshotAt(given, query, digest), provider: given.provider, book: given }
  return { rate: (query, outside) => checkedRate(given, query, { outside, digest }), provider: given.name }
}

/** A clock that goes on asks for another instant each time: the first one counts. */
function checkedRate(provider: FxProvider, query: FxQuery, { outside, digest }: { readonly outside: Outside; readonly digest: Digest }): FxSnapshot {
  const { base, quote, at } = query
  const snapshot = checkFxSnapshot(outside.answerTo(`fx/${base}/${quote}`, () => provider.rate(query)), digest)
  const isAnswer = snapshot.base === base && snapshot.quote === quote && snapshot.provider === provider.name && snapshot.at <= at
  if (isAnswer) return snapshot
  return fail('fx.snapshot_invalid', {
    field: 'fx',
    because: `is ${snapshot.base}/${snapshot.quote} of ${snapshot.provider} at ${snapshot.at}, and ${provider.name} was asked for ${base}/${quote} at ${at}`,
  })
}
