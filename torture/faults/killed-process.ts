import { postgres } from '@farthing/adapters-pg'
import pg from 'pg'
import { interceptedPool } from '../observe/intercepted-pool.js'
import { billingOn, workflows } from '../workflows.js'

/** When a process dies around a statement: before it is sent, with it on its way, or with its answer in hand. */
export const phases = ['before', 'during', 'after'] as const
export type Phase = (typeof phases)[number]

export interface KillOrder {
  readonly url: string
  readonly workflow: string
  readonly statement: number
  readonly phase: Phase
}

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

/** Runs one command in this process, which does not survive it. */
export async function runUntilKilled({ url, workflow, statement, phase }: KillOrder): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const storage = postgres(
    interceptedPool(pool, async ({ index, send }) => {
      if (index !== statement) return send()
      if (phase === 'before') return die()
      const answer = send()
      if (phase === 'during') return new Promise((resolve) => setImmediate(resolve)).then(die)
      await answer
      return die()
    }),
  )
  await workflows.find(({ name }) => name === workflow)?.run(billingOn(storage))
  await pool.end()
}
