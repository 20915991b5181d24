import type { Migration } from './migration.js'

/** Work for many workers. */
export const work: Migration = {
  version: 15,
  name: 'work',
  statements: [
    `CREATE TABLE {schema}.work_item (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  -- Tells an item from one that was added under its name later.
  id int8 GENERATED ALWAYS AS IDENTITY,
  -- Items of a tenant have turns one behind another, so that those of all tenants come interleaved.
  turn int8 NOT NULL,
  -- A lease is a time before which the item is not due.
  due_at timestamptz NOT NULL,
  attempts int4 NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  is_leased bool NOT NULL DEFAULT false,
  is_wanted_again bool NOT NULL DEFAULT false,
  reason text COLLATE "C",
  set_aside_at timestamptz,
  PRIMARY KEY (tenant, kind, key)
)`,
    `COMMENT ON TABLE {schema}.work_item IS
  'What is to be done, by name only. Holds no data of a customer, so that workers of all tenants read it: no row-level security.'`,
    `CREATE INDEX work_item_by_turn ON {schema}.work_item (turn, id) WHERE set_aside_at IS NULL`,
    `CREATE INDEX work_item_by_tenant ON {schema}.work_item (tenant, turn) WHERE set_aside_at IS NULL`,
    `CREATE INDEX work_item_aside ON {schema}.work_item (set_aside_at, id) WHERE set_aside_at IS NOT NULL`,
    // Rows come and go all the time: left to the defaults, dead ones would outnumber the live ones a hundred times.
    `ALTER TABLE {schema}.work_item SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`,
  ],
}
