import { fail } from '@farthing/core'
import type { Delivery, DeliveryFilter, DeliveryStore, DestinationState, DueDeliveries, Page, PageRequest } from '@farthing/ports'
import { integerOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { keepStep } from './keep-step.js'
import { checkLimit, listPage } from './list-page.js'
import { findRecord, insertRecord, recordOf } from './record-rows.js'

const table = 'delivery'
const destinationTable = 'delivery_destination'
const deliveryOf = (row: Row): Delivery => recordOf(row) as Delivery

async function add(session: Session, delivery: Delivery): Promise<void> {
  const { destination, id, lane, sequence, subject, revision, createdAt, step, status, nextAttemptAt } = delivery
  const refuse = (because: string): never => fail('storage.conflict', { field: 'delivery', because, facts: { destination, id, sequence, revision } })
  // Whoever adds behind another waits for it: its place is there or it is not.
  if (sequence > 1 && (await laneEnd(session, destination, lane)) < sequence - 1) refuse(`has place ${sequence} of its lane, and the one before is not there`)
  const columns = [
    ['destination', destination], ['id', id], ['lane', lane], ['sequence', sequence, 'int8'], ['subject', subject], ['revision', revision, 'int8'],
    ['created_at', createdAt, 'timestamptz'], ['step', step, 'int8'], ['status', status],
    ...(nextAttemptAt === undefined ? [] : [['next_attempt_at', nextAttemptAt, 'timestamptz'] as const]),
  ] as const
  if (!(await insertRecord(session, table, columns, delivery))) refuse('has an id, a place or a revision that is taken')
}

async function laneEnd(session: Session, destination: string, lane: string): Promise<number> {
  const rows = await session.query(
    `SELECT coalesce(max(sequence), 0)::text AS sequence FROM ${session.schema}.${table} WHERE tenant = $1::text AND destination = $2::text AND lane = $3::text`,
    [session.tenant, destination, lane],
  )
  return rows[0] === undefined ? 0 : integerOf(rows[0], 'sequence')
}

async function latest(session: Session, destination: string, subject: string): Promise<Delivery | undefined> {
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.${table} WHERE tenant = $1::text AND destination = $2::text AND subject = $3::text ORDER BY revision DESC LIMIT 1`,
    [session.tenant, destination, subject],
  )
  return rows[0] && deliveryOf(rows[0])
}

/** The row decides: of two that move it the second waits, and finds another step. */
async function move(session: Session, delivery: Delivery): Promise<void> {
  const { destination, id, step, status, nextAttemptAt } = delivery
  const moved = await session.query(
    `UPDATE ${session.schema}.${table} SET step = $4::int8, status = $5::text, next_attempt_at = $6::timestamptz, body = $7::json
WHERE tenant = $1::text AND destination = $2::text AND id = $3::text AND step = $4::int8 - 1 RETURNING 'moved' AS moved`,
    [session.tenant, destination, id, step, status, nextAttemptAt ?? null, JSON.stringify(delivery)],
  )
  if (moved.length === 0) fail('storage.conflict', { field: 'delivery.step', because: `is ${step}, which is not the next`, facts: { destination, id, step } })
}

async function due(session: Session, { destination, at, limit }: DueDeliveries): Promise<readonly Delivery[]> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r
WHERE r.tenant = $1::text AND r.destination = $2::text AND r.status = 'waiting' AND r.next_attempt_at <= $3::timestamptz
  AND NOT EXISTS (SELECT FROM ${session.schema}.${table} AS f
    WHERE f.tenant = r.tenant AND f.destination = r.destination AND f.lane = r.lane AND f.sequence < r.sequence AND f.status IN ('waiting', 'failed'))
ORDER BY r.next_attempt_at, r.id LIMIT $4::int4`,
    [session.tenant, destination, at, checkLimit(limit)],
  )
  return rows.map(deliveryOf)
}

function list(session: Session, filter: DeliveryFilter, page: PageRequest | undefined): Promise<Page<Delivery>> {
  const given = [['destination', filter.destination], ['status', filter.status], ['subject', filter.subject]] as const
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'created_at', type: 'timestamptz' }, { name: 'destination', type: 'text' }, { name: 'id', type: 'text' }],
    where: (bind: (value: unknown) => string) => given.flatMap(([column, value]) => (value === undefined ? [] : [`r.${column} = ${bind(value)}::text`])),
    read: deliveryOf,
  } as const
  return listPage(session, query, page)
}

export function pgDeliveryStore(session: Session): DeliveryStore {
  const destinations = { select: 'r.body::text AS body', table: destinationTable, order: [{ name: 'destination', type: 'text' }], where: () => [], read: (row: Row) => recordOf(row) as DestinationState } as const
  return {
    add: (delivery) => session.step(() => add(session, delivery)),
    get: (destination, id) => session.step(() => findRecord<Delivery>(session, table, [['destination', destination], ['id', id]])),
    latest: (destination, subject) => session.step(() => latest(session, destination, subject)),
    laneEnd: (destination, lane) => session.step(() => laneEnd(session, destination, lane)),
    move: (delivery) => session.step(() => move(session, delivery)),
    due: (request) => session.step(() => due(session, request)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    destination: (name) => session.step(() => findRecord<DestinationState>(session, destinationTable, [['destination', name]])),
    putDestination: (state) => session.step(() => keepStep(session, { table: destinationTable, key: [['destination', state.destination]], field: 'destination' }, state)),
    destinations: (page) => session.step(() => listPage(session, destinations, page)),
  }
}
