import { chartOfAccounts, ledgerTransactionKinds, type LedgerRole, type LedgerTransaction } from '@farthing/ledger'
import { sampleBook } from '@farthing/ledger/testing'

const start = '<!-- Generated from the code by: npm run check -- --only docs --update -->'
const end = '<!-- End of what is generated -->'

/** The page with its tables of accounts and postings as the code has them. A page without the marks is returned as it is. */
export function refreshPostings(page: string): string {
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from === -1 || to === -1) return page
  return `${page.slice(0, from)}${start}\n\n${accountsTable()}\n\n${postingsTable()}\n\n${page.slice(to)}`
}

function accountsTable(): string {
  const rows = Object.entries(chartOfAccounts).map(([role, { class: kind, normal, account, routing, routedBy, holds }]) => {
    const parts = [partText('account', account), partText(routedBy ?? '', routing)].filter((text) => text !== '')
    return `| \`${role}\` | ${kind}, ${normal} | ${parts.join(', ') || '–'} | ${holds} |`
  })
  return ['| account | class, usual side | one for each | holds |', '|---|---|---|---|', ...rows].join('\n')
}

function partText(name: string, part: 'required' | 'optional' | 'none'): string {
  if (part === 'none') return ''
  return part === 'required' ? name : `${name} if any`
}

/** One row for each pattern of sides that the sample book has for an event. */
function postingsTable(): string {
  const kinds = Object.entries(ledgerTransactionKinds)
  const rows = kinds.flatMap(([kind, meaning]) => {
    const patterns = new Set(sampleBook().filter((transaction) => transaction.kind === kind).map(sidesText))
    return [...patterns].map((sides) => `| \`${kind}\` | ${meaning} | ${sides} |`)
  })
  return ['| event | when | debit | credit |', '|---|---|---|---|', ...rows].join('\n')
}

function sidesText({ entries }: LedgerTransaction): string {
  const rolesOf = (side: 'debit' | 'credit') => {
    const roles = entries.filter(({ amountMinor }) => amountMinor.startsWith('-') === (side === 'credit')).map(({ account }) => account.role)
    return [...new Set<LedgerRole>(roles)].map((role) => `\`${role}\``).join(', ')
  }
  return `${rolesOf('debit')} | ${rolesOf('credit')}`
}
