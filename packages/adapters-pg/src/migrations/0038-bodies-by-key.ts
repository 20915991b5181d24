import type { Migration } from './migration.js'

const decide = (kind: string): string => `
  SELECT * INTO decided FROM {schema}.event_removal AS r
    WHERE r.tenant = current_setting('farthing.tenant', true) AND r.id = removal AND r.kind = '${kind}';
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('farthing.removal', removal, true);`

/** By the whole key of the body, which the identity completes; and only what the decision selects. */
const isAsked = `e.tenant = decided.tenant AND e.identity = identities[place] AND e.revision = revisions[place] AND e.occurred_at = (
      SELECT i.occurred_at FROM {schema}.event_identity AS i WHERE i.tenant = decided.tenant AND i.identity = identities[place] AND i.revision = revisions[place])
      AND e.occurred_at >= decided.from_at AND e.occurred_at < decided.to_at AND e.data IS NOT NULL
      AND (e.subject = ANY (decided.subjects) OR e.subscription = ANY (decided.subscriptions)) AND e.type <> ALL (decided.kept_types)`

/** Bodies go one by one: without statistics the server joined them by reading the whole range for each (measured: 4 s for a thousand of 20,000). */
export const bodiesByKey: Migration = {
  version: 38,
  name: 'bodies_by_key',
  statements: [
    `CREATE OR REPLACE FUNCTION {schema}.remove_event_bodies(removal text, identities bytea[], revisions int4[]) RETURNS int8
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $remove$
DECLARE
  decided {schema}.event_removal;
  taken int8 := 0;
BEGIN${decide('compaction')}
  FOR place IN 1 .. cardinality(identities) LOOP
    DELETE FROM {schema}.event AS e WHERE ${isAsked};
    IF FOUND THEN
      UPDATE {schema}.event_identity AS i SET removed_by = decided.number WHERE i.tenant = decided.tenant AND i.identity = identities[place] AND i.revision = revisions[place];
      taken := taken + 1;
    END IF;
  END LOOP;
  PERFORM set_config('farthing.removal', '', true);
  RETURN taken;
END
$remove$`,
    `CREATE OR REPLACE FUNCTION {schema}.reduce_event_bodies(removal text, identities bytea[], revisions int4[], datas json[], attributes json[]) RETURNS int8
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $reduce$
DECLARE
  decided {schema}.event_removal;
  taken int8 := 0;
BEGIN${decide('erasure')}
  FOR place IN 1 .. cardinality(identities) LOOP
    UPDATE {schema}.event AS e SET data = datas[place], extensions = attributes[place] WHERE datas[place] IS NOT NULL AND ${isAsked};
    IF FOUND THEN taken := taken + 1; END IF;
  END LOOP;
  PERFORM set_config('farthing.removal', '', true);
  RETURN taken;
END
$reduce$`,
  ],
}
