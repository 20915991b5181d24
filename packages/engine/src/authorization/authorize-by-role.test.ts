import { memory } from '@farthing/adapters-memory'
import { count, type Account } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { operationRow, operationTable } from '../operations/operation-table.js'
import { call, failureIn } from '../test/sample-billing.js'
import { authorizeByRole, type RoleGrant } from './authorize-by-role.js'
import { reachRule, reachTable } from './reach-table.js'
import { accessTo, roleTable, type Role } from './role-table.js'

const clock = fixedClock('2026-11-02T00:00:00Z')
const eur = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan(eur, { base: flat('20'), calls: perUnit('calls', '0.1') }), resold: plan(eur, { calls: perUnit('calls', '0.06') }) },
})

const account = (id: string, about: Partial<Account> = {}): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about })

const grants: { readonly [role in Role]: RoleGrant } = {
  finance_operator: { role: 'finance_operator' },
  reseller: { role: 'reseller', account: 'partner' },
  account_member: { role: 'account_member', account: 'acme' },
}

/**
 * `partner` sells to `acme`, whose branch is `acme-eu`, and to `globex`. Below it stands another reseller, `sub`, with its own customer `deep`. `direct` buys from
 * the tenant, and one thing through `partner`. `stranger` has nothing to do with any of them.
 */
async function sold() {
  const storage = memory()
  const open = createBilling({ catalog, storage, clock })
  const accounts = [
    account('partner', { kind: 'reseller' }), account('acme', { parent: 'partner' }), account('acme-eu', { parent: 'acme' }), account('globex', { parent: 'partner' }),
    account('sub', { kind: 'reseller', parent: 'partner' }), account('deep', { parent: 'sub' }), account('direct'), account('stranger'),
  ]
  for (const each of accounts) await open.accounts.put({ key: each.id, account: each })
  for (const each of accounts) {
    const wholesale = ['acme', 'globex', 'direct'].includes(each.id) ? { account: 'partner', plan: 'resold' as const } : undefined
    await open.subscriptions.start({ key: each.id, account: each.id, plan: 'api', from: '2026-10-01', zone: 'UTC', ...(wholesale && { wholesale }) })
    await open.events.ingest([call(each.id, { subject: each.id })])
  }
  for (const { id } of accounts) await open.invoices.issue({ key: `invoice ${id}`, account: id, period: '2026-10' })
  await open.invoices.issue({ key: 'wholesale', account: 'partner', period: '2026-10', side: 'wholesale' })
  await open.usage.aggregate({ period: '2026-10' })
  const as = (role: Role, actor: string = role) => createBilling({ catalog, storage, clock, actor, authorize: authorizeByRole([grants[role]]) })
  return { storage, open, as, ids: accounts.map(({ id }) => id).sort() }
}

/** The same for all tests that write nothing. */
let shared: ReturnType<typeof sold>
beforeAll(() => {
  shared = sold()
})

/** Everything that there is to call, as `area.operation`. */
const operations = Object.entries(operationTable).flatMap(([area, rows]) => Object.keys(rows).map((name) => (area === '' ? name : `${area}.${name}`)))

const reach: { readonly [role in Role]: readonly string[] } = {
  finance_operator: ['acme', 'acme-eu', 'deep', 'direct', 'globex', 'partner', 'stranger', 'sub'],
  reseller: ['acme', 'acme-eu', 'globex', 'partner'],
  account_member: ['acme'],
}
const roles = Object.keys(grants) as readonly Role[]

/** What a role may do with an operation. */
function rightTo(operation: string, role: Role): 'allowed' | 'narrowed' | 'refused' {
  if (!accessTo(operation).includes(role)) return 'refused'
  return role === 'finance_operator' ? 'allowed' : 'narrowed'
}

