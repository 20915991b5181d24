import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, describe, expect, it, test } from 'vitest'
import { runCommand } from '../src/command/run-command.js'
import { farthing } from './run-in-process.js'

const directory = mkdtempSync(join(tmpdir(), 'farthing-rating-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const write = (name: string, content: unknown): string => {
  const path = join(directory, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const month = { currency: 'EUR', every: { unit: 'month', count: 1 } }
const bookOf = (free: string) => ({
  meters: { tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count' } },
  plans: { pro: { ...month, components: { base: { price: { model: 'flat', amount: '49' } }, tokens: { meter: 'tokens', price: { model: 'graduated', tiers: [{ upTo: free, unit: '0' }, { unit: '0.0000025' }] } } } } },
  subscriptions: [{ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' }],
})
const event = (id: string, time: string, count: string, more: object = {}) => JSON.stringify({ id, source: 'api', type: 'llm.tokens', subject: 'acme', time, data: { count }, ...more })
const book = write('book.json', bookOf('1000000'))
const cheaper = write('cheaper.json', bookOf('1200000'))
const events = write('events.ndjson', [
  event('r1', '2026-10-14T09:00:00Z', '1400000'),
  event('r2', '2026-10-20T09:00:00Z', '600000'),
  event('late', '2026-10-21T09:00:00Z', '4000000', { recordedtime: '2026-11-20T00:00:00Z' }),
].join('\n'))
const files = ['--book', book, '--events', events] as const
const json = async (...args: readonly string[]) => JSON.parse((await farthing(...args, '--json')).stdout)

describe('farthing quote', () => {
  it('prices usage without a subscription', async () => {
    const { code, stdout } = await farthing('quote', '--book', book, '--plan', 'pro', '--usage', 'tokens=1400000')
    expect({ code, total: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, total: 'Total: 50.00 EUR' })
    expect(await json('quote', '--book', book, '--plan', 'pro', '--usage-file', write('usage.json', { tokens: '1400000' }))).toMatchObject({ total: '50', currency: 'EUR' })
    expect(await json('quote', '--book', book, '--plan', 'pro', '--over', '2026-11-01:2026-11-16')).toMatchObject({ total: '24.5' })
  })

  test.each<[string, readonly string[], string]>([
    ['a plan that is not in the book', ['--plan', 'por'], 'plan.unknown'],
    ['a meter that the plan does not price', ['--plan', 'pro', '--usage', 'tokenz=1'], 'meter.unknown'],
    ['a meter twice', ['--plan', 'pro', '--usage', 'tokens=1', 'tokens=2'], 'meter.unknown'],
    ['no quantity', ['--plan', 'pro', '--usage', 'tokens'], 'meter.unknown'],
    ['a quantity that is none', ['--plan', 'pro', '--usage', 'tokens=1e3'], 'decimal.malformed'],
    ['half a time', ['--plan', 'pro', '--over', '2026-11'], 'period.not_found'],
  ])('refuses %s', async (_, args, code) => {
    expect(await farthing('quote', '--book', book, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`[${code}]`) })
  })
})

describe('farthing estimate', () => {
  it('says what usage costs so far and by the end, and what it left out', async () => {
    const { code, stdout, stderr } = await farthing('estimate', ...files, '--as-of', '2026-10-16T12:00:00Z')
    expect(code).toBe(0)
    expect(stdout).toMatch(/acme .* 2026-10-01 until 2026-11-01 .* 50\.00 EUR .* 53\.50 EUR/)
    expect(stdout).toContain('acme: Overage Charges: 400000 * 0.0000025 = 1.00 EUR')
    expect(stderr).toBe('Left out: 2 events of the file that had not happened or were not recorded at 2026-10-16T12:00:00.000000Z.\n')
  })

  it('answers for another time', async () => {
    const scope = [...files, '--as-of', '2026-11-05T00:00:00Z', '--subscription', 'acme'] as const
    expect(await json('estimate', ...scope, '--period', '2026-10')).toMatchObject({ estimates: [{ period: '2026-10', quote: { total: '51.5' } }] })
    const [part] = (await json('estimate', ...scope, '--period', '2026-10-01:2026-10-15')).estimates
    expect(part).toMatchObject({ quote: { breakdown: [{ amount: '686/31' }, { amount: '1' }] } })
    expect(part).not.toHaveProperty('projection')
  })

  test.each<[string, readonly string[], string]>([
    ['an account that has nothing', ['--account', 'nobody'], 'account.unknown'],
    ['a subscription that is none', ['--subscription', 'nobody'], 'subscription.unknown'],
    ['a moment before anything runs', ['--as-of', '2026-09-01T00:00:00Z'], 'period.not_found'],
    ['a moment that is none', ['--as-of', 'yesterday'], 'time.'],
  ])('refuses %s', async (_, args, code) => {
    expect(await farthing('estimate', ...files, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`[${code}`) })
  })

  it('needs files or a database', async () => {
    expect(await farthing('estimate', '--book', book, '--database', '')).toMatchObject({ code: 2, stderr: expect.stringContaining('or give --events') })
  })
})

describe('farthing shadow', () => {
  it('rates the past by another book', async () => {
    const shadow = ['shadow', ...files, '--as-of', '2026-11-05T00:00:00Z', '--candidate', cheaper, '--from', '2026-10-01', '--to', '2026-11-01'] as const
    const { stdout, code } = await farthing(...shadow)
    expect(code).toBe(0)
    expect(stdout).toMatch(/acme .* 51\.50 EUR .* 51\.00 EUR .* -0\.50 EUR .* 2026-10-14/)
    expect(await json(...shadow)).toMatchObject({ ledgerWrites: false, totals: [{ existing: '51.5', candidate: '51', delta: '-0.5' }], accounts: [{ account: 'acme', delta: '-0.5' }] })
    expect((await farthing(...shadow, '--account', 'acme', '--to', '2026-10-02')).stdout).toContain('No billing period')
  })
})

describe('farthing corrections', () => {
  const corrections = ['corrections', ...files, '--as-of', '2026-11-05T00:00:00Z', '--until', '2026-12-01T00:00:00Z'] as const

  it('invoices as of a moment, and corrects by what was recorded later', async () => {
    const out = join(directory, 'corrected')
    const { stdout, code } = await farthing(...corrections, '--out', out)
    expect(code).toBe(0)
    expect(stdout).toContain('Late events taken: 1, of 1 invoices.')
    expect(stdout).toMatch(/acme .* INV-000001 .* supplementary invoice .* 10\.00 EUR .* api\/late of 2026-10-21/)
    expect(await farthing('verify', join(out, 'INV-000001.json'))).toMatchObject({ code: 0, stdout: expect.stringContaining('1 corrections') })
    expect(await json(...corrections)).toMatchObject({ late: { invoices: 1, events: 1, proposed: 0, refused: [] }, corrections: [{ account: 'acme', correction: { totals: { gross: '10' } } }] })
  })

  test.each<[string, readonly string[]]>([
    ['corrections before the invoices', ['--until', '2026-11-01T00:00:00Z']],
    ['what is for a database', ['--take-late']],
  ])('refuses %s', async (_, args) => {
    expect(await farthing(...corrections, ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('[command.invalid]') })
  })
})

describe('farthing export ledger', () => {
  const ledger = ['export', 'ledger', ...files, '--as-of', '2026-11-05T00:00:00Z'] as const

  it('writes the book of the invoices that the files give', async () => {
    const { stdout, code } = await farthing(...ledger)
    expect(stdout).toContain('account assets:receivable:EUR:account=acme')
    expect(code).toBe(0)
    const out = join(directory, 'book.journal')
    expect((await farthing(...ledger, '--out', out)).stdout).toBe('')
    expect(readFileSync(out, 'utf8')).toBe(stdout)
    expect((await farthing(...ledger, '--format', 'csv')).stdout.split('\n')[0]).toContain('amount')
    expect(await json(...ledger)).toHaveLength(1)
    expect(await farthing(...ledger, '--format', 'xml')).toMatchObject({ code: 2 })
  })

  it('tells of lines that are refused, and ends with 3 then', async () => {
    const broken = write('broken.ndjson', [event('r1', '2026-10-14T09:00:00Z', '1'), 'no event'].join('\n'))
    const { code, stderr, stdout } = await farthing('export', 'ledger', '--book', book, '--events', broken, '--as-of', '2026-11-05T00:00:00Z')
    expect({ code, told: stderr.includes('broken.ndjson:2:'), booked: stdout.includes('receivable') }).toEqual({ code: 3, told: true, booked: true })
  })
})

describe('farthing completion', () => {
  const complete = async (...words: readonly string[]) => {
    const script = write('complete.bash', (await farthing('completion', 'bash')).stdout)
    const program = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _farthing; echo "${COMPREPLY[@]}"'
    return execFileSync('bash', ['-c', program, 'bash', script, 'farthing', ...words], { encoding: 'utf8' }).trim().split(' ')
  }

  it('completes commands, options and choices in bash', async () => {
    expect(await complete('e')).toEqual(['explain', 'estimate', 'export'])
    expect(await complete('export', '')).toContain('ledger')
    expect(await complete('export', 'ledger', '--fo')).toEqual(['--format'])
    expect(await complete('export', 'ledger', '--format', 'b')).toEqual(['beancount'])
    expect(await complete('explain', 'bundle.json', '--li'), 'after a file').toEqual(['--line'])
    expect(await complete('bill', '--events', ''), 'left to files').toEqual([''])
    expect(await complete('completion', 'f')).toEqual(['fish'])
  })

  it.each(['zsh', 'fish'])('knows every command in %s', async (shell) => {
    const { stdout, code } = await farthing('completion', shell)
    expect(code).toBe(0)
    for (const name of ['bill', 'estimate', 'ledger', 'plan-inputs']) expect(stdout).toContain(name)
    expect(stdout).toMatch(/json/)
  })

  it('ends quietly when the reader has read enough, as head does', async () => {
    const closed = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) })
    closed.on('error', () => undefined)
    const stderr = new PassThrough()
    expect(await runCommand(['completion', 'bash'], { stdout: closed, stderr, interactive: false, columns: 80, elapsedMs: () => 0 })).toBe(0)
    expect(stderr.read()).toBeNull()
  })

  it('refuses a shell that it does not know', async () => {
    expect(await farthing('completion', 'cmd')).toMatchObject({ code: 2, stderr: expect.stringContaining('bash, zsh, fish') })
  })
})

describe('farthing run', () => {
  const run = ['run', ...files, '--as-of', '2026-11-05T00:00:00Z'] as const

  it('previews a period of all accounts, and issues it when told to', async () => {
    const preview = await farthing(...run, '--period', '2026-10')
    expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining('Documents: 1 previewed.') })
    expect(preview.stdout).toMatch(/EUR .* 1 .* 51\.50 EUR .* 0\.00 EUR .* 51\.50 EUR/)
    expect(preview.stdout).toContain('Nothing was issued: this is a preview.')
    const summary = await json(...run, '--from', '2026-10-01', '--to', '2026-11-01', '--account', 'acme', '--plan', 'pro', '--commit', '--key', 'november', '--actor', 'ann')
    expect(summary).toMatchObject({ run: { id: 'november', actor: 'ann', mode: 'commit', status: 'ended' }, documents: { issued: 1 }, totals: [{ currency: 'EUR', documents: 1, gross: '51.5' }] })
  })

  test.each<[string, readonly string[], string]>([
    ['no period', [], 'run.invalid'],
    ['two periods', ['--period', '2026-10', '--from', '2026-10-01', '--to', '2026-11-01'], 'run.invalid'],
    ['a bound that is no decimal', ['--period', '2026-10', '--hold-above', 'three'], 'decimal.malformed'],
    ['an account that is not there', ['--period', '2026-10', '--account', 'nobody'], 'account.unknown'],
  ])('refuses %s', async (_, args, code) => {
    expect(await farthing(...run, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`[${code}]`) })
  })
})

describe('farthing diff', () => {
  it('takes the totals of another system as CSV', async () => {
    const out = join(directory, 'invoices')
    await farthing('bill', ...files, '--as-of', '2026-11-05T00:00:00Z', '--out', out)
    const row = (line: string, amount: string, quantity: string) => `acme,${line},EUR,${amount},${quantity},2026-10-01T00:00:00Z,2026-11-01T00:00:00Z`
    const legacy = write('legacy.csv', ['account,line,currency,amount,quantity,from,to', row('acme/base', '49', ''), row('acme/tokens', '2.51', '2000000')].join('\n'))
    expect(await farthing('diff', legacy, out)).toMatchObject({ code: 3, stdout: expect.stringContaining('~ acme/tokens') })
    expect(await farthing('diff', legacy, out, '--tolerance', '0.01')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 equal, 1 within the tolerance') })
    expect(await farthing('diff', write('short.csv', 'account,line\nacme'), out)).toMatchObject({ code: 2, stderr: expect.stringContaining('[file.columns]') })
    expect(await farthing('diff', write('twice.csv', 'account,account\n'), out)).toMatchObject({ code: 2, stderr: expect.stringContaining('names the column "account" twice') })
  })
})
