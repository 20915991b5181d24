import { memory } from '@farthing/adapters-memory'
import { checkJson, hashContent, type Account } from '@farthing/core'
import type { CommandRecord, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { acmeBilling, october, sampleBilling, tokens } from '../test/sample-billing.js'
import { auditedStores } from './audited-writes.js'
import { recordChanges } from './record-changes.js'
import { nativeSha256 } from '../digest/native-sha256.js'

const account = (about: Partial<Account> = {}): Account => ({ id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', ...about })
const hashOfAccount = (about: Partial<Account> = {}) => hashContent('record/1', ['account', checkJson(account(about), 'account')])

async function commandsOf(storage: ReturnType<typeof memory>): Promise<readonly CommandRecord[]> {
  return (await storage.transaction('default', ({ commands }) => commands.list({}))).items
}

describe('the record of a command', () => {
  it('says what was there before and what is there since', async () => {
    const storage = memory()
    const billing = sampleBilling({ storage })
    await billing.accounts.put({ key: '1', account: account(), actor: 'ada', correlation: 'request-1', reason: 'signed up' })
    await billing.accounts.put({ key: '2', account: account({ zone: 'Europe/Berlin' }) })
    const [first, second] = await commandsOf(storage)
    expect(first).toMatchObject({ kind: 'accounts.put', key: '1', actor: 'ada', correlation: 'request-1', reason: 'signed up', changeCount: 1 })
    expect(first?.changes).toEqual([{ record: 'account', id: 'acme', after: hashOfAccount() }])
    expect(second).toMatchObject({ actor: 'system', correlation: '2' })
    expect(second).not.toHaveProperty('reason')
    expect(second?.changes).toEqual([{ record: 'account', id: 'acme', before: hashOfAccount(), after: hashOfAccount({ zone: 'Europe/Berlin' }) }])
  })

  it('names the document, its status and its postings, each by a digest that the document has itself where it has one', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('r1', '1400000')])
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    const record = (await commandsOf(storage)).find(({ kind }) => kind === 'invoices.issue')
    expect(record?.changes).toContainEqual({ record: 'invoice', id: invoice.id, after: invoice.documentHash })
    expect(new Set(record?.changes?.map(({ record: name }) => name))).toEqual(new Set(['usage', 'rating_run', 'invoice', 'invoice_status', 'ledger_transaction']))
    expect(record?.changeCount).toBe(record?.changes?.length)
    await billing.invoices.transition({ key: 'void', invoice: invoice.id, cause: 'void', reason: 'of a test account' })
    const [issued, voided] = (await commandsOf(storage)).flatMap(({ changes = [] }) => changes.filter(({ record: name }) => name === 'invoice_status'))
    expect(voided).toMatchObject({ id: invoice.id, before: issued?.after })
  })

  it('is of the first 1,000 records, and counts all', async () => {
    const changed = await memory().transaction('default', async (stores) => {
      const recorded = recordChanges(stores, nativeSha256)
      for (let index = 0; index < 1002; index += 1) await recorded.stores.accounts.put(account({ id: `a${index}` }))
      return recorded.changes()
    })
    expect([changed.changes.length, changed.changeCount]).toEqual([1000, 1002])
  })

  it('reads what is replaced without a look, and nothing that was seen', async () => {
    await memory().transaction('default', async (stores) => {
      let reads = 0
      const counted: Stores = { ...stores, accounts: { ...stores.accounts, get: (id) => ((reads += 1), stores.accounts.get(id)) } }
      await counted.accounts.put(account())
      const blind = recordChanges(counted, nativeSha256)
      await blind.stores.accounts.put(account({ zone: 'Asia/Tokyo' }))
      await blind.stores.accounts.put(account({ zone: 'Asia/Seoul' }))
      expect(reads).toBe(1)
      const hashes = [account(), account({ zone: 'Asia/Tokyo' }), account({ zone: 'Asia/Seoul' })].map(({ zone }) => hashOfAccount({ zone }))
      expect(blind.changes().changes.map(({ before, after }) => [before, after])).toEqual([[hashes[0], hashes[1]], [hashes[1], hashes[2]]])
      const looking = recordChanges(counted, nativeSha256)
      await looking.stores.accounts.get('acme')
      await looking.stores.accounts.put(account())
      expect(reads).toBe(2)
      expect(looking.changes().changes[0]?.before).toBe(hashes[2])
    })
  })

  it('leaves out only what follows from the rest', async () => {
    const derived: readonly (keyof Stores)[] = [
      'events', 'census', 'planVersions', 'offsets', 'windowing', 'summaries', 'charges', 'carries', 'chain', 'reconciliations', 'taxFilings', 'commands', 'outbox', 'jobs',
    ]
    const names = await memory().transaction('default', (stores) => Promise.resolve(Object.keys(stores)))
    expect(names.filter((name) => !Object.hasOwn(auditedStores, name)).sort()).toEqual([...derived].sort())
  })
})