describe('the table of roles', () => {
  it('has a row for every operation, and no other', () => {
    const rows = Object.entries(roleTable).flatMap(([area, own]) => Object.keys(own).map((name) => (area === '' ? name : `${area}.${name}`)))
    expect([...rows].sort()).toEqual([...operations].sort())
  })

  it('opens nothing to resellers and members that cannot be kept within their accounts', () => {
    const open = operations.filter((operation) => accessTo(operation).some((role) => role !== 'finance_operator') && reachRule(operation) === undefined)
    expect(open).toEqual([])
    const known = Object.entries(reachTable).flatMap(([area, own]) => Object.keys(own).map((name) => `${area}.${name}`))
    expect(known.filter((operation) => !operations.includes(operation))).toEqual([])
  })

  it('lets resellers and members command nothing but payments for themselves', () => {
    const commands = operations.filter((operation) => operationRow(...split(operation)).kind !== 'query' && accessTo(operation).includes('account_member'))
    expect(commands).toEqual(['payments.start', 'payments.portal'])
  })

  it('opens nothing that is not in it', () => {
    expect([accessTo('accounts.invented'), accessTo('invented.list'), accessTo('toString'), accessTo('accounts.toString'), accessTo('')]).toEqual([[], [], [], [], []])
  })

  it('is what the reference says', async () => {
    const said = { allowed: 'yes', narrowed: 'own', refused: 'no' } as const
    const rows = operations.map((operation) => `| \`${operation}\` | ${roles.map((role) => said[rightTo(operation, role)]).join(' | ')} |\n`)
    await expect(`${introduction}${rows.join('')}`).toMatchFileSnapshot('../../../../docs/reference/roles.md')
  })
})

const introduction = `# Roles

What \`authorizeByRole\` lets each role do, from the table that the engine decides by; a test keeps this page equal to it. *own*: of the own accounts, and for a reseller of those of its
end customers; a list becomes the list of these. What is *no* to all three is done by the host itself, such as feeding usage and running jobs.
[How to authorize calls](../how-to/authorize-calls.md) has the rules.

| operation | finance operator | reseller | account member |
|---|---|---|---|
`

function split(operation: string): readonly [area: string, name: string] {
  const [area = '', name] = operation.split('.')
  return name === undefined ? ['', area] : [area, name]
}

describe('each operation for a reseller and a member', () => {
  it('is refused altogether, or for what is not theirs, whether it exists or not', async () => {
    const { as } = await shared
    const surprises: string[] = []
    for (const role of ['reseller', 'account_member'] as const) {
      const billing = as(role)
      for (const operation of operations) {
        const asked = rightTo(operation, role) === 'refused' ? ['acme', 'stranger', 'nobody'] : ['stranger', 'nobody']
        for (const id of asked) {
          const code = await codeOf(billing, operation, id)
          if (code !== 'authorization.refused') surprises.push(`${role} ${operation} of ${id}: ${code}`)
        }
      }
    }
    expect(surprises).toEqual([])
  })
})

/** The code that a call with one account fails with: as its first argument, and as its account. */
async function codeOf(billing: object, operation: string, id: string): Promise<string | undefined> {
  const [area, name] = split(operation)
  const part: unknown = area === '' ? billing : Reflect.get(billing, area)
  const { names, isStream = false } = operationRow(area, name)
  const input = names === undefined ? { account: id, accounts: undefined } : id
  const run = Reflect.get(part as object, name) as (...args: readonly unknown[]) => unknown
  try {
    const answer = Reflect.apply(run, part, [operation === 'accounts.list' ? { accounts: [id] } : input])
    await (isStream ? (answer as AsyncGenerator).next() : answer)
    return undefined
  } catch (error) {
    const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
    return typeof code === 'string' ? code : 'a defect'
  }
}

