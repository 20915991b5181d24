import type { Decimal, Hash, Instant } from '@farthing/core'
import type { Side } from '../../charges/charge.js'
import type { Price } from '../../models/price.js'

/** What every change says. Of two to the same thing, that which starts later holds from its start on; changes never add up. */
interface Decision {
  /** Unique within the subscription. */
  readonly id: string
  /** First instant at which it holds. */
  readonly at: Instant
  /** When it was decided: before it holds, or after. A fee that was due in advance by then is credited for what is left of it. */
  readonly decidedAt: Instant
}

interface Lapsing {
  /** Exclusive; open unless given. Nothing that it replaced comes back, but what the plan says. */
  readonly to?: Instant
}

interface Sided {
  /** Whose terms it changes; `retail` unless given. */
  readonly side?: Side
}

/** Another plan, or another version of the plan. */
export interface PlanChange extends Decision, Sided {
  readonly kind: 'plan'
  readonly plan: string
  readonly planVersion: Hash
  /** Another plan begins with its first phase; one of the same name goes on in its own. `skipped`: its prices after all phases, from the start. */
  readonly phases?: 'skipped'
}

/** Nothing is due until the subscription resumes, or until `to`. */
export interface Pause extends Decision, Lapsing {
  readonly kind: 'pause'
  /** Usage in the pause is measured and `free`, unless it is `billed`. */
  readonly usage?: 'billed'
}

export interface Resumption extends Decision {
  readonly kind: 'resume'
}

/** The subscription ends at `at`. */
export interface Cancellation extends Decision {
  readonly kind: 'cancel'
  /** The end that it had before. */
  readonly instead?: Instant
}

/** What a plan has, added to a subscription under a key of its own. */
export interface AddOn extends Decision, Lapsing, Sided {
  readonly kind: 'add_on'
  /** Key; its components are `key.component`. */
  readonly addOn: string
  readonly plan: string
  readonly planVersion: Hash
  /** How many: what fees are multiplied by. Usage is priced once, whatever the quantity. `"0"` ends the add-on. */
  readonly quantity: Decimal
}

/** Another price for one component of this subscription. */
export interface Override extends Decision, Lapsing, Sided {
  readonly kind: 'override'
  /** Key of a component of the plan, or `key.component` of an add-on. */
  readonly component: string
  /** In place of any other, that of a phase included; absent, what the plan says holds again. */
  readonly price?: Price
  /** Id of an override of the same component that starts at the same instant, and that this one stands for from now on, as if it had been said at once. */
  readonly replaces?: string
}

/** Takes a change back before it holds. */
export interface Withdrawal extends Decision {
  readonly kind: 'withdraw'
  /** Id of the change. */
  readonly change: string
}

/** One change to a subscription, as it was decided. None is ever removed. */
export type SubscriptionChange = PlanChange | Pause | Resumption | Cancellation | AddOn | Override | Withdrawal
