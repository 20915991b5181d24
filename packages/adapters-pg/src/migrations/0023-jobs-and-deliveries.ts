import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const step = 'step int8 NOT NULL CHECK (step > 0)'
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
// Rows that change in place and are few or soon at rest: room on the page, so that a change touches no index that it need not.
const changing = 'fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05'

/** Where jobs stand, and what goes to receivers outside, with how far each is. */
export const jobsAndDeliveries: Migration = {
  version: 23,
  name: 'jobs_and_deliveries',
  statements: [
    `CREATE TABLE {schema}.job_state (
  ${tenant},
  job text COLLATE "C" NOT NULL,
  ${step},
  ${body},
  PRIMARY KEY (tenant, job)
)`,
    `COMMENT ON TABLE {schema}.job_state IS 'Where each job stands: its last run. Replaced step by step.'`,
    `ALTER TABLE {schema}.job_state SET (${changing})`,
    ...isolateByTenant('job_state'),

    `CREATE TABLE {schema}.delivery (
  ${tenant},
  destination text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  lane text COLLATE "C" NOT NULL,
  sequence int8 NOT NULL CHECK (sequence > 0),
  subject text COLLATE "C" NOT NULL,
  revision int8 NOT NULL CHECK (revision > 0),
  created_at timestamptz NOT NULL,
  ${step},
  status text COLLATE "C" NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed', 'skipped')),
  next_attempt_at timestamptz,
  ${body},
  PRIMARY KEY (tenant, destination, id),
  CONSTRAINT delivery_place UNIQUE (tenant, destination, lane, sequence),
  CONSTRAINT delivery_revision UNIQUE (tenant, destination, subject, revision),
  CONSTRAINT delivery_waits CHECK ((status = 'waiting') = (next_attempt_at IS NOT NULL))
)`,
    `COMMENT ON TABLE {schema}.delivery IS 'What goes to receivers outside, and how far each is. What is delivered stays; its state moves step by step.'`,
    `CREATE INDEX delivery_due ON {schema}.delivery (tenant, destination, next_attempt_at, id) WHERE status = 'waiting'`,
    `CREATE INDEX delivery_open ON {schema}.delivery (tenant, destination, lane, sequence) WHERE status IN ('waiting', 'failed')`,
    `CREATE INDEX delivery_by_creation ON {schema}.delivery (tenant, created_at, destination, id)`,
    `CREATE INDEX delivery_failed ON {schema}.delivery (tenant, created_at, destination, id) WHERE status = 'failed'`,
    `ALTER TABLE {schema}.delivery SET (${changing})`,
    ...isolateByTenant('delivery'),
    `CREATE FUNCTION {schema}.check_delivery() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $check$
BEGIN
  IF (NEW.tenant, NEW.destination, NEW.id, NEW.lane, NEW.sequence, NEW.subject, NEW.revision, NEW.created_at, (NEW.body->'content')::text)
    IS DISTINCT FROM (OLD.tenant, OLD.destination, OLD.id, OLD.lane, OLD.sequence, OLD.subject, OLD.revision, OLD.created_at, (OLD.body->'content')::text)
    OR OLD.status IN ('delivered', 'skipped') OR NEW.step <> OLD.step + 1 THEN
    RAISE EXCEPTION 'delivery % has other content, has ended, or is not moved by one step', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_stays';
  END IF;
  RETURN NEW;
END
$check$`,
    `CREATE TRIGGER delivery_stays BEFORE UPDATE ON {schema}.delivery FOR EACH ROW EXECUTE FUNCTION {schema}.check_delivery()`,

    `CREATE TABLE {schema}.delivery_destination (
  ${tenant},
  destination text COLLATE "C" NOT NULL,
  ${step},
  ${body},
  PRIMARY KEY (tenant, destination)
)`,
    `COMMENT ON TABLE {schema}.delivery_destination IS 'How receivers outside have been doing, and which are paused.'`,
    ...isolateByTenant('delivery_destination'),
  ],
}
