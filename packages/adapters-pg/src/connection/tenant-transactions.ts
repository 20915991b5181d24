import { checkText } from '@farthing/core'
import type { WaitLimits } from './answer-within.js'
import { arrayWriter } from './array-writer.js'
import { enterTenant, rememberSettings, type EnterOptions } from './enter-tenant.js'
import type { PgConnection } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'
import { runTransaction } from './run-transaction.js'
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

/** Transactions of one tenant each. */
export function tenantTransactions(connection: PgConnection, options: EnterOptions & WaitLimits & Pick<SessionFacts, 'hintChannel'>): RunInTenant {
  const { schema, hintChannel } = options
  const lend = withClient(connection, options)
  const arrays = arrayWriter()
  let cursors = 0
  const cursorName = (): string => `farthing_${(cursors += 1)}`

  async function bound<T>({ client, isInside }: Lease, tenant: string, work: (session: Session) => Promise<T>): Promise<T> {
    const settle = async <S>(statement: Promise<S>): Promise<S> =>
      statement.catch((cause: unknown) => {
        throw pgFailure(cause)
      })
    const restore = isInside ? await settle(rememberSettings(client)) : undefined
    const epoch = await settle(enterTenant(client, options, tenant))
    const result = await inSession(openSession(client, { tenant, schema, epoch, cursorName, arrays, ...(hintChannel === undefined ? {} : { hintChannel }) }), work)
    if (restore !== undefined) await settle(restore())
    return result
  }

  return async (tenant, work) => {
    checkText(tenant, { field: 'tenant', maxLength: 256 })
    return lend((lease) => runTransaction(lease, () => bound(lease, tenant, work)))
  }
}
