import { computeTax, taxFromRates, taxRequestHash, type TaxAnswer, type TaxRequest } from '@farthing/ledger'
import type { TaxProvider, TaxReturn } from '@farthing/ports'
import { taxFilingSuite, taxProviderSuite, type TaxProviderFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { memoryTaxProvider } from './memory-tax-provider.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }

const rates = taxFromRates({
  name: 'rates',
  version: '1',
  rates: [
    { jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
    { jurisdiction: 'DE', category: 'books', taxes: [{ tax: 'vat', treatment: 'reduced', percent: '7' }] },
  ],
})

function requestFor(document: string, category = 'saas'): TaxRequest {
  return {
    tenant: 'tenant',
    document,
    currency: 'EUR',
    prices: 'exclusive',
    taxPoint: october.to,
    taxPointRule: 'document',
    seller: { id: 'tenant', jurisdiction: 'DE', registrations: [] },
    customer: { id: 'acme', jurisdiction: 'DE', registrations: [] },
    lines: [
      { ...october, key: 'service', amount: '100', taxable: true, category },
      { ...october, key: 'book', amount: '10', taxable: true, category: 'books' },
    ],
  }
}

function factoryOf(create: () => TaxProvider): TaxProviderFactory {
  return { create: async () => ({ provider: create(), request: (document) => requestFor(document), unknown: (document) => requestFor(document, 'toys') }) }
}

function returnOf(request: TaxRequest, quoted: TaxAnswer): TaxReturn {
  return { request, quoted, tax: computeTax(request, quoted, { mode: 'half-even' }) }
}

const suites = [taxProviderSuite, taxFilingSuite]

describe('memoryTaxProvider', () => {
  const factory = factoryOf(() => memoryTaxProvider('rates', rates))
  for (const { name, cases } of suites) describe(name, () => cases.forEach((one) => it(one.name, () => one.run(factory))))

  it('gives references that count', async () => {
    const { quote, filing } = memoryTaxProvider('rates', rates)
    const references: unknown[] = []
    for (const document of ['a', 'b']) references.push((await filing?.commit(returnOf(requestFor(document), await quote(requestFor(document)))))?.reference)
    expect(references).toEqual(['rates-1', 'rates-2'])
  })
})

describe('a broken provider turns a suite red', () => {
  const base = () => memoryTaxProvider('rates', rates)
  const requoted = (change: (answer: TaxAnswer, request: TaxRequest) => TaxAnswer): TaxProvider => {
    const provider = base()
    return { ...provider, quote: async (request) => change(await provider.quote(request), request) }
  }
  /** A provider whose filing is changed in one place. */
  const refiled = (change: (filing: NonNullable<TaxProvider['filing']>) => Partial<NonNullable<TaxProvider['filing']>>): TaxProvider => {
    const { filing, ...provider } = base()
    return { ...provider, filing: { ...filing!, ...change(filing!) } }
  }
  let calls = 0

  it.each<readonly [what: string, red: string, create: () => TaxProvider]>([
    ['forgets a line', 'an answer is to its request, quoted, and names who gave it', () => requoted((answer) => ({ ...answer, portions: answer.portions.slice(1) }))],
    ['has another name on its answers', 'an answer is to its request, quoted, and names who gave it', () => ({ ...base(), name: 'other' })],
    ['answers with another version each time', 'the same request has the same answer', () => requoted((answer) => ({ ...answer, provider: { ...answer.provider, version: String((calls += 1)) } }))],
    [
      'answers the last request',
      'answers to requests at the same time are not mixed up',
      () => {
        let last: TaxRequest | undefined
        return { name: 'rates', quote: async (request) => Promise.resolve((last = request)).then(() => rates(last ?? request)) }
      },
    ],
    [
      'takes the taxes of the first line for all',
      'the order of lines does not matter to what applies to them',
      () => requoted((answer) => ({ ...answer, taxes: answer.taxes.slice(0, 1), portions: answer.portions.map((one) => ({ ...one, taxes: answer.portions[0]!.taxes })) })),
    ],
    [
      'makes up a rate',
      'a rate that is not known is refused, and made up for no line',
      () => ({ ...base(), quote: async (request) => ({ ...rates({ ...request, lines: [] }), request: taxRequestHash(request) }) }),
    ],
    [
      'files what is asked',
      'a quote files nothing',
      () => {
        const { quote, filing, ...provider } = base()
        return { ...provider, filing: filing!, quote: async (request) => filing!.commit(returnOf(request, await quote(request))) }
      },
    ],
    ['changes what it files', 'what is committed is what was quoted, under a reference, and can be found', () => refiled(({ commit }) => ({ commit: (filed) => commit({ ...filed, quoted: { ...filed.quoted, taxes: [] } }) }))],
    ['files every time', 'the same again gives what was filed, also at the same time', () => refiled(({ commit }) => ({ commit: async (filed) => ({ ...(await commit(filed)), reference: String((calls += 1)) }) }))],
    [
      'keeps silent about a conflict',
      'other taxes or figures for the same document are a conflict, and change nothing',
      () => refiled(({ commit, find }) => ({ commit: async (filed) => (await find(filed.request)) ?? commit(filed) })),
    ],
    [
      'files rates and no figures',
      'other taxes or figures for the same document are a conflict, and change nothing',
      () => refiled(({ commit }) => ({ commit: (filed) => commit(returnOf(filed.request, filed.quoted)) })),
    ],
    ['forgets what it voided', 'what is voided keeps its reference, once and for good', () => refiled(({ find }) => ({ void: async (document) => ({ ...(await find(document))!, state: 'voided' }) }))],
    ['voids whatever it is told', 'nothing can be voided that was not filed', () => refiled(() => ({ void: async (document) => rates(requestFor(document.document)) }))],
    [
      'knows documents by their name alone',
      'documents are apart, also those of two tenants under one name',
      () => refiled(({ commit, find }) => ({ commit: (filed) => commit({ ...filed, request: { ...filed.request, tenant: 'one' } }), find: (document) => find({ ...document, tenant: 'one' }) })),
    ],
  ])('one that %s', async (_, red, create) => {
    const found = suites.flatMap(({ cases }) => cases).filter(({ name }) => name === red)
    expect(found).toHaveLength(1)
    await expect(found[0]!.run(factoryOf(create))).rejects.toThrow(/expected|filed with other taxes/)
  })
})
