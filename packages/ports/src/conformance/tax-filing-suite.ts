import type { TaxAnswer, TaxRequest } from '@farthing/ledger'
import type { TaxFiling } from '../tax-provider.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { taxCase, type TaxProviderFactory, type TaxProviderUnderTest } from './tax-provider-suite.js'

interface FilingUnderTest extends TaxProviderUnderTest {
  readonly filing: TaxFiling
  /** A request, and the answer to it. */
  quoted(document: string, change?: (request: TaxRequest) => TaxRequest): Promise<readonly [TaxRequest, TaxAnswer]>
}

function filingCase(name: string, body: (under: FilingUnderTest) => Promise<void>): SuiteCase<TaxProviderFactory> {
  return taxCase(name, async (under) => {
    const { filing } = under.provider
    if (filing === undefined) throw new Error('a provider that files: expected it to have `filing`')
    const quoted: FilingUnderTest['quoted'] = async (document, change = (request) => request) => {
      const request = change(under.request(document))
      return [request, await under.provider.quote(request)]
    }
    await body({ ...under, filing, quoted })
  })
}

/** Other taxes for the same document: a line is missing. */
function withoutLast(request: TaxRequest): TaxRequest {
  return { ...request, lines: request.lines.slice(0, -1) }
}

const cases: readonly SuiteCase<TaxProviderFactory>[] = [
  filingCase('a quote files nothing', async ({ filing, quoted }) => {
    const [request] = await quoted('d1')
    expectSame(await filing.find(request), undefined, 'what was filed')
  }),

  filingCase('what is committed is what was quoted, under a reference, and can be found', async ({ filing, quoted }) => {
    const [request, answer] = await quoted('d1')
    const committed = await filing.commit(request, answer)
    expectSame(committed.state, 'committed', 'the state')
    expectSame((committed.reference ?? '') === '', false, 'it has no reference')
    expectSame({ ...withoutReference(committed), state: 'quoted' }, answer, 'all the rest')
    expectSame(await filing.find(request), committed, 'what is found')
  }),

  filingCase('the same again gives what was filed, also at the same time', async ({ filing, quoted }) => {
    const [request, answer] = await quoted('d1')
    const [first, ...others] = await Promise.all([filing.commit(request, answer), filing.commit(request, answer), filing.commit(request, answer)])
    for (const other of [...others, await filing.commit(request, answer)]) expectSame(other, first, 'another reply')
  }),

  filingCase('other taxes for the same document are a conflict, and change nothing', async ({ filing, quoted }) => {
    const [request, answer] = await quoted('d1')
    const committed = await filing.commit(request, answer)
    const [changed, other] = await quoted('d1', withoutLast)
    await expectFailure('tax.conflict', 'a second filing', () => filing.commit(changed, other))
    expectSame(await filing.find(request), committed, 'what is found')
  }),

  filingCase('what is voided keeps its reference, once and for good', async ({ filing, quoted }) => {
    const [request, answer] = await quoted('d1')
    const committed = await filing.commit(request, answer)
    const voided = await filing.void(request)
    expectSame(voided, { ...committed, state: 'voided' }, 'what was voided')
    expectSame(await filing.void(request), voided, 'the same again')
    expectSame(await filing.find(request), voided, 'what is found')
    await expectFailure('tax.conflict', 'a commit after that', () => filing.commit(request, answer))
  }),

  filingCase('nothing can be voided that was not filed', async ({ filing, quoted }) => {
    const [request] = await quoted('d1')
    await expectFailure('tax.document_unknown', 'a void', () => filing.void(request))
  }),

  filingCase('documents are apart, also those of two tenants under one name', async ({ filing, quoted }) => {
    const [request, answer] = await quoted('d1')
    const [foreign, other] = await quoted('d1', (own) => ({ ...withoutLast(own), tenant: `${own.tenant}-2` }))
    const filed = [await filing.commit(request, answer), await filing.commit(foreign, other)]
    await filing.void(foreign)
    expectSame(await filing.find(request), filed[0], 'the document of the first tenant')
    expectSame((await filing.find(foreign))?.reference, filed[1]?.reference, 'the document of the second tenant')
    expectSame(filed[0]?.reference === filed[1]?.reference, false, 'two filings share a reference')
  }),
]

function withoutReference({ reference: _, ...rest }: TaxAnswer): Omit<TaxAnswer, 'reference'> {
  return rest
}

/** The contract of `TaxProvider.filing`, for providers that file. */
export const taxFilingSuite: Suite<TaxProviderFactory> = { name: 'tax filing', cases }