describe('lists', () => {
  const lists: readonly (readonly [operation: string, accountOf: (item: never) => unknown])[] = [
    ['accounts.list', ({ id }: { readonly id: string }) => id],
    ['subscriptions.list', ({ account: of }: { readonly account: string }) => of],
    ['invoices.list', ({ account: of }: { readonly account: string }) => of],
    ['usage.summaries', ({ account: of }: { readonly account: string }) => of],
  ]

  it.each(lists)('%s: of what is in reach, in pages without holes, and no more when accounts are named', async (operation, accountOf) => {
    const { as } = await shared
    const [area, name] = split(operation)
    for (const role of roles) {
      const billing = as(role)
      const list = Reflect.get(Reflect.get(billing, area) as object, name) as (filter: object, page?: object) => Promise<{ readonly items: readonly never[]; readonly next?: string }>
      const found: unknown[] = []
      let cursor: string | undefined
      do {
        const page = await list({}, { limit: 1, ...(cursor === undefined ? {} : { cursor }) })
        expect(page.items).toHaveLength(1)
        found.push(...page.items.map(accountOf))
        cursor = page.next
      } while (cursor !== undefined)
      expect([...new Set(found)].sort(), role).toEqual(reach[role])
      if (role === 'finance_operator') continue
      expect((await list({ accounts: ['acme'] })).items.map(accountOf), role).toContain('acme')
      for (const filter of [{ accounts: ['acme', 'stranger'] }, { accounts: ['nobody'] }, { accounts: [1] }, { account: { id: 'acme' } }]) {
        expect(await failureIn(() => list(filter)), JSON.stringify(filter)).toMatchObject({ code: 'authorization.refused' })
      }
    }
  })

  it('take nobody in who is in reach of nothing', async () => {
    const { storage } = await shared
    const nobody = createBilling({ catalog, storage, clock, authorize: () => ({ allowed: true, within: { accounts: [] } }) })
    expect(await nobody.accounts.list()).toEqual({ items: [] })
    expect(await nobody.invoices.list()).toEqual({ items: [] })
    expect(await failureIn(() => nobody.events.list())).toMatchObject({ code: 'authorization.refused' })
  })

  it('go by one account where no others can be taken: it is filled in, or has to be named', async () => {
    const { as } = await shared
    const [member, reseller] = [as('account_member'), as('reseller')]
    expect((await member.events.list()).items.map(({ event }) => event.subject)).toEqual(['acme'])
    expect(await failureIn(() => reseller.events.list())).toMatchObject({ code: 'authorization.refused' })
    expect((await reseller.events.list({ account: 'globex' })).items.map(({ event }) => event.subject)).toEqual(['globex'])
    expect(await failureIn(() => reseller.events.list({ account: 'direct' }))).toMatchObject({ code: 'authorization.refused' })
  })

  it.each(Object.entries(reachTable).flatMap(([area, own]) => Object.entries(own).flatMap(([name, rule]) => (rule === 'accounts' ? [[`${area}.${name}`] as const] : []))))(
    '%s takes accounts, and refuses what it does not know',
    async (operation) => {
      const { open } = await shared
      const [area, name] = split(operation)
      const list = Reflect.get(Reflect.get(open, area) as object, name) as (filter: object) => unknown
      const read = async (filter: object) => {
        const answer = list(filter)
        return Symbol.asyncIterator in (answer as object) ? (answer as AsyncGenerator).next() : answer
      }
      expect(await failureIn(() => read({ accounts: ['acme'] }))).toBeUndefined()
      expect(await failureIn(() => read({ acounts: ['acme'] }))).toMatchObject({ code: 'filter.invalid', field: 'acounts' })
      expect(await failureIn(() => read({ accounts: 'acme' }))).toMatchObject({ code: 'filter.invalid', field: 'accounts' })
    },
  )
})

