/** Expressions over a table `c` of the schema, under the search path of pg_catalog alone: the server then writes its own functions without their schema. */

const isOfTenant = `(tenant = current_setting('farthing.tenant'::text, true))`

/** Forced, and by the one policy that migrations make: a second one would let more rows through, and another text other rows. */
export const isForcedSql = `c.relrowsecurity AND c.relforcerowsecurity AND (
    SELECT count(*) = 1 AND coalesce(bool_and(p.polname = 'tenant_isolation' AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
      AND pg_get_expr(p.polqual, c.oid) = $policy$${isOfTenant}$policy$ AND pg_get_expr(p.polwithcheck, c.oid) = $policy$${isOfTenant}$policy$), false)
    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid)`

/** Before a statement that updates, deletes or truncates, as the server counts it: another number is a trigger that lets some of them pass. */
const everyChange = 58

/** Where the guard opens under a recorded decision; elsewhere it never does. */
const mayOpen = `(c.relispartition OR c.relname IN ('event', 'event_identity', 'control_record'))`

/** The trigger is there, always on, for every change of every column, unconditional or under the one condition, and calls the guard. */
export const isGuardedSql = `EXISTS (
    SELECT FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
    WHERE t.tgrelid = c.oid AND t.tgname = 'recorded_stays' AND t.tgenabled = 'A' AND t.tgtype = ${everyChange} AND t.tgattr::text = ''
      AND (t.tgqual IS NULL OR ${mayOpen} AND pg_get_expr(t.tgqual, c.oid) = '(NOT ' || c.relnamespace::regnamespace::text || '.bodies_may_change())')
      AND p.proname = 'refuse_change' AND p.pronamespace = c.relnamespace)`

/** Triggers that look at what comes in: behind the statement, or before each row. */
const checks: readonly (readonly [table: string, trigger: string, check: string, type: number])[] = [
  ['ledger_transaction', 'ledger_transaction_complete', 'check_ledger_transactions', 4],
  ['ledger_entry', 'ledger_entry_complete', 'check_ledger_entries', 4],
  ['book_period', 'book_period_forward', 'check_book_period', 19],
  ['delivery', 'delivery_stays', 'check_delivery', 19],
]

/** What of them a table lacks; empty for nothing. */
export const lostChecksSql = `coalesce((
    SELECT string_agg(wanted.name, ' ') FROM (VALUES ${checks.map((check) => `(${check.map((part) => (typeof part === 'number' ? part : `'${part}'`)).join(', ')})`).join(', ')}) AS wanted(of, name, calls, type)
    WHERE wanted.of = c.relname AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
      WHERE t.tgrelid = c.oid AND t.tgname = wanted.name AND t.tgenabled IN ('O', 'A') AND t.tgtype = wanted.type AND t.tgattr::text = '' AND t.tgqual IS NULL
        AND p.proname = wanted.calls AND p.pronamespace = c.relnamespace)), '')`
