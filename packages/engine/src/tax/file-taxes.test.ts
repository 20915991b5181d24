import { memory, memoryTaxProvider } from '@farthing/adapters-memory'
import { fail, FarthingError, failure } from '@farthing/core'
import { taxFromRates } from '@farthing/ledger'
import type { Storage, TaxFiling, TaxProvider } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { failureIn, october, tokens } from '../test/sample-billing.js'
import { rates, subscribed, taxedBilling } from '../test/taxed-billing.js'
import { withdrawWhenVoid } from './due-filings.js'

const unavailable = () => new FarthingError(failure('tax.unavailable', { field: 'tax', because: 'did not answer' }))

function authority(): TaxProvider & { readonly filing: TaxFiling } {
  const { filing, ...provider } = memoryTaxProvider('own', taxFromRates(rates))
  if (filing === undefined) throw new Error('the memory provider files')
  return { ...provider, filing }
}

/** The invoice of October of a provider that files: 50.00 and 9.50 of tax. */
async function issued(provider: TaxProvider = authority()) {
  const storage = memory()
  const billing = taxedBilling({ storage, tax: provider })
  await subscribed(billing, 'acme')
  await billing.events.ingest([tokens('r1', '1400000')])
  const { id } = await billing.invoices.issue({ key: 'i', ...october })
  return { storage, billing, id, states: async () => (await billing.taxes.filings(id)).map(({ state }) => state) }
}

const voided = (storage: Storage, document: string) => storage.transaction('default', (stores) => withdrawWhenVoid(stores, { document, at: '2026-11-03T00:00:00.000000Z' }))

describe('taxes of an issued document', () => {
  it('are due with it, and filed once, with what was asked, answered and computed', async () => {
    const own = authority()
    const returns: unknown[] = []
    const { billing, id, states } = await issued({ ...own, filing: { ...own.filing, commit: (filed) => (returns.push(filed), own.filing.commit(filed)) } })
    expect(await states()).toEqual(['commit_due'])
    expect(await billing.taxes.file()).toEqual({ committed: [id], voided: [], failed: [] })
    expect(returns).toMatchObject([{ request: { document: id }, quoted: { state: 'quoted' }, tax: { totals: { net: '50', tax: '9.5' } } }])
    expect(await billing.taxes.filings(id)).toMatchObject([{ state: 'commit_due', provider: 'own', request: { document: id } }, { state: 'committed', reference: 'own-1', revision: 2 }])
    expect(await billing.taxes.file()).toEqual({ committed: [], voided: [], failed: [] })
    expect(await own.filing.find({ tenant: 'default', document: id })).toMatchObject({ state: 'committed' })
  })

  it('stay due when the provider does not answer; the next run files them', async () => {
    const own = authority()
    let answers = false
    const { billing, id, states } = await issued({ ...own, filing: { ...own.filing, commit: (filed) => (answers ? own.filing.commit(filed) : Promise.reject(unavailable())) } })
    expect(await billing.taxes.file()).toMatchObject({ committed: [], failed: [{ document: id, failure: { code: 'tax.unavailable' } }] })
    expect(await states()).toEqual(['commit_due'])
    answers = true
    expect((await billing.taxes.file()).committed).toEqual([id])
  })

  it('are filed once also when the reply was lost', async () => {
    const own = authority()
    let lost = true
    const losing: TaxFiling = {
      ...own.filing,
      async commit(filed) {
        const answer = await own.filing.commit(filed)
        if (lost) throw unavailable()
        return answer
      },
    }
    const { billing, id } = await issued({ ...own, filing: losing })
    expect((await billing.taxes.file()).failed).toHaveLength(1)
    lost = false
    expect((await billing.taxes.file()).committed).toEqual([id])
    expect((await billing.taxes.filings(id)).at(-1)).toMatchObject({ reference: 'own-1' })
  })

  it('are filed once by two runs at the same time', async () => {
    const own = authority()
    const { storage, billing, id, states } = await issued(own)
    const other = taxedBilling({ storage, tax: own, now: '2026-11-02T00:00:01Z' })
    const runs = await Promise.all([billing.taxes.file(), other.taxes.file()])
    expect(runs.flatMap(({ committed, failed }) => [...committed, ...failed])).toEqual([id])
    expect(await states()).toEqual(['commit_due', 'committed'])
  })

  it('are withdrawn by the next run when the document became void while they were filed', async () => {
    const own = authority()
    const { storage, billing, id, states } = await issued({ ...own, filing: { ...own.filing, commit: async (filed) => (await voided(storage, filed.request.document), own.filing.commit(filed)) } })
    expect(await billing.taxes.file()).toEqual({ committed: [], voided: [], failed: [] })
    expect((await billing.taxes.file()).voided).toEqual([id])
    expect(await states()).toEqual(['commit_due', 'void_due', 'voided'])
    expect(await own.filing.find({ tenant: 'default', document: id })).toMatchObject({ state: 'voided' })
  })

  it('are not filed where nobody files, by configured rates, or where the invoice is refused', async () => {
    const { filing: _, ...quoting } = authority()
    expect(await (await issued(quoting)).states()).toEqual([])
    const billing = taxedBilling()
    await subscribed(billing, 'acme')
    expect(await billing.taxes.filings((await billing.invoices.issue({ key: 'i', ...october })).id)).toEqual([])
  })

  it('are due to nobody else than who was asked', async () => {
    const { storage, id } = await issued()
    const other = taxedBilling({ storage, tax: { ...authority(), name: 'else' } })
    expect((await other.taxes.file()).failed).toMatchObject([{ document: id, failure: { code: 'tax.unavailable', facts: { provider: 'own' } } }])
  })

  it('are not taken for filed when the answer does not say so', async () => {
    const own = authority()
    const { billing, states } = await issued({ ...own, filing: { ...own.filing, commit: ({ quoted }) => Promise.resolve(quoted) } })
    expect((await billing.taxes.file()).failed).toMatchObject([{ failure: { code: 'tax.answer_invalid' } }])
    expect(await states()).toEqual(['commit_due'])
  })

  it('let a defect of the provider through', async () => {
    const own = authority()
    const { billing } = await issued({ ...own, filing: { ...own.filing, commit: () => Promise.reject(new TypeError('not a failure')) } })
    await expect(billing.taxes.file()).rejects.toThrow('not a failure')
  })
})

