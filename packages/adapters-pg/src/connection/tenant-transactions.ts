import { checkText } from '@farthing/core'
import type { WaitLimits } from './answer-within.js'
import { arrayWriter } from './array-writer.js'
import { enterTenant, rememberSettings, type EnterOptions } from './enter-tenant.js'
import { openTransaction, type Learned } from './open-transaction.js'
import type { PgClient, PgConnection } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'
import { endTransaction, runTransaction } from './run-transaction.js'
import { openSession, type OpenSession, type Session, type SessionFacts } from './session.js'
import { withClient, type Lease } from './with-client.js'

export type RunInTenant = <T>(tenant: string, work: (session: Session) => Promise<T>) => Promise<T>

async function inSession<T>(session: OpenSession, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    const result = await work(session)
    await session.finish()
    return result
  } catch (error) {
    await session.abandon()
    throw error
  }
}

async function settle<S>(statement: Promise<S>): Promise<S> {
  try {
    return await statement
  } catch (cause) {
    throw pgFailure(cause)
  }
}

/** Transactions of one tenant each. */
export function tenantTransactions(connection: PgConnection, options: EnterOptions & WaitLimits & Pick<SessionFacts, 'hintChannel'>): RunInTenant {
  const { schema, hintChannel } = options
  const lend = withClient(connection, options)
  const arrays = arrayWriter()
  let cursors = 0
  const cursorName = (): string => `farthing_${(cursors += 1)}`

  const learned: Learned = {}
  const opened = (client: PgClient, tenant: string, epoch: number): OpenSession =>
    openSession(client, { tenant, schema, epoch, cursorName, arrays, ...(hintChannel === undefined ? {} : { hintChannel }) })

  async function inside<T>({ client }: Lease, tenant: string, work: (session: Session) => Promise<T>): Promise<T> {
    const restore = await settle(rememberSettings(client))
    const { epoch } = await settle(enterTenant(client, options, tenant))
    const result = await inSession(opened(client, tenant, epoch), work)
    await settle(restore())
    return result
  }

  function own<T>(lease: Lease, tenant: string, work: (session: Session) => Promise<T>): Promise<T> {
    const opening = openTransaction(lease.client, options, tenant, learned)
    return endTransaction(lease, opening.isBegun, async () => {
      const { epoch } = opening.expected ?? (await settle(opening.begin()))
      const result = await inSession(opened(opening.client, tenant, epoch), work)
      // Work that asked for nothing: the server is looked at all the same.
      if (!opening.isBegun()) await settle(opening.begin())
      return result
    })
  }

  return async (tenant, work) => {
    checkText(tenant, { field: 'tenant', maxLength: 256 })
    return lend((lease) => (lease.isInside ? runTransaction(lease, () => inside(lease, tenant, work)) : own(lease, tenant, work)))
  }
}
