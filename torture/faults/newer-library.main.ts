import { migrate, postgres, type PgPool } from '@farthing/adapters-pg'
import { billingOn, workflows } from '../workflows.js'

/** What is asked of the next version of the library. */
export interface NewerLibrary {
  migrate(owner: PgPool): Promise<readonly number[]>
  run(workflow: string, pool: PgPool): Promise<unknown>
}

export const newerLibrary: NewerLibrary = {
  migrate: (owner) => migrate(owner),
  run: async (name, pool) => workflows.find((workflow) => workflow.name === name)?.run(billingOn(postgres(pool))),
}
