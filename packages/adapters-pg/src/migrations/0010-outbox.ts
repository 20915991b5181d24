import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

/** What others are told, written in the transaction of what it is about. */
export const outbox: Migration = {
  version: 10,
  name: 'outbox',
  statements: [
    `CREATE TABLE {schema}.outbox_account (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  account text COLLATE "C" NOT NULL,
  last_sequence int8 NOT NULL CHECK (last_sequence >= 0),
  PRIMARY KEY (tenant, account)
)`,
    // A sequence of the server leaves gaps, and shows a later message before an earlier one that is not committed yet.
    `COMMENT ON TABLE {schema}.outbox_account IS 'The last sequence of each account. Its row lock puts the messages of an account in the order of their commits.'`,
    ...isolateByTenant('outbox_account'),

    `CREATE TABLE {schema}.outbox_message (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  account text COLLATE "C" NOT NULL,
  sequence int8 NOT NULL CHECK (sequence > 0),
  id text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object'),
  PRIMARY KEY (tenant, account, sequence),
  CONSTRAINT outbox_message_once UNIQUE (tenant, account, id)
)`,
    `COMMENT ON TABLE {schema}.outbox_message IS 'What others are told about each account, in order. Append-only: whoever delivers keeps a position of its own.'`,
    ...isolateByTenant('outbox_message'),
  ],
}
