import { postgres } from '@farthing/adapters-pg'
import { interceptedPool, type Intercept } from '../observe/intercepted-pool.js'
import type { Point } from '../point.js'
import { withAttemptPool, type Target } from '../target.js'
import { billingOn, type Workflow } from '../workflows.js'

/** What a server does to one of two transactions: it cannot be serialized, it was chosen to end a deadlock, its lock did not come. */
const raised = ['40001', '40P01', '55P03'] as const

const attemptWith = ({ url }: Target, { run }: Workflow, intercept: Intercept): Promise<unknown> =>
  withAttemptPool(url, (pool) => run(billingOn(postgres(interceptedPool(pool, intercept)))))

/** The texts of the statements of a command, in order. */
export async function statementsOf(target: Target, workflow: Workflow): Promise<readonly string[]> {
  const texts: string[] = []
  await attemptWith(target, workflow, ({ text, send }) => {
    texts.push(text)
    return send()
  })
  return texts
}

/** The server raises the error itself, in the transaction, so that all that follows is its own doing. A COMMIT that it refuses is a rollback. */
export function raiseAt(place: number, state: string): Intercept {
  return async ({ index, text, client, send }) => {
    // A rollback does what it is told.
    if (index !== place || text === 'ROLLBACK') return send()
    if (text !== 'COMMIT') return client.query(`DO $$ BEGIN RAISE EXCEPTION 'tortured' USING ERRCODE = '${state}'; END $$`)
    await client.query('ROLLBACK')
    throw Object.assign(new Error('tortured at the end of the transaction'), { code: state })
  }
}

/** Each of these errors at each statement. */
export function raisePoints(target: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  return statements.flatMap((_, place) =>
    raised.map((state) => ({
      workflow,
      kind: 'raise' as const,
      name: `${workflow.name} raise ${state} at ${place}`,
      attempt: () => attemptWith(target, workflow, raiseAt(place, state)),
    })),
  )
}

/** The caller gives up through its signal: before each statement is sent, and while its answer is on its way. */
export function abortPoints({ url }: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  const attempt = (place: number, isSent: boolean): Promise<unknown> =>
    withAttemptPool(url, (pool) => {
      const caller = new AbortController()
      const intercept: Intercept = ({ index, send }) => {
        if (index !== place) return send()
        if (!isSent) caller.abort()
        const answer = send()
        if (isSent) setImmediate(() => caller.abort())
        return answer
      }
      return workflow.run(billingOn(postgres(interceptedPool(pool, intercept), { signal: caller.signal })))
    })
  return statements.flatMap((_, place) =>
    [false, true].map((isSent) => ({
      workflow,
      kind: 'abort' as const,
      name: `${workflow.name} abort ${isSent ? 'during' : 'before'} ${place}`,
      attempt: () => attempt(place, isSent),
    })),
  )
}

/** The server dies and recovers, before each statement. */
export function crashPoints(target: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  return statements.map((_, place) => ({
    workflow,
    kind: 'crash' as const,
    name: `${workflow.name} crash before ${place}`,
    attempt: () =>
      attemptWith(target, workflow, async ({ index, send }) => {
        if (index === place) await target.server.restart('crash')
        return send()
      }),
  }))
}