describe('a reseller', () => {
  it('reads its end customers, up to the next reseller, and nothing of who buys one thing through it', async () => {
    const { as, open } = await shared
    const reseller = as('reseller')
    for (const id of reach.reseller) expect((await reseller.accounts.get(id))?.id).toBe(id)
    for (const id of ['sub', 'deep', 'direct', 'stranger']) expect(await failureIn(() => reseller.accounts.get(id)), id).toMatchObject({ code: 'authorization.refused' })
    expect(await reseller.resellers.customers('partner')).toEqual(await open.resellers.customers('partner'))
    expect((await reseller.resellers.margin({ account: 'partner', period: '2026-10' })).totals).toHaveLength(1)
    for (const id of ['sub', 'acme']) expect(await failureIn(() => reseller.resellers.customers(id))).toMatchObject({ code: id === 'sub' ? 'authorization.refused' : 'account.invalid' })
  })

  it('sees what it buys at, and its customer does not', async () => {
    const { as, open } = await sold()
    const [reseller, member] = [as('reseller'), as('account_member')]
    for (const side of ['retail', 'wholesale'] as const) {
      await open.subscriptions.override({ key: side, subscription: 'acme', side, component: 'calls', price: perUnit('calls', '0.05').price, at: '2026-11-01' })
    }
    expect((await reseller.subscriptions.get('acme'))?.changes).toHaveLength(2)
    expect((await member.subscriptions.get('acme'))?.changes).toMatchObject([{ kind: 'override' }])
    expect(JSON.stringify(await member.subscriptions.list())).not.toContain('wholesale')
    expect(await reseller.subscriptions.get('acme')).toHaveProperty('wholesale')
    expect(await member.subscriptions.get('acme')).not.toHaveProperty('wholesale')
    expect((await member.subscriptions.list()).items).toEqual([await member.subscriptions.get('acme')])
    expect(Object.keys((await reseller.subscriptions.terms({ subscription: 'acme', side: 'wholesale' }))?.components ?? {})).toEqual(['calls'])
    expect(await failureIn(() => member.subscriptions.terms({ subscription: 'acme', side: 'wholesale' }))).toMatchObject({ code: 'authorization.refused' })
    // It is not its customer's reseller where it only buys one thing for it.
    expect(await reseller.subscriptions.terms({ subscription: 'direct', side: 'wholesale' })).toBeDefined()
    expect(await failureIn(() => reseller.subscriptions.terms({ subscription: 'direct' }))).toMatchObject({ code: 'authorization.refused' })
    const [invoice] = (await member.invoices.list()).items
    // A proof says nothing of the other side, and so the member may have it.
    expect(JSON.stringify(await member.invoices.bundle(invoice?.id ?? ''))).not.toContain('wholesale')
  })

  it('never acts for its customer, nor under another name', async () => {
    const { as } = await shared
    const reseller = as('reseller', 'rita')
    const pay = (id: string) => reseller.payments.start({ key: id, account: id, provider: 'mock', returnUrl: 'https://example.com' })
    expect(await failureIn(() => pay('acme'))).toMatchObject({ code: 'authorization.refused', facts: { operation: 'payments.start', actor: 'rita' } })
    expect(await failureIn(() => pay('partner'))).toMatchObject({ code: 'payment.provider_unknown' })
  })

  it('loses a customer that goes to another one, at once', async () => {
    const { as, open } = await sold()
    const reseller = as('reseller')
    await open.accounts.put({ key: 'moves', account: account('acme', { parent: 'sub' }) })
    expect(await failureIn(() => reseller.accounts.get('acme'))).toMatchObject({ code: 'authorization.refused' })
    expect((await reseller.accounts.list()).items.map(({ id }) => id)).toEqual(['globex', 'partner'])
  })
})

describe('a member', () => {
  it('is told the same of what belongs to others and of what is not there', async () => {
    const { as, open } = await shared
    const member = as('account_member', 'mia')
    const [invoice] = (await open.invoices.list({ account: 'globex' })).items
    const foreign = invoice?.id ?? ''
    const absent = '0'.repeat(64)
    for (const read of ['get', 'status', 'evidence', 'bundle', 'references'] as const) {
      const failures = await Promise.all([foreign, absent, ''].map((id) => failureIn(() => member.invoices[read](id))))
      expect(failures[0]).toMatchObject({ code: 'authorization.refused', facts: { operation: `invoices.${read}`, actor: 'mia' } })
      expect(failures[1]).toEqual(failures[0])
      expect(failures[2]?.code).toBe('text.empty')
    }
    expect(await failureIn(() => member.usage.summary({ account: 'acme', subscription: 'globex' }))).toMatchObject({ code: 'authorization.refused' })
    expect(await failureIn(() => member.usage.summary({}))).toMatchObject({ code: 'authorization.refused' })
    expect(await failureIn(() => member.invoices.csv(foreign)[Symbol.asyncIterator]().next())).toMatchObject({ code: 'authorization.refused' })
  })

  it('reads its own account: invoices, usage, balances', async () => {
    const { as, open } = await shared
    const member = as('account_member')
    const [invoice] = (await member.invoices.list()).items
    expect(await member.invoices.get(invoice?.id ?? '')).toEqual(invoice)
    expect(await member.ledger.balances('acme')).toEqual(await open.ledger.balances('acme'))
    expect(await member.usage.summary({ account: 'acme', period: '2026-10' })).toEqual(await open.usage.summary({ account: 'acme', period: '2026-10' }))
    expect((await member.accounts.billingAccount('acme'))?.reseller).toBe('partner')
    let lines = 0
    for await (const line of member.usage.csv()) lines += line === '' ? 0 : 1
    expect(lines).toBe(2)
  })
})

