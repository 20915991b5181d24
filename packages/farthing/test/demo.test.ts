import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { farthing, type CommandRun } from './run-in-process.js'

const demo = fileURLToPath(new URL('../../../examples/0-demo/', import.meta.url))
const events = join(demo, 'events.ndjson')
const out = mkdtempSync(join(tmpdir(), 'farthing-demo-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const bill = (...more: readonly string[]): Promise<CommandRun> =>
  farthing('bill', '--events', events, '--book', join(demo, 'book.json'), '--as-of', '2026-11-05T00:00:00Z', ...more)

interface ShownInvoice {
  readonly number: string
  readonly account: string
  readonly currency: string
  readonly from: string
  readonly to: string
  readonly totals: { readonly payable: string }
  readonly lines: readonly { readonly quantity: string; readonly exact: string }[]
}

describe('the demo data', () => {
  let run: CommandRun
  beforeAll(async () => {
    run = await bill('--json', '--out', out)
  })

  it('gives invoices that were worked out by hand', () => {
    const { invoices } = JSON.parse(run.stdout)
    const figures = invoices.map(({ number, account, currency, from, to, totals, lines }: ShownInvoice) => ({
      number, account, currency, from, to,
      payable: totals.payable,
      lines: lines.map(({ quantity, exact }) => [quantity, exact]),
    }))
    expect(figures).toEqual([
      {
        number: 'INV-000001', account: 'kea', currency: 'EUR', payable: '111.85',
        from: '2026-09-29T11:00:00.000000Z', to: '2026-10-30T11:00:00.000000Z',
        lines: [['1', '49'], ['57', '0.8493'], ['3631380', '61.99622']],
      },
      {
        number: 'INV-000002', account: 'aurora', currency: 'EUR', payable: '120.52',
        from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z',
        lines: [['1', '49'], ['60', '0.894'], ['4085938', '70.632822']],
      },
      {
        number: 'INV-000003', account: 'borealis', currency: 'USD', payable: '66.23',
        from: '2026-10-01T04:00:00.000000Z', to: '2026-11-01T04:00:00.000000Z',
        lines: [['1', '55'], ['65', '1.0595'], ['1169781', '3.1584087'], ['2596481', '7.0104987']],
      },
    ])
  })

  it('says what became of every line: one duplicate, one conflict, one late event', () => {
    const { receipts } = JSON.parse(run.stdout)
    expect(receipts).toMatchObject({ received: 565, accepted: 563, duplicate: 1, conflict: 1, unattached: 0, rejected: 0, late: 1 })
    expect(receipts.refused).toMatchObject([{ file: events, line: 564, code: 'event.conflict', field: 'id' }])
    expect(run.code).toBe(3)
  })

  it('posts every invoice, balanced, and states what is owed', () => {
    const { ledger } = JSON.parse(run.stdout)
    for (const { entries } of ledger.transactions) {
      expect(entries.reduce((sum: bigint, entry: { amountMinor: string }) => sum + BigInt(entry.amountMinor), 0n)).toBe(0n)
    }
    expect(ledger.balances).toEqual([
      { account: 'kea', receivable: [{ currency: 'EUR', amountMinor: '11185' }] },
      { account: 'aurora', receivable: [{ currency: 'EUR', amountMinor: '12052' }] },
      { account: 'borealis', receivable: [{ currency: 'USD', amountMinor: '6623' }] },
    ])
  })

  it('meters what the invoices price', () => {
    const { usage } = JSON.parse(run.stdout)
    const tokens = usage.filter((each: { account: string; meter: string }) => each.account === 'aurora' && each.meter === 'tokens')
    expect(tokens.map((each: { dimensions: { model: string }; quantity: string }) => [each.dimensions.model, each.quantity])).toEqual([
      ['large', '1245731'],
      ['small', '2840207'],
    ])
  })

  it('is the same twice, byte for byte', async () => {
    expect((await bill('--json')).stdout).toBe(run.stdout)
  })

  it('bills one account and one period when asked to', async () => {
    const { stdout } = await bill('--json', '--account', 'kea', '--period', '2026-09')
    const { invoices } = JSON.parse(stdout)
    expect(invoices).toMatchObject([{ account: 'kea', from: '2026-09-29T11:00:00.000000Z', to: '2026-10-30T11:00:00.000000Z' }])
    expect(invoices).toHaveLength(1)
  })

  it('shows people a table with the trail of the largest line', async () => {
    const { stdout, stderr } = await bill()
    expect(stdout).toContain('INV-000002 │ aurora')
    expect(stdout).toContain('Largest line: Tokens of aurora (INV-000002): 2,000,000 × 0.000025 + 1,085,938 × 0.000019 = 70.63 EUR')
    expect(stderr).toContain('events.ndjson:564: id is "aurora-t6" of demo at revision 0')
  })

  it('explains an invoice from its file', async () => {
    const { stdout, code } = await farthing('explain', join(out, 'INV-000002.json'))
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '49.00 + 60 × 0.0149 + 2,000,000 × 0.000025 + 1,085,938 × 0.000019 = 120.526822, rounded half-even line by line to 120.52 EUR',
    )
    expect(code).toBe(0)
  })

  it('explains one line as a tree, by its number, its id or how that begins', async () => {
    const path = join(out, 'INV-000002.json')
    const { stdout, code } = await farthing('explain', path, '--line', '3')
    expect(stdout).toContain('Tier 2: 2,000,000 × 0.000025 = 50.00')
    expect(stdout).toMatch(/usage: tokens \(model: small\), 2,840,207 from \d+ events, 2026-10-01 00:00 until 2026-11-01 00:00/)
    expect(code).toBe(0)
    const { line } = JSON.parse((await farthing('explain', path, '--line', '3', '--json')).stdout)
    expect((await farthing('explain', path, '--line', line.id.slice(0, 12))).stdout).toBe(stdout)
    for (const none of ['9', 'x', '']) expect(await farthing('explain', path, '--line', none)).toMatchObject({ code: 2, stderr: expect.stringContaining('[invoice.line_unknown]') })
  })

  it('compares two runs line by line, and holds the comparison against a reviewed one', async () => {
    expect(await farthing('diff', out, out)).toMatchObject({ code: 0, stdout: expect.stringContaining('10 equal, 0 within the tolerance, 0 changed') })
    const legacy = join(out, '..', `${basename(out)}-legacy.json`)
    const lines = [{ account: 'kea', line: 'kea/base', currency: 'EUR', amount: '50', quantity: '1', period: { from: '2026-09-29T11:00:00Z', to: '2026-10-30T11:00:00Z' } }]
    writeFileSync(legacy, JSON.stringify({ format: 'rating-result/1', name: 'legacy', lines }))
    const kea = join(out, 'INV-000001.json')
    const differing = await farthing('diff', legacy, kea)
    expect(differing).toMatchObject({ code: 3, stdout: expect.stringMatching(/ {2}~ kea\/base, .*: 50 for 1 → 49 for 1 EUR \(-1\)/) })
    expect(await farthing('diff', legacy, kea, '--tolerance', '1')).toMatchObject({ stdout: expect.stringContaining('1 within the tolerance, 0 changed, 2 added') })
    const golden = `${legacy}.golden.json`
    writeFileSync(golden, (await farthing('diff', legacy, kea, '--json')).stdout)
    expect(await farthing('diff', legacy, kea, '--golden', golden)).toMatchObject({ code: 0, stdout: expect.stringContaining('as reviewed in') })
    writeFileSync(legacy, JSON.stringify({ format: 'rating-result/1', name: 'legacy', lines: lines.map((line) => ({ ...line, amount: '51' })) }))
    expect(await farthing('diff', legacy, kea, '--golden', golden)).toMatchObject({ code: 3, stdout: expect.stringContaining('not as reviewed') })
    rmSync(legacy)
    rmSync(golden)
  })

  it('verifies an invoice against its events, and finds one changed digit and one missing event', async () => {
    const path = join(out, 'INV-000002.json')
    expect(await farthing('verify', path, '--events', events)).toMatchObject({ code: 0, stdout: expect.stringContaining('verified (document and usage)') })

    const forged = join(out, 'forged.json')
    writeFileSync(forged, readFileSync(path, 'utf8').replace('"payable": "120.52"', '"payable": "120.51"'))
    expect(await farthing('verify', forged)).toMatchObject({ code: 3, stdout: expect.stringMatching(/differs at totals.payable: .* \(changed: invoice\)/) })

    const fewer = join(out, 'fewer.ndjson')
    writeFileSync(fewer, readFileSync(events, 'utf8').split('\n').filter((line) => !line.includes('aurora-edge')).join('\n'))
    expect(await farthing('verify', path, '--events', fewer)).toMatchObject({ code: 3, stdout: expect.stringContaining('facts.usage') })
  })
})
