import { computeTax, type TaxAnswer, type TaxRequest } from '@farthing/ledger'
import type { TaxFiling, TaxReturn } from '../tax-provider.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { taxCase, type TaxProviderFactory, type TaxProviderUnderTest } from './tax-provider-suite.js'

interface FilingUnderTest extends TaxProviderUnderTest {
  readonly filing: TaxFiling
  /** A request, the answer to it, and the figures. */
  quoted(document: string, change?: (request: TaxRequest) => TaxRequest): Promise<TaxReturn>
}

function filingCase(name: string, body: (under: FilingUnderTest) => Promise<void>): SuiteCase<TaxProviderFactory> {
  return taxCase(name, async (under) => {
    const { filing } = under.provider
    if (filing === undefined) throw new Error('a provider that files: expected it to have `filing`')
    const quoted: FilingUnderTest['quoted'] = async (document, change = (request) => request) => {
      const request = change(under.request(document))
      const answer = await under.provider.quote(request)
      return { request, quoted: answer, tax: computeTax(request, answer, { mode: 'half-even' }) }
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
    const { request } = await quoted('d1')
    expectSame(await filing.find(request), undefined, 'what was filed')
  }),

  filingCase('what is committed is what was quoted, under a reference, and can be found', async ({ filing, quoted }) => {
    const filed = await quoted('d1')
    const committed = await filing.commit(filed)
    expectSame(committed.state, 'committed', 'the state')
    expectSame((committed.reference ?? '') === '', false, 'it has no reference')
    expectSame({ ...withoutReference(committed), state: 'quoted' }, filed.quoted, 'all the rest')
    expectSame(await filing.find(filed.request), committed, 'what is found')
  }),

  filingCase('the same again gives what was filed, also at the same time', async ({ filing, quoted }) => {
    const filed = await quoted('d1')
    const [first, ...others] = await Promise.all([filing.commit(filed), filing.commit(filed), filing.commit(filed)])
    for (const other of [...others, await filing.commit(filed)]) expectSame(other, first, 'another reply')
  }),

  filingCase('other taxes or figures for the same document are a conflict, and change nothing', async ({ filing, quoted }) => {
    const filed = await quoted('d1')
    const committed = await filing.commit(filed)
    const others = [await quoted('d1', withoutLast), { ...filed, tax: { ...filed.tax, totals: { ...filed.tax.totals, tax: '0.01' } } } as const]
    for (const other of others) await expectFailure('tax.conflict', 'a second filing', () => filing.commit(other))
    expectSame(await filing.find(filed.request), committed, 'what is found')
  }),

  filingCase('what is voided keeps its reference, once and for good', async ({ filing, quoted }) => {
    const filed = await quoted('d1')
    const { request } = filed
    const committed = await filing.commit(filed)
    const voided = await filing.void(request)
    expectSame(voided, { ...committed, state: 'voided' }, 'what was voided')
    expectSame(await filing.void(request), voided, 'the same again')
    expectSame(await filing.find(request), voided, 'what is found')
    await expectFailure('tax.conflict', 'a commit after that', () => filing.commit(filed))
  }),

  filingCase('nothing can be voided that was not filed', async ({ filing, quoted }) => {
    const { request } = await quoted('d1')
    await expectFailure('tax.document_unknown', 'a void', () => filing.void(request))
  }),

  filingCase('documents are apart, also those of two tenants under one name', async ({ filing, quoted }) => {
    const own = await quoted('d1')
    const foreign = await quoted('d1', (request) => ({ ...withoutLast(request), tenant: `${request.tenant}-2` }))
    const [first, second] = [await filing.commit(own), await filing.commit(foreign)]
    await filing.void(foreign.request)
    expectSame(await filing.find(own.request), first, 'the document of the first tenant')
    expectSame((await filing.find(foreign.request))?.reference, second.reference, 'the document of the second tenant')
    expectSame(first.reference === second.reference, false, 'two filings share a reference')
  }),
]

function withoutReference({ reference: _, ...rest }: TaxAnswer): Omit<TaxAnswer, 'reference'> {
  return rest
}

/** The contract of `TaxProvider.filing`, for providers that file. */
export const taxFilingSuite: Suite<TaxProviderFactory> = { name: 'tax filing', cases }
