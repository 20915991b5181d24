import { compareBytes, fail } from '@farthing/core'
import type { Delivery, DeliveryFilter, DeliveryStore, DestinationState, DueDeliveries } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { keepStep } from '../rows/keep-step.js'
import { checkLimit, listPage } from '../rows/list-page.js'
import { emptyRows, keyOf, openTable, type Rows, type Table } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export interface DeliveryRows {
  readonly deliveries: Rows<Delivery>
  readonly destinations: Rows<DestinationState>
}

export const emptyDeliveryRows = (): DeliveryRows => ({ deliveries: emptyRows(), destinations: emptyRows() })

const laneOf = (destination: string, lane: string): string => keyOf('lane', destination, lane)
const subjectOf = (destination: string, subject: string): string => keyOf('subject', destination, subject)
const waitsOf = (destination: string): string => keyOf('waits', destination)

/** A delivery is found under its lane, its subject, and while it waits under its destination. */
function termsOf({ destination, lane, subject, status }: Delivery): readonly string[] {
  return [laneOf(destination, lane), subjectOf(destination, subject), ...(status === 'waiting' ? [waitsOf(destination)] : [])]
}

export function memoryDeliveryStore(rows: DeliveryRows, transaction: Transaction): DeliveryStore {
  const table = openTable(rows.deliveries, transaction, termsOf)
  const destinations = openTable(rows.destinations, transaction)
  return {
    add: (delivery) => transaction.step(() => add(table, delivery)),
    get: (destination, id) => transaction.step(() => table.get(keyOf(destination, id))),
    latest: (destination, subject) => transaction.step(() => lastBy(table.under(subjectOf(destination, subject)), 'revision')),
    laneEnd: (destination, lane) => transaction.step(() => endOf(table, destination, lane)),
    move: (delivery) =>
      transaction.step(() => {
        const key = keyOf(delivery.destination, delivery.id)
        if (table.get(key) === undefined) fail('storage.conflict', { field: 'delivery', because: 'is not there', facts: { key } })
        keepStep(table, { key, field: 'delivery' }, delivery)
      }),
    due: (request) => transaction.step(() => dueOf(table, request)),
    list: (filter, page) =>
      transaction.step(() => listPage(table.all().filter((delivery) => matches(delivery, filter)), ({ createdAt, destination, id }) => [createdAt, destination, id], page)),
    destination: (name) => transaction.step(() => destinations.get(name)),
    putDestination: (state) => transaction.step(() => keepStep(destinations, { key: state.destination, field: 'destination' }, state)),
    destinations: (page) => transaction.step(() => listPage(destinations.all(), ({ destination }) => [destination], page)),
  }
}

function add(table: Table<Delivery>, delivery: Delivery): void {
  const { destination, id, lane, sequence, subject, revision } = delivery
  const refuse = (because: string): never => fail('storage.conflict', { field: 'delivery', because, facts: { destination, id, sequence, revision } })
  if (table.get(keyOf(destination, id)) !== undefined) refuse('has an id that is taken')
  const end = endOf(table, destination, lane)
  if (sequence !== end + 1) refuse(`has place ${sequence} of its lane where ${end + 1} is next`)
  if (table.under(subjectOf(destination, subject)).some((other) => other.revision === revision)) refuse('has a revision that is taken')
  table.set(keyOf(destination, id), frozenCopy(delivery))
}

function endOf(table: Table<Delivery>, destination: string, lane: string): number {
  return lastBy(table.under(laneOf(destination, lane)), 'sequence')?.sequence ?? 0
}

function lastBy(deliveries: readonly Delivery[], place: 'revision' | 'sequence'): Delivery | undefined {
  return deliveries.reduce<Delivery | undefined>((last, delivery) => (last === undefined || delivery[place] > last[place] ? delivery : last), undefined)
}

function dueOf(table: Table<Delivery>, { destination, at, limit }: DueDeliveries): readonly Delivery[] {
  checkLimit(limit)
  const isOpen = ({ status }: Delivery): boolean => status === 'waiting' || status === 'failed'
  const hasNothingInFront = ({ lane, sequence }: Delivery): boolean => !table.under(laneOf(destination, lane)).some((other) => other.sequence < sequence && isOpen(other))
  return table
    .under(waitsOf(destination))
    .filter((delivery) => (delivery.nextAttemptAt ?? at) <= at && hasNothingInFront(delivery))
    .sort((a, b) => compareBytes(a.nextAttemptAt ?? at, b.nextAttemptAt ?? at) || compareBytes(a.id, b.id))
    .slice(0, limit)
}

function matches(delivery: Delivery, filter: DeliveryFilter): boolean {
  return Object.entries(filter).every(([name, value]) => value === undefined || delivery[name as keyof DeliveryFilter] === value)
}
