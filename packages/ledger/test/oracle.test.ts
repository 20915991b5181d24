import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beancountFile, hledgerJournal, ledgerTransaction, trialBalance, type LedgerTransaction } from '@farthing/ledger'
import { arbitraryBook, sampleBook } from '@farthing/ledger/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { amountText } from '../src/book/export/amount-text.js'
import { beancountAccount } from '../src/book/export/beancount-file.js'
import { hledgerAccount } from '../src/book/export/hledger-journal.js'

/*
 * L-ORACLE: programs that know nothing of ours read the book. They are Debian packages (`apt-get install hledger beancount`); where one is missing its
 * tests are skipped, and their names say why.
 */

interface Outcome {
  readonly status: number | null
  readonly output: string
}

function run(command: string, args: readonly string[], input: string): Outcome {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return { status, output: `${stdout}${stderr}` }
}

const hledgerMissing = spawnSync('hledger', ['--version']).status !== 0
const beancountMissing = spawnSync('bean-check', ['--version']).status !== 0
const because = (name: string, missing: boolean) => (missing ? `: ${name} is not installed, nothing is checked` : '')

/** `-s`, because hledger 1.25 forgets `balancednoautoconversion` when it is asked for another check behind it. */
const checkJournal = (journal: string): Outcome => run('hledger', ['-f', '-', '-s', 'check', 'accounts', 'balancednoautoconversion', 'assertions', 'ordereddates'], journal)

/** Books of the arbitrary, put together to one: each transaction is made again under a key of its own. */
function simulatedBook(): readonly LedgerTransaction[] {
  const books = fc.sample(arbitraryBook(), { numRuns: 1000, seed: 20_261_102 })
  return books.flatMap((book, number) => book.map((transaction) => ledgerTransaction({ ...transaction, key: `${number}/${transaction.key}` })))
}

const textOf = (lines: Iterable<string>): string => [...lines].join('')

describe.skipIf(hledgerMissing)(`hledger${because('hledger', hledgerMissing)}`, () => {
  it.each([
    ['the sample book', sampleBook()],
    ['1,000 simulated books', simulatedBook()],
    ['an empty book', []],
  ])('accepts %s, and has the balances that we have', (_, book) => {
    const journal = textOf(hledgerJournal(book))
    expect(checkJournal(journal)).toEqual({ status: 0, output: '' })
    const listed = run('hledger', ['-f', '-', 'balance', '--flat', '--empty', '--no-total', '--output-format=csv'], journal)
    const balances = listed.output.trim().split('\n').slice(1).filter((line) => line !== '')
    const ours = trialBalance(book).map(({ account, currency, balanceMinor }) => {
      const balance = balanceMinor === '0' ? '0' : `${amountText(balanceMinor, currency)} ${currency}`
      return `"${hledgerAccount(account, currency)}","${balance}"`
    })
    expect(balances.sort()).toEqual(ours.sort())
  })

  it('is given each transaction once, which it could not tell itself', () => {
    const book = simulatedBook()
    const ids = textOf(hledgerJournal(book)).match(/\([0-9a-f]{64}\)/g) ?? []
    expect(ids).toHaveLength(book.length)
    expect(new Set(ids).size).toBe(book.length)
    expect(book.length).toBeGreaterThan(4000)
  })

  const journal = textOf(hledgerJournal(sampleBook()))
  it.each<readonly [string, (text: string) => string]>([
    ['a group that is a cent off', (text) => text.replace('-100.00 EUR ==', '-99.99 EUR ==')],
    ['a wrong balance', (text) => text.replace('== 142.00 EUR', '== 142.01 EUR')],
    ['a group that only balances across currencies', (text) => text.replaceAll(/income:fx_result:EUR {2}-4\.50 EUR == -4\.50 EUR/g, 'income:fx_result:EUR  -5.00 USD')],
    ['an account that was not declared', (text) => text.replaceAll('income:fx_result:EUR  ', 'income:fx_results:EUR  ')],
    ['an entry that is gone', (text) => text.replace(/\n {4}income:revenue:EUR:product=api {2}-100\.00[^\n]*/, '')],
    ['dates out of order', (text) => text.replace('2026-11-02 *', '2026-11-03 *')],
  ])('refuses %s', (_, plant) => {
    const planted = plant(journal)
    expect(planted).not.toBe(journal)
    expect(checkJournal(planted).status).not.toBe(0)
  })
})

describe.skipIf(beancountMissing)(`beancount${because('beancount', beancountMissing)}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'book-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const check = (text: string): Outcome => {
    const file = join(folder, 'book.beancount')
    writeFileSync(file, text)
    return run('bean-check', ['--no-cache', file], '')
  }

  it.each([
    ['the sample book', sampleBook()],
    // It calculates with 28 digits.
    ['simulated books', simulatedBook().filter(({ entries }) => entries.every(({ amountMinor }) => amountMinor.length < 20))],
  ])('accepts %s', (_, book) => {
    expect(check(textOf(beancountFile(book)))).toEqual({ status: 0, output: '' })
  })

  const file = textOf(beancountFile(sampleBook()))
  it.each<readonly [string, (text: string) => string]>([
    ['a group that is a cent off', (text) => text.replace(/-100\.00 EUR/, '-99.99 EUR')],
    ['a balance that is a cent off', (text) => text.replace(/balance Assets:Cash:EUR:Routing-stripe {2}117\.00/, 'balance Assets:Cash:EUR:Routing-stripe  117.01')],
    ['an account that was not opened', (text) => text.replace(/^.* open Income:FxResult:EUR EUR\n/m, '')],
    ['a group that only balances across currencies', (text) => text.replace('Income:FxResult:EUR  -4.50 EUR', 'Income:FxResult:EUR  -5.00 USD')],
  ])('refuses %s', (_, plant) => {
    const planted = plant(file)
    expect(planted).not.toBe(file)
    expect(check(planted).status).not.toBe(0)
  })

  it('has names of its own for accounts', () => {
    expect(file).toContain(beancountAccount({ role: 'unapplied_cash', account: 'acme' }, 'USD'))
  })
})
