import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const now = '2026-12-02T00:00:00Z'
const causes = [{ kind: 'usage_correction', reference: 'import', text: 'The import was wrong' }] as const
const scope = { from: '2026-10-01T00:00:00Z', causes } as const
const asked = { key: 'before the fix', ...scope, actor: 'ann', reason: 'how much is it?' }

/** October and November of `acme` are invoiced, and 400,000 tokens of October come in late. */
async function late() {
  const storage = memory()
  const billing = await acmeBilling({ storage, now })
  await billing.events.ingest([tokens('r1', '1400000')])
  for (const period of ['2026-10', '2026-11']) await billing.invoices.issue({ key: period, ...october, period })
  await billing.events.ingest([tokens('r2', '400000')])
  return { storage, billing }
}

describe('billing.corrections.dryRun', () => {
  it('has what a rewind would come to, who asked and why, and writes that alone', async () => {
    const { billing } = await late()
    // #region dry-run
    const causes = [{ kind: 'usage_correction', reference: 'import', text: 'The import was wrong' }] as const
    const asked = { from: '2026-10-01T00:00:00Z', causes, maxInvoices: 500 }
    const run = await billing.corrections.dryRun({ key: 'before the fix', ...asked, actor: 'ann', reason: 'how much is it?' })
    expect(run).toMatchObject({ invoices: 2, corrections: 1, totals: [{ currency: 'EUR', net: '1' }], ledgerWrites: false, documentWrites: false })
    const plan = await billing.corrections.planRewind(asked) // each invoice with what would become of it
    // #endregion dry-run
    expect(run).toMatchObject({ at: '2026-12-02T00:00:00.000000Z', ledgerWrites: false, documentWrites: false, invoices: 2, corrections: 1, totals: [{ currency: 'EUR', net: '1', tax: '0', gross: '1' }] })
    expect(await billing.audit.get({ operation: 'corrections.dryRun', key: 'before the fix' })).toMatchObject({ actor: 'ann', reason: 'how much is it?', changes: [], changeCount: 0 })
    expect((await billing.corrections.list()).items).toEqual([])
    expect(plan).toMatchObject({ ledgerWrites: false, documentWrites: false, invoices: 2, corrections: [{ net: '1' }] })
    // #region rewind
    await billing.corrections.rewind({ key: 'the fix', ...asked, actor: 'ann', reason: 'as agreed with finance' })
    // #endregion rewind
    expect(await billing.corrections.dryRun({ key: 'before the fix', ...asked, actor: 'ann', reason: 'how much is it?' })).toEqual(run)
    expect((await billing.corrections.dryRun({ key: 'after it', ...asked, reason: 'all done?' })).corrections).toBe(0)
  })

  it.each<[what: string, input: object, code: string, field: string]>([
    ['no reason', { reason: undefined }, 'text.malformed', 'reason'],
    ['more invoices than its bound', { maxInvoices: 1 }, 'command.too_wide', 'maxInvoices'],
    ['a bound that is none', { maxInvoices: 1.5 }, 'command.invalid', 'maxInvoices'],
    ['no time', { from: 'soon' }, 'time.malformed', 'from'],
  ])('with %s is refused', async (_, input, code, field) => {
    const { billing } = await late()
    expect(await failureIn(() => billing.corrections.dryRun({ ...asked, ...input }))).toMatchObject({ code, field })
    expect((await billing.audit.list({ operation: 'corrections.dryRun' })).items).toEqual([])
  })

  it('keeps nothing even where a store writes when it is read', async () => {
    const { storage, billing } = await late()
    const account = { id: 'stray', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    let strays = 0
    const writing = wrapped(storage, (stores) => ({ ...stores, documents: { ...stores.documents, evidence: async (id) => ((strays += 1), await stores.accounts.put(account), stores.documents.evidence(id)) } }))
    await sampleBilling({ storage: writing, now }).corrections.planRewind(scope)
    expect([strays > 0, await billing.accounts.get('stray')]).toEqual([true, undefined])
  })
})

describe('a rewind', () => {
  it('of more invoices than its bound does nothing, and its key is free for a higher one', async () => {
    const { billing } = await late()
    const rewind = (maxInvoices: number) => billing.corrections.rewind({ key: 'the fix', ...scope, maxInvoices })
    expect(await failureIn(() => rewind(1))).toMatchObject({ code: 'command.too_wide', field: 'maxInvoices' })
    expect((await billing.corrections.list()).items).toEqual([])
    expect((await rewind(2)).map(({ correction }) => correction?.totals.net)).toEqual(['1', undefined])
    expect(await failureIn(() => billing.corrections.planRewind({ ...scope, maxInvoices: 1 }))).toMatchObject({ code: 'command.too_wide' })
  })
})
