import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { checkCatalog, createBilling, fixedClock } from '../src/index.js'
import { postgres } from '../src/postgres.js'
import { farthing } from './run-in-process.js'

const database = useTestDatabase()
const directory = mkdtempSync(join(tmpdir(), 'farthing-database-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const write = (name: string, content: string): string => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
const catalog = {
  meters: { tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count' } },
  plans: { pro: { currency: 'EUR', every: { unit: 'month', count: 1 }, components: { base: { price: { model: 'flat', amount: '49' } }, tokens: { meter: 'tokens', price: { model: 'graduated', tiers: [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }] } } } } },
}
const book = write('book.json', JSON.stringify(catalog))
const run = (command: readonly string[], ...args: readonly string[]) => farthing(...command, '--book', book, '--database', database.urls().appUrl, '--as-of', '2026-11-02T00:00:00Z', ...args)
const json = async (command: readonly string[], ...args: readonly string[]) => JSON.parse((await run(command, ...args, '--json')).stdout)

describe('a company that comes over in October', () => {
  const subscriptions = write('subscriptions.csv', 'reference,account,plan,from,zone,anchor\nacme,acme,pro,2026-10-01,Europe/Berlin,2025-03-01\nglobex,globex,por,2026-10-01,UTC,\n')
  const balances = write('balances.csv', 'reference,account,kind,amount,currency\nOLD-81,acme,receivable,120.50,EUR\nwallet,acme,paid_credit,20,EUR\n')
  const history = write('history.json', JSON.stringify([{ reference: 'u-9', subscription: 'acme', meter: 'tokens', from: '2026-09-01', to: '2026-10-01', quantity: '1200000' }]))

  beforeAll(async () => {
    const dry = await run(['import', 'subscriptions', subscriptions], '--dry-run')
    expect(dry).toMatchObject({ code: 3, stdout: expect.stringContaining(`${subscriptions}:3: plan is `) })
    expect(dry.stdout).toContain('2 rows: 1 can be imported, 0 unchanged, 1 refused.\nNothing was kept: this is a dry run.')
    expect((await run(['estimate'])).stderr).toContain('[subscription.unknown]')
    for (const [kind, file] of [['subscriptions', subscriptions], ['balances', balances], ['history', history]] as const) await run(['import', kind, file], '--actor', 'ann')
    const billing = createBilling({ catalog: checkCatalog(catalog), storage: postgres(database.app()), clock: fixedClock('2026-11-02T00:00:00Z') })
    await billing.events.ingestOrThrow([{ id: 'r1', source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: '1400000' } }])
  })

  it('is imported once', async () => {
    expect(await json(['import', 'balances', balances])).toMatchObject({ counts: { imported: 0, unchanged: 2, refused: 0 } })
    expect(await json(['import', 'history', history])).toMatchObject({ counts: { imported: 0, unchanged: 1 } })
    expect(await json(['import', 'subscriptions', subscriptions])).toMatchObject({ counts: { unchanged: 1, refused: 1 }, refused: [{ place: `${subscriptions}:3`, reference: 'globex', failure: { code: 'plan.unknown', field: 'plan' } }] })
  })

  it('is estimated, shadowed, previewed and billed where its events are', async () => {
    expect(await json(['estimate'], '--period', '2026-10')).toMatchObject({ estimates: [{ subscription: 'acme', quote: { total: '50' } }] })
    expect(await json(['shadow'], '--candidate', book, '--from', '2026-10-01', '--to', '2026-11-01')).toMatchObject({ totals: [{ existing: '50', delta: '0' }] })
    expect((await run(['run'], '--period', '2026-10')).stdout).toContain('Documents: 1 previewed.')
    expect((await run(['run'], '--period', '2026-10', '--commit', '--key', 'october')).stdout).toContain('Documents: 1 issued.')
    expect((await run(['run'], '--period', '2026-10', '--commit', '--key', 'october')).stdout, 'the same run again').toContain('Documents: 1 issued.')
    expect(await json(['corrections'], '--take-late')).toMatchObject({ late: { events: 0 }, corrections: [] })
    const journal = (await run(['export', 'ledger'])).stdout
    for (const account of ['equity:opening-balances', 'assets:receivable']) expect(journal.replaceAll('_', '-')).toContain(account)
    const kinds = new Set((await json(['export', 'ledger'])).map(({ kind }: { readonly kind: string }) => kind))
    expect(['opening_balance', 'admin_credit', 'invoice_issued'].filter((kind) => !kinds.has(kind))).toEqual([])
  })
})
