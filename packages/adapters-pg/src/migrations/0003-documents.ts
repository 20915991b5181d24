import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`

/** Issued documents, their evidence and their numbers. */
export const documents: Migration = {
  version: 3,
  name: 'documents',
  statements: [
    `CREATE TABLE {schema}.invoice (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  side text COLLATE "C" NOT NULL CHECK (side IN ('retail', 'wholesale')),
  -- Empty for the one document of an account.
  document_group text COLLATE "C" NOT NULL,
  sequence int4 NOT NULL CHECK (sequence >= 0),
  series text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  issued_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id),
  -- What stops double billing. A look-up before the write does not: two of them both find nothing.
  CONSTRAINT invoice_billed_once UNIQUE (tenant, account, currency, period_from, period_to, side, document_group, sequence),
  CONSTRAINT invoice_number_once UNIQUE (tenant, series, number)
)`,
    `COMMENT ON TABLE {schema}.invoice IS 'Issued invoices. Append-only.'`,
    `CREATE INDEX invoice_by_time ON {schema}.invoice (tenant, issued_at, id)`,
    `CREATE INDEX invoice_by_account ON {schema}.invoice (tenant, account, issued_at, id)`,
    ...isolateByTenant('invoice'),

    `CREATE TABLE {schema}.invoice_evidence (
  ${tenant},
  invoice_id text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, invoice_id)
)`,
    `COMMENT ON TABLE {schema}.invoice_evidence IS 'What each invoice follows from. Append-only.'`,
    ...isolateByTenant('invoice_evidence'),

    // What stops one of two payments from being lost: of two writers that saw the same status, one finds its place taken.
    `CREATE TABLE {schema}.document_status (
  ${tenant},
  document text COLLATE "C" NOT NULL,
  revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED,
  ${body},
  PRIMARY KEY (tenant, document, revision),
  FOREIGN KEY (tenant, document, previous) REFERENCES {schema}.document_status (tenant, document, revision)
)`,
    `COMMENT ON TABLE {schema}.document_status IS 'What became of each document: issued, paid, overdue, void. Append-only.'`,
    ...isolateByTenant('document_status'),

    `CREATE TABLE {schema}.document_delivery (
  ${tenant},
  document text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED,
  ${body},
  PRIMARY KEY (tenant, document, kind, provider, revision),
  FOREIGN KEY (tenant, document, kind, provider, previous) REFERENCES {schema}.document_delivery (tenant, document, kind, provider, revision)
)`,
    `COMMENT ON TABLE {schema}.document_delivery IS 'Where each document was sent, and what it is called there. Append-only.'`,
    ...isolateByTenant('document_delivery'),

    `CREATE TABLE {schema}.number_series (
  ${tenant},
  series text COLLATE "C" NOT NULL,
  last_number int8 NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (tenant, series)
)`,
    // A sequence does not roll back and leaves gaps; the largest number plus one gives two takers the same.
    `COMMENT ON TABLE {schema}.number_series IS 'The last number of each series. Its row lock makes numbers gapless: a taker waits until the one before has ended.'`,
    ...isolateByTenant('number_series'),
  ],
}
