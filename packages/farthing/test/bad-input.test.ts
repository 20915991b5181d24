import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { farthing } from './run-in-process.js'

const directory = mkdtempSync(join(tmpdir(), 'farthing-bad-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const file = (name: string, content: string): string => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const book = {
  meters: { tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count' } },
  plans: {
    pro: {
      currency: 'EUR',
      every: { unit: 'month', count: 1 },
      components: { tokens: { meter: 'tokens', price: { model: 'per_unit', unit: '0.01' } } },
    },
  },
  subscriptions: [{ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' }],
}
const goodBook = file('book.json', JSON.stringify(book))
const event = (id: string, more: object = {}): string =>
  JSON.stringify({ id, source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: '100' }, ...more })
const good = [event('g1'), event('g2')]

const bill = (eventsPath: string, bookPath = goodBook, ...more: readonly string[]) =>
  farthing('bill', '--events', eventsPath, '--book', bookPath, '--as-of', '2026-11-05T00:00:00Z', '--json', ...more)

describe('a bad line names file, line, field and rule, and does not lose the good ones', () => {
  it.each([
    ['malformed JSON', '{"id": "x', 'json.malformed', ''],
    ['NaN', '{"id":"x","data":{"count":NaN}}', 'json.malformed', ''],
    ['an unsafe JSON number', event('x').replace('"100"', '12345678901234567890'), 'json.number_inexact', ''],
    ['an exponent', event('x').replace('"100"', '1e3'), 'json.number_inexact', ''],
    ['a lone surrogate', event('x').replace('acme', 'ac\\ud800me'), 'text.malformed', 'subject'],
    ['U+0000', event('x').replace('acme', 'ac\\u0000me'), 'text.malformed', 'subject'],
    ['U+0000 in the data', event('x').replace('"100"', '"\\u0000"'), 'text.malformed', 'data.count'],
    ['a time without a zone', event('x', { time: '2026-10-14T09:00:00' }), 'time.zone_missing', 'time'],
    ['a leap second', event('x', { time: '2026-12-31T23:59:60Z' }), 'time.leap_second', 'time'],
    ['a recorded time that is none', event('x', { recordedtime: 'yesterday' }), 'time.malformed', 'recordedtime'],
    ['a recorded time that is a number', event('x', { recordedtime: 5 }), 'time.malformed', 'recordedtime'],
    ['no id', event('').replace('"id":""', '"id":null'), 'event.invalid', 'id'],
    ['a list', '[]', 'event.invalid', ''],
  ])('%s', async (_name, line, code, field) => {
    const path = file('events.ndjson', [good[0], line, good[1]].join('\n'))
    const { stdout, stderr, code: exit } = await bill(path)
    const { receipts, invoices } = JSON.parse(stdout)
    expect(receipts).toMatchObject({ received: 3, accepted: 2, rejected: 1, refused: [{ file: path, line: 2, code, field }] })
    expect(stderr).toContain(`${path}:2: `)
    expect(stderr).toContain(`[${code}]`)
    expect(invoices[0].totals.payable).toBe('2')
    expect(exit).toBe(3)
  })

  it('keeps __proto__ as a key like any other', async () => {
    const { stdout, code } = await bill(file('proto.ndjson', `${good[0]}\n${event('p').replace('"count"', '"__proto__":{"count":"7"},"count"')}`))
    expect(JSON.parse(stdout).receipts).toMatchObject({ accepted: 2, rejected: 0 })
    expect(code).toBe(0)
    expect(({} as { count?: string }).count).toBeUndefined()
  })

  it('shows the first 20 refusals and writes all of them to a file', async () => {
    const out = join(directory, 'many')
    const path = file('many.ndjson', [...Array.from({ length: 25 }, () => '{'), ...good].join('\n'))
    const { stdout, stderr } = await bill(path, goodBook, '--out', out)
    const { receipts } = JSON.parse(stdout)
    expect(receipts.refused).toHaveLength(20)
    expect(receipts).toMatchObject({ received: 27, accepted: 2, rejected: 25 })
    const lines = readFileSync(receipts.refusedFile, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).line)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
    expect(stderr).toContain(`25 lines were refused; all of them are in ${receipts.refusedFile}`)
  })
})

describe('a value that breaks a meter is quarantined with its reason', () => {
  it.each([['1e3'], ['NaN'], ['9'.repeat(100)], ['0x10'], [''], [undefined], ['-1']])('%s', async (count) => {
    const path = file('values.ndjson', [...good, event('x', { data: { count } })].join('\n'))
    const { stdout, stderr, code } = await bill(path)
    const { receipts, invoices } = JSON.parse(stdout)
    expect(receipts).toMatchObject({ received: 3, accepted: 2, quarantined: 1, refused: [{ file: path, line: 3, facts: { meter: 'tokens' } }] })
    expect(receipts.refused[0].code).toMatch(/^(decimal|meter)\./)
    expect(receipts.refused[0].field).toContain('count')
    expect(stderr).toContain(`${path}:3: `)
    expect(invoices[0].totals.payable).toBe('2')
    expect(code).toBe(3)
  })
})

describe('a book that cannot be used names the field and the rule', () => {
  const withPrice = (price: object): object => ({
    ...book,
    plans: { pro: { ...book.plans.pro, components: { tokens: { meter: 'tokens', price } } } },
  })
  it.each([
    ['unknown currency', { ...book, plans: { pro: { ...book.plans.pro, currency: 'EURO' } } }, 'money.currency_unknown', 'plans.pro.currency'],
    ['overlapping tiers', withPrice({ model: 'graduated', tiers: [{ upTo: '10', unit: '1' }, { upTo: '5', unit: '1' }, { unit: '1' }] }), 'price.tiers_not_increasing', 'tiers[1]'],
    ['a misspelt meter', { ...book, plans: { pro: { ...book.plans.pro, components: { tokens: { meter: 'tokenz', price: { model: 'per_unit', unit: '1' } } } } } }, '', 'tokenz'],
    ['unknown zone', { ...book, subscriptions: [{ ...book.subscriptions[0], zone: 'Europe/Atlantis' }] }, 'time.zone_unknown', 'Europe/Atlantis'],
    ['a subscription that ends before it starts', { ...book, subscriptions: [{ ...book.subscriptions[0], to: '2026-09-01' }] }, 'subscription.invalid', 'to is 2026-08-31T22:00:00.000000Z'],
    ['no subscriptions', { ...book, subscriptions: undefined }, 'book.invalid', 'subscriptions'],
    ['an unknown field', { ...book, subscriptions: [{ ...book.subscriptions[0], plam: 'x' }] }, 'book.invalid', 'plam'],
    ['a 100-digit price', withPrice({ model: 'per_unit', unit: '1'.repeat(100) }), 'decimal.too_long', 'unit'],
    ['a price with an exponent', withPrice({ model: 'per_unit', unit: '1e3' }), 'decimal.malformed', 'unit'],
  ])('%s', async (_name, content, code, field) => {
    const { stdout, stderr, code: exit } = await bill(file('events.ndjson', good.join('\n')), file('bad-book.json', JSON.stringify(content)))
    expect(stdout).toBe('')
    expect(stderr).toContain('bad-book.json')
    expect(stderr).toContain(field)
    expect(stderr).toContain(code)
    expect(exit).toBe(2)
  })
})

describe('files and options', () => {
  it('an unreadable file', async () => {
    const missing = join(directory, 'absent.ndjson')
    expect(await bill(missing)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`${missing} cannot be read (ENOENT)`) })
    expect(await bill(directory)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('[file.unreadable]') })
  })

  it('wrong columns', async () => {
    const mapping = file('mapping.json', JSON.stringify({
      id: { line: true }, source: { value: 's' }, type: { value: 'llm.tokens' }, subject: { value: 'acme' },
      time: { column: 'At' }, data: { count: { column: 'Tokens' } },
    }))
    const run = await bill(file('wrong.csv', 'At,Count\n2026-10-14T09:00:00Z,1\n'), goodBook, '--mapping', mapping)
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('lacks the column "Tokens" (line 1)') })
  })

  it('a malformed --as-of, an unknown option, a missing option', async () => {
    expect(await farthing('bill', '--events', 'x', '--book', goodBook, '--as-of', 'tomorrow')).toMatchObject({ code: 2, stderr: expect.stringContaining('--as-of') })
    expect(await farthing('bill', '--evnts', 'x')).toMatchObject({ code: 2 })
    expect(await farthing('bill')).toMatchObject({ code: 2, stderr: expect.stringContaining('--events') })
  })

  it('a label that names no period of anybody', async () => {
    const { stdout, code } = await bill(file('events.ndjson', good.join('\n')), goodBook, '--period', '1999-01')
    expect(JSON.parse(stdout).invoices).toEqual([])
    expect(code).toBe(0)
  })

  it('an account that the book does not have is refused', async () => {
    const refused = await farthing('bill', '--book', file('known.json', JSON.stringify(book)), '--events', file('none.ndjson', ''), '--account', 'nobody')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--account is "nobody"') })
  })

  it('the version ends well', async () => {
    expect(await farthing('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' })
  })

  it('help ends well', async () => {
    expect(await farthing('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('bill') })
  })

  it('a file that is no evidence bundle, by its place', async () => {
    expect(await farthing('verify', goodBook)).toMatchObject({ code: 2, stderr: expect.stringContaining('[verify.bundle_malformed]') })
    const other = file('other.json', '{"format":"evidence-bundle/2"}')
    expect(await farthing('explain', other)).toMatchObject({ code: 2, stderr: expect.stringContaining('other.json.format') })
  })

  it('results that cannot be compared', async () => {
    const result = (line: object) => file('result.json', JSON.stringify({ format: 'rating-result/1', name: 'x', lines: [{ account: 'a', line: 'x', currency: 'EUR', amount: '1', ...line }] }))
    expect(await farthing('diff', result({}), '/nowhere')).toMatchObject({ code: 2, stderr: expect.stringContaining('[file.unreadable]') })
    expect(await farthing('diff', result({}), goodBook)).toMatchObject({ code: 2, stderr: expect.stringContaining('[comparison.invalid]') })
    expect(await farthing('diff', result({ amount: '1e5' }), goodBook)).toMatchObject({ code: 2, stderr: expect.stringContaining('result.json.lines[0].amount') })
    expect(await farthing('diff', result({}), result({}), '--tolerance', '-1')).toMatchObject({ code: 2, stderr: expect.stringContaining('[comparison.invalid]') })
  })
})

describe('--out that cannot be written', () => {
  const events = file('out-events.ndjson', good.join('\n'))

  it('is named before any work when it is a file', async () => {
    expect(await bill(events, goodBook, '--out', goodBook)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('[file.unwritable]') })
  })

  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')('leaves no half file on a full disk (needs root, to mount a small one)', async () => {
    const disk = join(directory, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk])
    try {
      expect(await bill(events, goodBook, '--out', disk)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('ENOSPC') })
      expect(existsSync(disk) && readdirSync(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
