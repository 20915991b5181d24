import type { Failure, Instant, Json } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** Something that has to arrive somewhere, and how far that is: a usage record at a sink, a message at an endpoint. */
export interface Delivery {
  /** Who gets it, such as `usage/stripe` or `webhook/crm`. */
  readonly destination: string
  /** By which the receiver knows a repeat. Unique within its destination. */
  readonly id: string
  /** Deliveries of one lane arrive one behind the other; those of different lanes are not compared. */
  readonly lane: string
  /** 1 for the first of its lane, then without gaps. */
  readonly sequence: number
  /** What it is about. What comes later about the same replaces what it says. */
  readonly subject: string
  /** 1 for the first about its subject. */
  readonly revision: number
  readonly content: Json
  readonly createdAt: Instant
  /** 1 when it is added, one more with each change. Everything above stays as it was added. */
  readonly step: number
  /**
   * `waiting`: it is sent at its next attempt. `delivered`: the receiver took it. `failed`: its attempts are used up, and it holds its lane until it is
   * tried again by hand or by a job. `skipped`: somebody decided that it does not go.
   */
  readonly status: 'waiting' | 'delivered' | 'failed' | 'skipped'
  /** Attempts that began; whether the last one arrived may be unknown. */
  readonly attempts: number
  /** While it waits: not before this instant. An attempt that runs moves it on, so that no other begins meanwhile. */
  readonly nextAttemptAt?: Instant
  /** When the last attempt began. */
  readonly attemptedAt?: Instant
  /** Why the last attempt that ended did not succeed; who skipped it and why. */
  readonly failure?: Failure
  /** When it was delivered or skipped. */
  readonly endedAt?: Instant
  /** What the receiver calls it. */
  readonly reference?: string
}

/** How a destination has been doing. There is none for one that never failed. */
export interface DestinationState {
  readonly destination: string
  /** 1 for the first, one more with each change. */
  readonly step: number
  /** Nothing is sent to one that is paused; what comes for it waits. */
  readonly status: 'active' | 'paused'
  /** Attempts that failed since the last one that did not. */
  readonly failures: number
  /** When the first of these failed. */
  readonly failingSince?: Instant
  readonly changedAt: Instant
  /** Who paused or resumed it, and why. */
  readonly actor: string
  readonly reason?: string
}

/** Conditions that must hold together. */
export interface DeliveryFilter {
  readonly destination?: string
  readonly status?: Delivery['status']
  readonly subject?: string
}

export interface DueDeliveries {
  readonly destination: string
  readonly at: Instant
  /** From 1 to 1,000. @throws `storage.page_invalid` otherwise */
  readonly limit: number
}

/** Deliveries of one tenant with the state of each. What is delivered stays as it was added; its state moves step by step. Proved by `deliveryStoreSuite`. */
export interface DeliveryStore {
  /** Adds one behind the others of its lane. @throws `storage.conflict` when its id, its place or its revision is taken, or its place is not the next */
  add(delivery: Delivery): Promise<void>
  get(destination: string, id: string): Promise<Delivery | undefined>
  /** The last revision about a subject. */
  latest(destination: string, subject: string): Promise<Delivery | undefined>
  /** The last sequence of a lane, 0 for an empty one. */
  laneEnd(destination: string, lane: string): Promise<number>
  /** Keeps the next step of one that is there. @throws `storage.conflict` when its step is not the next: somebody else moved it, or it is not there */
  move(delivery: Delivery): Promise<void>
  /** What waits and may be attempted, without those behind one of their lane that waits or failed: by the next attempt, then id. */
  due(request: DueDeliveries): Promise<readonly Delivery[]>
  /** Ordered by creation, destination and id. */
  list(filter: DeliveryFilter, page?: PageRequest): Promise<Page<Delivery>>
  destination(name: string): Promise<DestinationState | undefined>
  /** Keeps a state, or its next step. @throws `storage.conflict` when its step is not the next */
  putDestination(state: DestinationState): Promise<void>
  /** By name. */
  destinations(page?: PageRequest): Promise<Page<DestinationState>>
}
