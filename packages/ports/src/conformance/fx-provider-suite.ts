import { checkFxSnapshot, type FxQuery } from '@farthing/ledger'
import type { FxProvider } from '../fx-provider.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { subjectCases } from './subject-case.js'

/** A provider, and questions to try it out with. */
export interface FxProviderUnderTest {
  readonly provider: FxProvider
  /** About a pair that it knows, after its first rate; in two currencies whose other direction it has no rate for. */
  readonly known: FxQuery
  /** About the same pair, after another rate of it. */
  readonly later: FxQuery
  /** About the same pair, before its first rate. */
  readonly early: FxQuery
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

/** What an adapter gives, so that the suite can try its provider out. */
export interface FxProviderFactory {
  create(): Promise<FxProviderUnderTest>
}

const fxCase = /* @__PURE__ */ subjectCases<FxProviderFactory, FxProviderUnderTest>()

const cases: readonly SuiteCase<FxProviderFactory>[] = [
  fxCase('a snapshot is of the pair as it was asked for, in order, and names who gave it', async ({ provider, known }) => {
    const snapshot = await provider.rate(known)
    expectSame(checkFxSnapshot(snapshot), snapshot, 'the snapshot, checked')
    expectSame([snapshot.base, snapshot.quote, snapshot.provider], [known.base, known.quote, provider.name], 'pair and provider')
  }),

  fxCase('a rate is in force: it is not later than the question, and a later one takes its place', async ({ provider, known, later }) => {
    const [before, after] = [await provider.rate(known), await provider.rate(later)]
    expectSame(before.at <= known.at && after.at <= later.at, true, 'no rate is of the future')
    expectSame(before.at < after.at, true, 'the later question has the later rate')
  }),

  fxCase('a question about the past has one answer', async ({ provider, known, later }) => {
    const first = await provider.rate(known)
    const others = await Promise.all([provider.rate(later), provider.rate(known), provider.rate(known)])
    expectSame([others[1], others[2]], [first, first], 'the same question again')
  }),

  fxCase('before its first rate a pair has none', async ({ provider, early }) => {
    await expectFailure('fx.rate_missing', 'an early question', () => provider.rate(early))
  }),

  fxCase('no rate is turned round', async ({ provider, known }) => {
    await expectFailure('fx.rate_missing', 'the other direction', () => provider.rate({ base: known.quote, quote: known.base, at: known.at }))
  }),
]

/** The contract of `FxProvider`. */
export const fxProviderSuite: Suite<FxProviderFactory> = { name: 'fx provider', cases }
