import type { Bench } from './bench.js'
import { claimInPostgres } from './postgres/claims.js'
import { ingestIntoPostgres } from './postgres/ingest.js'
import { numberInPostgres } from './postgres/numbers.js'

/** The PostgreSQL adapter on a real server, fsync on, shared_buffers 1 GB, max_wal_size 8 GB. */
export const bench: Bench = async () => [...(await ingestIntoPostgres()), ...(await numberInPostgres()), ...(await claimInPostgres())]
