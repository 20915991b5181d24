import type { EventCensus, Stores } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('store', [
  {
    what: 'lets a seal replace another',
    red: 'a revision with other content is a conflict, and so is another cut',
    create: withStores(({ usage }) => ({
      usage: { ...usage, put: async (sealed) => ((await usage.latest(sealed.subscription, sealed)) ? undefined : usage.put(sealed)) },
    })),
  },
  {
    what: 'keeps a windowing state whatever it follows from',
    red: 'a state that does not follow the stored one is a conflict',
    create: withStores(({ windowing }) => ({
      windowing: {
        ...windowing,
        save: async (record) => {
          const stored = await windowing.get(record.key)
          await windowing.save({ ...record, revision: stored === undefined ? 0 : stored.revision + 1 })
        },
      },
    })),
  },
  {
    what: 'moves an offset on from anywhere',
    red: 'a step from elsewhere is a conflict and moves nothing',
    create: withStores(({ offsets }) => ({
      offsets: {
        ...offsets,
        advance: async (source, { to }) => {
          const from = await offsets.get(source)
          await offsets.advance(source, from === undefined ? { to } : { from, to })
        },
      },
    })),
  },
  {
    what: 'keeps offsets of all sources as one',
    red: 'an offset moves from where it stands, also to where it stands, and each source has its own',
    create: withStores(({ offsets }) => ({ offsets: { get: () => offsets.get('one'), advance: (_, step) => offsets.advance('one', step) } })),
  },
  {
    what: 'counts the last batch only',
    red: 'every count adds up for itself, each rejection under its code',
    create: () => {
      const last = new Map<string, EventCensus>()
      const storage = withStores(({ census }, tenant) => ({
        census: { add: async (counts) => void last.set(tenant, counts), total: async () => last.get(tenant) ?? census.total() },
      }))
      return storage()
    },
  },
  {
    what: 'counts a batch that is rolled back',
    red: 'what is rolled back was not received',
    create: withStores(({ census }, tenant, storage) => ({
      census: { ...census, add: (counts) => storage.transaction(`${tenant} apart`, (stores) => stores.census.add(counts)), total: () => storage.transaction(`${tenant} apart`, (stores) => stores.census.total()) },
    })),
  },
  {
    what: 'keeps the first summary',
    red: 'a summary replaces the one of its subscription and interval as a whole',
    create: withStores(({ summaries }) => ({
      summaries: { ...summaries, put: async (summary) => ((await summaries.get(summary.subscription, summary)) ? undefined : summaries.put(summary)) },
    })),
  },
  {
    what: 'finds summaries that only touch an interval',
    red: 'it is found by account, by subscription and by an interval that it shares an instant with, together',
    create: withStores(({ summaries }) => ({
      summaries: { ...summaries, list: async ({ within, ...filter }, page) => {
        const { items } = await summaries.list(filter, page)
        return { items: items.filter(({ from, to }) => within === undefined || (from <= within.to && within.from <= to)) }
      } },
    })),
  },
  {
    what: 'loads a subscription only to read it',
    red: 'what is loaded is what is there, and nothing where there is nothing',
    create: withStores(({ subscriptions }) => ({ subscriptions: { ...subscriptions, load: () => Promise.resolve(undefined) } })),
  },
  {
    what: 'lets what a period handed on be rewritten',
    red: 'what a period handed on is kept once: the same again is a no-op, other content a conflict',
    create: withStores(({ carries }) => ({
      carries: { ...carries, put: async (record) => ((await carries.latest({ ...record, until: record.to }))?.from === record.from ? undefined : carries.put(record)) },
    })),
  },
  {
    what: 'hands on what a period that has not ended will hand on',
    red: 'the latest is that of the last period that ended by the instant, of its subscription and side',
    create: withStores(({ carries }) => ({ carries: { ...carries, latest: (question) => carries.latest({ ...question, until: '9999-12-31T00:00:00.000000Z' }) } })),
  },
  {
    what: 'lets a write-off be rewritten',
    red: 'the same content again is a no-op, other content a conflict',
    create: withStores(({ writeOffs }) => ({
      writeOffs: { ...writeOffs, put: (writeOff) => writeOffs.put({ ...writeOff, reason: 'a reason' }) },
    })),
  },
  {
    what: 'forgets which revision a fingerprint is of',
    red: 'fingerprints are those of exactly the versions asked for, in their order',
    create: withStores(({ events }) => ({
      events: { ...events, fingerprints: (versions) => events.fingerprints(versions.map(({ identity }) => ({ identity, revision: 0 }))) },
    })),
  },
  {
    what: 'begins a scan anew',
    red: 'a scan behind an identity goes on where another stopped',
    create: withStores(({ events }) => ({ events: { ...events, scan: ({ from, to, subjects }) => events.scan({ from, to, ...(subjects && { subjects }) }) } })),
  },
  {
    what: 'makes a revision of every rating',
    red: 'a rating is kept once: the same rating key gives the head back',
    create: withStores(({ charges }) => {
      let ratings = 0
      return { charges: { ...charges, put: (charge) => charges.put({ ...charge, ratingKey: `${charge.ratingKey}${ratings++}` }) } }
    }),
  },
  {
    what: 'checks for another invoice of the period before it writes, and then leaves its own out',
    red: 'one invoice for each account, currency and period',
    create: withStores(({ documents }) => ({
      documents: { ...documents, put: async (invoice) => ((await documents.findByPeriod(invoice.account, invoice)).length > 0 ? undefined : documents.put(invoice)) },
    })),
  },
  {
    what: 'does not give a number back',
    red: 'a rollback gives its numbers back',
    create: () => {
      const last = new Map<string, number>()
      const storage = withStores(({ documents }, tenant) => ({
        documents: {
          ...documents,
          nextNumber: async (series) => {
            const number = (last.get(`${tenant}/${series}`) ?? 0) + 1
            last.set(`${tenant}/${series}`, number)
            return number
          },
        },
      }))
      return storage()
    },
  },
  {
    what: 'counts on by one, however many numbers are taken',
    red: 'many are taken in one step, as one after another, and given back together',
    create: withStores(({ documents }) => ({
      documents: {
        ...documents,
        nextNumbers: async (series, count) => {
          const first = await documents.nextNumber(series)
          return Array.from({ length: count }, (_, index) => first + index)
        },
      },
    })),
  },
  {
    what: 'passes over those of many invoices whose id is known',
    red: 'one of many that is refused leaves none of them',
    create: withStores(({ documents }) => ({
      documents: {
        ...documents,
        putAll: async (invoices) => {
          for (const invoice of invoices) if ((await documents.get(invoice.id)) === undefined) await documents.put(invoice)
        },
      },
    })),
  },
  {
    what: 'counts numbers for all tenants together',
    red: 'each tenant counts for itself',
    create: withStores(({ documents }, tenant, storage) => ({
      documents: {
        ...documents,
        nextNumber: (series) =>
          tenant === 'tenant' ? documents.nextNumber(series) : storage.transaction('tenant', (shared) => shared.documents.nextNumber(series)),
      },
    })),
  },
  {
    what: 'books a difference away',
    red: 'entries that do not sum to zero in each currency are refused',
    create: withStores(({ ledger }) => ({
      ledger: {
        ...ledger,
        put: (posted) => {
          const sum = posted.entries.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
          const rounding = { account: { role: 'cash_rounding' }, currency: 'EUR', amountMinor: String(-sum) } as const
          return ledger.put(sum === 0n ? posted : { ...posted, entries: [...posted.entries, rounding] })
        },
      },
    })),
  },
  {
    what: 'sums in floating point',
    red: 'a balance is the exact sum of all entries, for each currency that has any, ordered by currency',
    create: withStores(({ ledger }) => ({
      ledger: {
        ...ledger,
        balance: async (account) => (await ledger.balance(account)).map((one) => ({ ...one, amountMinor: String(Number(one.amountMinor)) })),
      },
    })),
  },
  {
    what: 'lists every ledger transaction for any account',
    red: 'the transactions of a billing account come in pages, each once, in the same order',
    create: withStores(({ ledger }) => ({ ledger: { ...ledger, listOfAccount: (_, page) => ledger.list(page) } })),
  },
  {
    what: 'lists what was booked at any time',
    red: 'lists are narrowed by the time of booking: from the first instant, and not at the last',
    create: withStores(({ ledger }) => ({ ledger: { ...ledger, list: (page) => ledger.list(page) } })),
  },
  {
    what: 'keeps the first of many ledger transactions only',
    red: 'many are kept in one step: new ones, known ones, and one that stands twice',
    create: withStores(({ ledger }) => ({ ledger: { ...ledger, putAll: async (posted) => ledger.putAll(posted.slice(0, 1)) } })),
  },
  {
    what: 'takes an absent part of a ledger account for any',
    red: 'an account is matched as a whole: role, account and routing, present or absent',
    create: withStores(({ ledger }) => ({
      ledger: { ...ledger, balance: ({ role }) => ledger.balance({ role, account: 'x', routing: 'x' }) },
    })),
  },
  {
    what: 'finds room for a movement whose place is taken',
    red: 'of movements that want one place at the same time, one gets it: no credit is spent twice',
    create: withStores(({ credits }) => ({
      credits: {
        ...credits,
        append: async (movement) => {
          const head = await credits.head(movement.grant)
          if (head === undefined || head.sequence < movement.sequence) return credits.append(movement)
          const remaining = String(BigInt(head.balance.remaining) - 30n) as `${number}`
          const consumed = String(BigInt(head.balance.consumed) + 30n) as `${number}`
          return credits.append({ ...movement, sequence: head.sequence + 1, balance: { ...head.balance, consumed, remaining } })
        },
      },
    })),
  },
  {
    what: 'believes the balance that a movement states',
    red: 'a balance that does not follow is refused, and so is one below zero',
    create: withStores(({ credits }) => ({
      credits: { ...credits, append: async (movement) => ((await credits.head(movement.grant)) === undefined ? credits.append(movement) : undefined) },
    })),
  },
  {
    what: 'keeps movements of grants that are not there',
    red: 'a movement of no grant is refused, also of one that another tenant has',
    create: withStores(({ credits }) => ({
      credits: { ...credits, append: async (movement) => ((await credits.get(movement.grant)) === undefined ? undefined : credits.append(movement)) },
    })),
  },
  {
    what: 'replaces a grant',
    red: 'a grant is kept once; other content under its id is a conflict',
    create: withStores(({ credits }) => ({
      credits: { ...credits, put: async (grant) => ((await credits.get(grant.id)) === undefined ? credits.put(grant) : undefined) },
    })),
  },
  {
    what: 'takes a place for a message that is known',
    red: 'the same message again gives its entry and takes no place; other content under its id is a conflict',
    create: withStores(({ outbox }) => {
      let messages = 0
      return { outbox: { ...outbox, append: async (message) => ({ ...(await outbox.append({ ...message, id: `${message.id}${messages++}` })), id: message.id }) } }
    }),
  },
  {
    what: 'keeps a message whose transaction rolls back',
    red: 'a message goes with its transaction, and a rollback leaves no gap',
    create: withStores((_, tenant, storage) => {
      const apart = <T>(work: (stores: Stores) => Promise<T>) => storage.transaction(`${tenant} apart`, work)
      return {
        outbox: {
          append: (message) => apart(({ outbox }) => outbox.append(message)),
          read: (account, range) => apart(({ outbox }) => outbox.read(account, range)),
          heads: (page) => apart(({ outbox }) => outbox.heads(page)),
          find: (account, id) => apart(({ outbox }) => outbox.find(account, id)),
        },
      }
    }),
  },
  {
    what: 'lets a second document take an adjustment',
    red: 'of documents that want one adjustment at the same time, one gets it',
    create: withStores(({ adjustments }) => ({
      adjustments: { ...adjustments, append: async (step) => ((await adjustments.steps(step.adjustment)).length > 0 ? undefined : adjustments.append(step)) },
    })),
  },
  {
    what: 'shows adjustments that were applied as open',
    red: 'they come in pages, by recording time and then id bytes, of all accounts or of one, all or those that are open',
    create: withStores(({ adjustments }) => ({ adjustments: { ...adjustments, list: ({ open: _, ...filter }, page) => adjustments.list(filter, page) } })),
  },
  {
    what: 'keeps steps of adjustments that are not there',
    red: 'a step of no adjustment is refused, also of one that another tenant has',
    create: withStores(({ adjustments }) => ({ adjustments: { ...adjustments, append: async (step) => ((await adjustments.get(step.adjustment)) ? adjustments.append(step) : undefined) } })),
  },
  {
    what: 'gives taxes that are filed as due',
    red: 'what is due comes in pages, by time and then document bytes, each document by its last step',
    create: withStores(({ taxFilings }) => ({
      taxFilings: { ...taxFilings, append: (record) => taxFilings.append({ ...record, state: record.state === 'committed' ? 'commit_due' : record.state }) },
    })),
  },
  {
    what: 'finds subscriptions by the subjects that they name only',
    red: 'by account, and by subject: those that it names, or its account where it names none',
    create: withStores(({ subscriptions }) => ({
      subscriptions: { ...subscriptions, put: (one) => subscriptions.put({ ...one, subjects: one.subjects ?? [] }) },
    })),
  },
  {
    what: 'finds many subscriptions by subject once for each subject that they have',
    red: 'many are found at once, by id and by subject: each once, in the order of id bytes',
    create: withStores(({ subscriptions }) => ({
      subscriptions: { ...subscriptions, find: async ({ ids, subjects }) => [...(await subscriptions.find({ ids, subjects: [] })), ...(await Promise.all(subjects.map((subject) => subscriptions.find({ ids: [], subjects: [subject] })))).flat()] },
    })),
  },
  {
    what: 'gives plan versions as often as they are asked for',
    red: 'many are found at once: each once, in the order of their hashes, without those that are not kept',
    create: withStores(({ planVersions }) => ({
      planVersions: { ...planVersions, find: async (versions) => (await Promise.all(versions.map((version) => planVersions.get(version)))).flatMap((version) => version ?? []) },
    })),
  },
  {
    what: 'tells of revisions only where there is one',
    red: 'the newest revisions of many periods are told at once, in the order in which they are asked',
    create: withStores(({ usage }) => ({
      usage: { ...usage, latestRevisions: async (periods) => (await usage.latestRevisions(periods)).filter((revision) => revision !== undefined) },
    })),
  },
  {
    what: 'gives the revisions of many ratings in an order of its own',
    red: 'many are kept at once as one by one, and their revisions come in the order given',
    create: withStores(({ charges }) => ({ charges: { ...charges, putAll: async (all) => (await charges.putAll(all)).toReversed() } })),
  },
  {
    what: 'lets a repeated command through',
    red: 'a key is taken once, also by the same content, and the first record stays',
    create: withStores(({ commands }) => ({
      commands: { ...commands, put: async (record) => ((await commands.get(record.kind, record.key)) ? undefined : commands.put(record)) },
    })),
  },
  {
    what: 'joins kind and key by a comma',
    red: 'a key is taken for its kind only, and kind and key do not run into each other',
    create: withStores(({ commands }) => ({
      commands: { ...commands, get: (kind, key) => commands.get('', `${kind},${key}`), put: (record) => commands.put({ ...record, kind: '', key: `${record.kind},${record.key}` }) },
    })),
  },
  {
    what: 'lists every command whatever is asked for',
    red: 'commands are listed by time, then kind and key, and found by whose, what and when they are',
    create: withStores(({ commands }) => ({ commands: { ...commands, list: (_, page) => commands.list({}, page) } })),
  },
  {
    what: 'keeps a refusal under the key of its command',
    red: 'a refusal is kept once, and takes no key from a command',
    create: withStores(({ commands }) => ({
      commands: { ...commands, refuse: async (refusal) => {
        const { id: _, code: __, field: ___, key = '', correlation = '', fingerprint = '', ...rest } = refusal
        await commands.put({ ...rest, key, correlation, fingerprint, result: null })
        await commands.refuse(refusal)
      } },
    })),
  },
  {
    what: 'ignores what refusals are asked for',
    red: 'refusals are listed by time, then id, and found by whose, what and when they are',
    create: withStores(({ commands }) => ({ commands: { ...commands, refusals: (_, page) => commands.refusals({}, page) } })),
  },
])
