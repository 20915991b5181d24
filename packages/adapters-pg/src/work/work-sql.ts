/** Names of the leased items of a statement, sorted so that statements of several workers wait for each other in one direction. */
const heldSql = (schema: string): string => `held AS (
  SELECT w.tenant, w.kind, w.key, w.is_wanted_again
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS lease(tenant, kind, key, id, attempts)
  JOIN ${schema}.work_item AS w ON w.tenant = lease.tenant AND w.kind = lease.kind AND w.key = lease.key
    AND w.id = lease.id::int8 AND w.attempts = lease.attempts::int4 AND w.is_leased
  ORDER BY w.tenant, w.kind, w.key FOR UPDATE OF w
)`

const sameItem = 'w.tenant = held.tenant AND w.kind = held.kind AND w.key = held.key'

/**
 * What is next for anybody. Of the items that are due: one that is leased, or waits for its delay, keeps its turn and may keep it for hours, and whoever started
 * from that would be before all others each time.
 */
const nextTurnSql = (schema: string): string => `coalesce(
    (SELECT min(o.turn) FROM ${schema}.work_item AS o WHERE o.set_aside_at IS NULL AND o.due_at <= clock_timestamp()),
    (SELECT min(o.turn) FROM ${schema}.work_item AS o WHERE o.set_aside_at IS NULL), 0)`

const behindOwnSql = (schema: string, tenant: string): string =>
  `coalesce((SELECT max(o.turn) + 1 FROM ${schema}.work_item AS o WHERE o.tenant = ${tenant} AND o.set_aside_at IS NULL), 0)`

/**
 * A turn is behind those of the same tenant, and not before what is next for anybody: a tenant that was idle gets no arrears.
 * `ON CONFLICT` waits for an adder of the same item and then finds its row.
 */
export const addSql = (schema: string): string => `INSERT INTO ${schema}.work_item AS kept (tenant, kind, key, turn, due_at)
SELECT added.tenant, added.kind, added.key,
  greatest(
    ${nextTurnSql(schema)},
    ${behindOwnSql(schema, 'added.tenant')}
  ) + row_number() OVER (PARTITION BY added.tenant ORDER BY added.place) - 1,
  clock_timestamp() + $4::int8 * interval '1 millisecond'
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS added(tenant, kind, key, place)
ORDER BY added.tenant, added.kind, added.key
ON CONFLICT (tenant, kind, key) DO UPDATE SET is_wanted_again = true WHERE kept.is_leased AND kept.set_aside_at IS NULL AND NOT kept.is_wanted_again`

/** The same, and a notification when an item is new. */
export const addAndHintSql = (schema: string): string => `WITH added AS (
${addSql(schema)} RETURNING 1
)
SELECT pg_catalog.pg_notify($5::text, 'work')::text AS hinted FROM added LIMIT 1`

/** One statement that takes rows, passes over those that another worker is taking, and sets aside what was leased too often. */
export const claimSql = (schema: string): string => `WITH due AS (
  SELECT w.tenant, w.kind, w.key FROM ${schema}.work_item AS w
  WHERE w.set_aside_at IS NULL AND w.due_at <= clock_timestamp() AND ($4::text[] IS NULL OR w.kind = ANY ($4::text[]))
  ORDER BY w.turn, w.id LIMIT $1::int8 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE ${schema}.work_item AS w SET
    is_leased = w.attempts < $3::int4,
    attempts = least(w.attempts + 1, $3::int4),
    due_at = clock_timestamp() + $2::int8 * interval '1 millisecond',
    is_wanted_again = w.is_wanted_again AND w.attempts < $3::int4,
    set_aside_at = CASE WHEN w.attempts >= $3::int4 THEN clock_timestamp() END,
    reason = CASE WHEN w.attempts >= $3::int4 THEN coalesce(w.reason, 'no worker came back with it in ' || w.attempts || ' attempts') ELSE w.reason END
  FROM due WHERE w.tenant = due.tenant AND w.kind = due.kind AND w.key = due.key
  RETURNING w.tenant, w.kind, w.key, w.id, w.turn, w.attempts, w.is_leased
)
SELECT tenant, kind, key, id::text AS id, attempts::text AS attempts FROM taken WHERE is_leased ORDER BY taken.turn, taken.id`

/** What is wanted again gets another id, because its attempts are counted anew: or a worker from long ago would hold a lease of the same name. */
export const completeSql = (schema: string): string => `WITH ${heldSql(schema)}, gone AS (
  DELETE FROM ${schema}.work_item AS w USING held WHERE ${sameItem} AND NOT held.is_wanted_again
), back AS (
  UPDATE ${schema}.work_item AS w SET id = DEFAULT, is_wanted_again = false, is_leased = false, attempts = 0, due_at = clock_timestamp(), reason = NULL
  FROM held WHERE ${sameItem} AND held.is_wanted_again
)
SELECT count(*)::text AS held FROM held`

const changeSql = (schema: string, change: string): string => `WITH ${heldSql(schema)}, changed AS (
  UPDATE ${schema}.work_item AS w SET ${change} FROM held WHERE ${sameItem}
)
SELECT count(*)::text AS held FROM held`

export const extendSql = (schema: string): string => changeSql(schema, `due_at = clock_timestamp() + $6::int8 * interval '1 millisecond'`)

export const retrySql = (schema: string): string =>
  changeSql(schema, `is_leased = false, reason = $7::text, due_at = clock_timestamp() + $6::int8 * interval '1 millisecond'`)

export const setAsideSql = (schema: string): string =>
  changeSql(schema, `is_leased = false, is_wanted_again = false, reason = $6::text, set_aside_at = clock_timestamp()`)

export const reviveSql = (schema: string): string => `UPDATE ${schema}.work_item AS w SET id = DEFAULT, attempts = 0, reason = NULL, set_aside_at = NULL, due_at = clock_timestamp(),
  turn = greatest(
    ${nextTurnSql(schema)},
    ${behindOwnSql(schema, 'w.tenant')}
  )
WHERE w.tenant = $1::text AND w.kind = $2::text AND w.key = $3::text AND w.set_aside_at IS NOT NULL
RETURNING 'revived' AS revived`