describe('authorizeByRole', () => {
  it('adds grants up, and gives nothing without any', async () => {
    const { storage } = await shared
    const billing = (given: readonly RoleGrant[]) => createBilling({ catalog, storage, clock, authorize: authorizeByRole(given) })
    const two = billing([grants.account_member, { role: 'account_member', account: 'stranger' }])
    expect((await two.accounts.list()).items.map(({ id }) => id)).toEqual(['acme', 'stranger'])
    // A member of one account does not read the customers of another one that it buys for.
    const mixed = billing([{ role: 'reseller', account: 'sub' }, grants.account_member])
    expect((await mixed.accounts.list()).items.map(({ id }) => id)).toEqual(['acme', 'deep', 'sub'])
    expect((await billing([grants.account_member, grants.finance_operator]).accounts.list()).items).toHaveLength(8)
    expect(await failureIn(() => billing([]).accounts.list())).toMatchObject({ code: 'authorization.refused' })
    // Who is no reseller has no end customers, whatever its grant says.
    expect((await billing([{ role: 'reseller', account: 'acme' }]).accounts.list()).items.map(({ id }) => id)).toEqual(['acme'])
  })

  it('says what a refusal is about', async () => {
    const { as } = await shared
    expect((await failureIn(() => as('account_member', 'mia').audit.list()))?.message).toContain('is audit.list, which mia may not do: none of their roles is for it')
    expect((await failureIn(() => as('finance_operator', 'fay').events.ingest([])))?.message).toContain('it is done by the host alone')
  })

  it.each<readonly [what: string, given: unknown, field: string]>([
    ['no list', { role: 'finance_operator' }, 'grants'],
    ['an unknown role', [{ role: 'admin' }], 'grants[0].role'],
    ['an inherited role', [{ role: 'toString' }], 'grants[0].role'],
    ['no grant', [null], 'grants[0]'],
    ['a member without an account', [{ role: 'account_member' }], 'grants[0].account'],
    ['a member of an empty account', [{ role: 'account_member', account: '' }], 'grants[0].account'],
    ['finance of an account', [{ role: 'finance_operator', account: 'acme' }], 'grants[0].account'],
    ['a field that a grant does not have', [{ role: 'reseller', account: 'partner', tenant: 'other' }], 'grants[0].tenant'],
  ])('refuses %s', async (_, given, field) => {
    expect(await failureIn(() => Promise.resolve().then(() => authorizeByRole(given as readonly RoleGrant[])))).toMatchObject({ field })
  })
})

describe('a reach', () => {
  it.each([['no object', 'acme'], ['null', null], ['no accounts', {}], ['an account alone', { accounts: 'acme' }], ['no texts', { accounts: [1] }], ['no resellers', { accounts: [], customersOf: 'partner' }]])(
    'that is %s reaches nothing',
    async (_, within) => {
      const { storage } = await shared
      const billing = createBilling({ catalog, storage, clock, authorize: () => ({ allowed: true, within: within as never }) })
      expect(await failureIn(() => billing.accounts.get('acme'))).toMatchObject({ code: 'authorization.refused' })
    },
  )

  it('holds for what the call says when it is looked at', async () => {
    const { as } = await shared
    const member = as('account_member')
    const inherited = Object.assign(Object.create({ account: 'stranger' }) as object, {})
    expect(await failureIn(() => member.invoices.list(inherited))).toBeUndefined()
    expect((await member.invoices.list(inherited)).items.map(({ account: of }) => of)).toEqual(['acme'])
    // Read once for the host and once for the look, it says another account from then on.
    let reads = 0
    const changing = { get account() { return (reads += 1) > 2 ? 'stranger' : 'acme' } }
    expect((await member.invoices.list(changing)).items.map(({ account: of }) => of)).toEqual(['acme'])
  })
})
