import type { Delivery, Stores } from '@farthing/ports'

export type NewDelivery = Pick<Delivery, 'destination' | 'id' | 'lane' | 'subject' | 'revision' | 'content' | 'createdAt'>

/** Puts something behind what goes to a destination in the same lane, in the caller's transaction; due at once. @throws `storage.conflict` when another was faster */
export async function addDelivery({ deliveries }: Pick<Stores, 'deliveries'>, added: NewDelivery): Promise<Delivery> {
  const sequence = (await deliveries.laneEnd(added.destination, added.lane)) + 1
  const delivery: Delivery = { ...added, sequence, step: 1, status: 'waiting', attempts: 0, nextAttemptAt: added.createdAt }
  await deliveries.add(delivery)
  return delivery
}
