import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { createBilling, fixedClock } from '@farthing/engine'
import { defineCatalog, defineStage, perUnit, plan, stageTable } from '@farthing/pricing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { farthing } from './run-in-process.js'

const folder = mkdtempSync(join(tmpdir(), 'farthing-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const golden = (name: string) => fileURLToPath(new URL(`../../ledger/src/verification/golden/${name}.json`, import.meta.url))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function forged(path: string, name: string, from: string, to: string): string {
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  return file(name, text.replace(from, to))
}

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.5') }) },
})
const call = (id: string, time = '2026-10-14T09:00:00Z') => ({ specversion: '1.0', id, source: 'api', type: 'api.call', subject: 'acme', time, data: {} })
const lines = (...ids: readonly string[]) => ids.map((id) => JSON.stringify(call(id))).join('\n')

describe('farthing verify', () => {
  let bundle: string
  let corrections: string
  let proof: string
  beforeAll(async () => {
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingest([call('a'), call('b'), call('c')])
    const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    bundle = file('bundle.json', await billing.invoices.bundle(id))
    proof = file('proof.json', await billing.invoices.prove({ invoice: id, source: 'api', id: 'a' }))
    await billing.events.ingest([call('late')])
    await billing.corrections.takeLate()
    corrections = file('corrections.json', await billing.corrections.bundle(id))
  })

  it('verifies a bundle of an invoice, and counts its usage', async () => {
    expect(await farthing('verify', bundle)).toMatchObject({ code: 0, stdout: expect.stringContaining('verified (document)') })
    expect(await farthing('verify', bundle, '--events', file('abc.ndjson', lines('a', 'b', 'c')))).toMatchObject({ code: 0, stdout: expect.stringContaining('document and usage') })
    const missing = await farthing('verify', bundle, '--events', file('ab.ndjson', lines('a', 'b')), '--json')
    expect([missing.code, JSON.parse(missing.stdout)]).toMatchObject([3, { verdict: 'differs', path: 'ratings[0].facts.usage[0].events', expected: 2, actual: 3 }])
  })

  it('verifies one of its corrections, and counts the usage that they knew', async () => {
    const all = file('all.ndjson', lines('a', 'b', 'c', 'late'))
    expect(await farthing('verify', corrections, '--events', all)).toMatchObject({ code: 0, stdout: expect.stringContaining('verified (document and 1 corrections and usage)') })
    expect(await farthing('verify', corrections, '--events', file('abc.ndjson', lines('a', 'b', 'c')))).toMatchObject({ code: 3, stdout: expect.stringContaining('facts.usage') })
    expect(await farthing('verify', golden('corrections-all-terms'))).toMatchObject({ code: 0, stdout: expect.stringContaining('4 corrections') })
  })

  it('names the place of one changed digit, in a document and in a credit note', async () => {
    const payable = forged(golden('all-terms'), 'payable.json', '"payable": "40.7"', '"payable": "40.8"')
    expect(await farthing('verify', payable)).toMatchObject({ code: 3, stdout: expect.stringMatching(/differs at totals.payable: "40.7" follows, "40.8" stands there \(changed: invoice\)/) })
    const credit = forged(golden('corrections-all-terms'), 'credit.json', '"number": "CN-000002"', '"number": "CN-000009"')
    expect(await farthing('verify', credit)).toMatchObject({ code: 3, stdout: expect.stringContaining('differs at corrections[1].note.documentHash') })
  })

  it('says that a stage of a third party is missing, and which', async () => {
    const surge = defineStage({
      manifest: { name: 'surge', version: 1, kind: 'amount', scope: 'charge', step: 'discount', facts: [], limits: { charges: 1, effects: 1 } },
      check: () => ({}),
      run: ({ charges }) => ({ effects: charges.map(({ key }) => ({ kind: 'adjust', charge: key, amount: '1', label: 'Surge' })) }),
    })
    const program = { stages: [{ id: 'surge', use: 'surge@1', rules: [{ id: 'surge', config: {} }] }] }
    const own = { ...catalog, plans: { pro: { ...catalog.plans.pro, program } } }
    const billing = createBilling({ catalog: own, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), stages: stageTable([surge]) })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    const made = file('surge.json', await billing.invoices.bundle(id))
    expect(await farthing('verify', made)).toMatchObject({ code: 2, stdout: expect.stringContaining('unverifiable: stage surge@1 is not here') })
    expect(await farthing('verify', forged(made, 'forged-surge.json', '"number":"INV-000001"', '"number":"INV-000009"'))).toMatchObject({ code: 3 })
  })

  it('checks one event by its proof', async () => {
    const [own, other] = [file('a.json', call('a')), file('b.json', call('b'))]
    expect(await farthing('verify', bundle, '--event', own, '--proof', proof)).toMatchObject({ code: 0, stdout: expect.stringContaining('verified (document and event)') })
    expect(await farthing('verify', bundle, '--event', other, '--proof', proof)).toMatchObject({ code: 3, stdout: expect.stringContaining('differs at proof.identity') })
    expect(await farthing('verify', bundle, '--event', own, '--proof', file('none.json', [{}]))).toMatchObject({ code: 3, stdout: expect.stringContaining('proof.proof') })
    expect(await farthing('verify', bundle, '--event', own)).toMatchObject({ code: 2, stderr: expect.stringContaining('--proof is missing') })
    expect(await farthing('verify', bundle, '--event', own, '--proof', file('empty.json', []))).toMatchObject({ code: 2, stderr: expect.stringContaining('[verify.bundle_malformed]') })
  })
})

describe('farthing explain', () => {
  const path = golden('corrections-all-terms')

  it('explains an invoice with its credit notes', async () => {
    const { stdout, code } = await farthing('explain', path)
    for (const number of ['INV-000042', 'CN-000001', 'CN-000004']) expect(stdout).toContain(number)
    expect(code).toBe(0)
    expect(JSON.parse((await farthing('explain', path, '--json')).stdout)).toMatchObject([{ number: 'INV-000042' }, { number: 'CN-000001' }, {}, {}, { number: 'CN-000004' }])
  })

  it('explains what a line comes to after a correction', async () => {
    expect((await farthing('explain', path, '--line', '2')).stdout).not.toContain('correction')
    expect((await farthing('explain', path, '--line', '2', '--revision', '1')).stdout).toContain('correction 1, CN-000001: 1.00 billed before, 3.25 due')
    for (const revision of ['9', 'x', '']) {
      expect(await farthing('explain', path, '--line', '2', '--revision', revision)).toMatchObject({ code: 2, stderr: expect.stringContaining('[correction.unknown]') })
    }
    expect(await farthing('explain', golden('simple'), '--line', '2', '--revision', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('has 0 corrections') })
  })
})
