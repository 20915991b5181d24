import type { PgClient } from '../src/index.js'

const permissive = `CREATE OR REPLACE FUNCTION farthing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`

/** A body in PL/pgSQL that runs statements while nothing guards what was recorded. For a superuser: it replaces the function that the triggers call, and puts it back. */
export function unguardedBody(statements: readonly string[]): string {
  return `$unguarded$ DECLARE guard text := pg_get_functiondef('farthing.refuse_change'::regproc);
BEGIN
  EXECUTE $permissive$${permissive}$permissive$;
  ${statements.map((statement) => `${statement};`).join('\n  ')}
  EXECUTE guard;
END $unguarded$`
}

/** The same as one statement. */
export const unguardedSql = (statements: readonly string[]): string => `DO ${unguardedBody(statements)}`

/** Lets `work` change what was recorded, as somebody can who owns the server. */
export async function withoutGuard<T>(admin: Pick<PgClient, 'query'>, work: () => Promise<T>): Promise<T> {
  const { rows } = await admin.query(`SELECT pg_get_functiondef('farthing.refuse_change'::regproc) AS guard`)
  const [{ guard } = { guard: '' }] = rows as readonly { readonly guard: string }[]
  await admin.query(permissive)
  try {
    return await work()
  } finally {
    await admin.query(guard)
  }
}