describe('taxes of a document that is void', () => {
  it('are withdrawn under the reference that they have', async () => {
    const { storage, billing, id, states } = await issued()
    await billing.taxes.file()
    await voided(storage, id)
    await voided(storage, id)
    expect(await states()).toEqual(['commit_due', 'committed', 'void_due'])
    expect(await billing.taxes.file()).toEqual({ committed: [], voided: [id], failed: [] })
    expect((await billing.taxes.filings(id)).at(-1)).toMatchObject({ state: 'voided', reference: 'own-1' })
    await voided(storage, id)
    expect(await states()).toHaveLength(4)
  })

  it('that were never filed are withdrawn nowhere', async () => {
    const own = authority()
    const { storage, billing, id, states } = await issued({ ...own, filing: { ...own.filing, void: () => fail('tax.document_unknown', { field: 'document', because: 'was not filed' }) } })
    await voided(storage, id)
    expect((await billing.taxes.file()).voided).toEqual([id])
    expect(await states()).toEqual(['commit_due', 'void_due', 'voided'])
    expect(await failureIn(() => own.filing.void({ tenant: 'default', document: id }))).toMatchObject({ code: 'tax.document_unknown' })
  })

  it('that were filed although the reply was lost are withdrawn', async () => {
    const own = authority()
    const { storage, billing, id } = await issued({ ...own, filing: { ...own.filing, commit: (filed) => own.filing.commit(filed).then(() => Promise.reject(unavailable())) } })
    await billing.taxes.file()
    await voided(storage, id)
    expect((await billing.taxes.file()).voided).toEqual([id])
    expect(await own.filing.find({ tenant: 'default', document: id })).toMatchObject({ state: 'voided' })
  })

  it('are nothing where nothing was filed', async () => {
    const { filing: _, ...quoting } = authority()
    const { storage, id, states } = await issued(quoting)
    await voided(storage, id)
    expect(await states()).toEqual([])
  })
})
