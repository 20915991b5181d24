import { readFileSync } from 'node:fs'
import { chartOfAccounts, ledgerTransactionKinds } from '@farthing/ledger'
import { expect, test } from 'vitest'
import { inRoot } from '../workspace/root.js'
import { refreshPostings } from './postings-tables.js'

const readme = readFileSync(inRoot('packages/ledger/README.md'), 'utf8')

test('the page of the ledger says who posts what as the code does it', () => {
  expect(refreshPostings(readme)).toBe(readme)
})

test('every account and every business event has a row', () => {
  for (const name of [...Object.keys(chartOfAccounts), ...Object.keys(ledgerTransactionKinds)]) expect(readme).toContain(`\n| \`${name}\` | `)
})

test('a stale table is found, and another page is left alone', () => {
  const stale = readme.replace('| `payment_received` |', '| `payment_lost` |')
  expect(stale).not.toBe(readme)
  expect(refreshPostings(stale)).toBe(readme)
  expect(refreshPostings('# Another page\n')).toBe('# Another page\n')
})
