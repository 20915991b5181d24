import { checkTaxAnswer, type TaxRequest } from '@farthing/ledger'
import type { TaxProvider } from '../tax-provider.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { subjectCases } from './subject-case.js'

/** A provider, and requests to try it out with. */
export interface TaxProviderUnderTest {
  readonly provider: TaxProvider
  /** A request of two lines or more that it has an answer to; other documents give other requests. */
  request(document: string): TaxRequest
  /** One that it knows no rate for. */
  unknown(document: string): TaxRequest
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

/** What an adapter gives, so that the suite can try its provider out. */
export interface TaxProviderFactory {
  create(): Promise<TaxProviderUnderTest>
}

/** A case over a provider of its own. */
export const taxCase = /* @__PURE__ */ subjectCases<TaxProviderFactory, TaxProviderUnderTest>()

const cases: readonly SuiteCase<TaxProviderFactory>[] = [
  taxCase('an answer is to its request, quoted, and names who gave it', async ({ provider, request }) => {
    const asked = request('d1')
    const answer = await provider.quote(asked)
    expectAccepted(() => {
      checkTaxAnswer(asked, answer)
    })
    expectSame([answer.state, answer.provider.name], ['quoted', provider.name], 'state and provider')
  }),

  taxCase('the same request has the same answer', async ({ provider, request }) => {
    const first = await provider.quote(request('d1'))
    await provider.quote(request('d2'))
    expectSame(await provider.quote(request('d1')), first, 'the second answer')
  }),

  taxCase('answers to requests at the same time are not mixed up', async ({ provider, request }) => {
    const asked = ['d1', 'd2', 'd3'].map((document) => request(document))
    const answers = await Promise.all(asked.map((one) => provider.quote(one)))
    for (const [index, one] of asked.entries()) {
      const answer = answers[index]
      if (answer === undefined) throw new Error('three requests: expected three answers')
      expectAccepted(() => {
        checkTaxAnswer(one, answer)
      })
    }
  }),

  taxCase('the order of lines does not matter to what applies to them', async ({ provider, request }) => {
    const asked = request('d1')
    const taxesOf = async (of: TaxRequest) => {
      const { portions } = await provider.quote(of)
      return Object.fromEntries(of.lines.map(({ key }) => [key, portions.filter(({ line }) => line === key).map(({ amount, taxes }) => [amount, ...taxes])]))
    }
    expectSame(await taxesOf({ ...asked, lines: [...asked.lines].reverse() }), await taxesOf(asked), 'the taxes of each line')
  }),

  taxCase('a rate that is not known is refused, and made up for no line', async ({ provider, unknown }) => {
    await expectFailure('tax.rate_missing', 'a request without rates', () => provider.quote(unknown('d1')))
  }),
]

/** The contract of `TaxProvider.quote`. */
export const taxProviderSuite: Suite<TaxProviderFactory> = { name: 'tax provider', cases }

/** What a check refuses is what the provider got wrong. */
function expectAccepted(check: () => void): void {
  try {
    check()
  } catch (error) {
    throw new Error(`an answer: expected that it is accepted, got ${String(error)}`, { cause: error })
  }
}
