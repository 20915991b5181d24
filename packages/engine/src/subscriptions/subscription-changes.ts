import type { Decimal, Hash, Instant, LocalDate } from '@farthing/core'
import type { Price, Side, Subscription } from '@farthing/pricing'
import type { CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { endIn, runChange, type ChangeOptions } from './change-command.js'
import { publishedPlan } from './plan-of-catalog.js'

interface Sided {
  /** Whose terms; `retail` unless given. */
  readonly side?: Side
}

interface Ending {
  /** Exclusive; open unless given. */
  readonly until?: LocalDate | Instant
}

export interface ChangePlan<P extends string = string> extends ChangeOptions, Sided {
  /** A plan of the catalogue, in its currency and billing period; in the version that is in effect then. The plan that it has already means another version. */
  readonly plan: P
  /** Refused unless it is that version. */
  readonly planVersion?: Hash
  /** Without the phases of the plan, such as a second trial. */
  readonly phases?: 'skipped'
}

/** Goes to another plan, up or down. Fees that were due in advance are credited for what is left of them. @throws as {@link runChange}, `plan.unknown` */
export function changePlan(context: BillingContext, input: ChangePlan): Promise<Subscription> {
  const { plan, planVersion, phases, side } = input
  return runChange(context, {
    kind: 'subscriptions.change',
    input,
    change: (_, at, books) => {
      const version = publishedPlan(context, { plan, at, version: planVersion, book: books[side ?? 'retail'] })
      return { version, said: { kind: 'plan', plan, planVersion: version.version, ...given({ phases, side }) } }
    },
  })
}

export interface PauseSubscription extends ChangeOptions, Ending {
  /** Usage in the pause is free, unless it is billed. */
  readonly usage?: 'billed'
}

/** Has nothing due for a time. @throws as {@link runChange} */
export function pauseSubscription(context: BillingContext, input: PauseSubscription): Promise<Subscription> {
  const { until, usage } = input
  return runChange(context, { kind: 'subscriptions.pause', input, change: (contract) => ({ said: { kind: 'pause', ...endIn(contract, until), ...given({ usage }) } }) })
}

/** Ends a pause. @throws as {@link runChange} */
export function resumeSubscription(context: BillingContext, input: ChangeOptions): Promise<Subscription> {
  return runChange(context, { kind: 'subscriptions.resume', input, change: () => ({ said: { kind: 'resume' } }) })
}

/** Ends the subscription: at once, at the end of the period, or whenever it is said. @throws as {@link runChange} */
export function cancelSubscription(context: BillingContext, input: ChangeOptions): Promise<Subscription> {
  return runChange(context, { kind: 'subscriptions.cancel', input, change: () => ({ said: { kind: 'cancel' } }) })
}

export interface SetAddOn<P extends string = string> extends ChangeOptions, Sided, Ending {
  /** A plan of the catalogue, in the currency and billing period of the subscription. */
  readonly plan: P
  /** Key that tells it from other add-ons, and from which its components have their names; the plan unless given. */
  readonly addOn?: string
  /** How many from now on, in place of how many there were; `"1"` unless given, `"0"` ends it. */
  readonly quantity?: Decimal
}

/** Adds what a plan has to the subscription, changes how many, or ends it. @throws as {@link runChange}, `plan.unknown` */
export function setAddOn(context: BillingContext, input: SetAddOn): Promise<Subscription> {
  const { plan, addOn = plan, quantity = '1', until, side } = input
  return runChange(context, {
    kind: 'subscriptions.addOn',
    input,
    change: (contract, at, books) => {
      const version = publishedPlan(context, { plan, at, book: books[side ?? 'retail'] })
      return { version, said: { kind: 'add_on', addOn, plan, planVersion: version.version, quantity, ...endIn(contract, until), ...given({ side }) } }
    },
  })
}

export interface OverridePrice extends ChangeOptions, Sided, Ending {
  /** Key of a component of the plan, or `key.component` of an add-on. */
  readonly component: string
  /** In place of what the plan and its phases say; absent, that holds again. */
  readonly price?: Price
}

/** Gives one component a price of its own; one after the other, never two together. @throws as {@link runChange} */
export function overridePrice(context: BillingContext, input: OverridePrice): Promise<Subscription> {
  const { component, price, until, side } = input
  return runChange(context, {
    kind: 'subscriptions.override',
    input,
    change: (contract) => ({ said: { kind: 'override', component, ...endIn(contract, until), ...given({ price, side }) } }),
  })
}

export interface WithdrawChange extends CommandOptions {
  /** Id of the subscription. */
  readonly subscription: string
  /** Id of a change that does not hold yet: the key of the command that made it. */
  readonly change: string
}

/** Takes a change back before it holds, such as a cancellation at the end of the period. @throws as {@link runChange} */
export function withdrawChange(context: BillingContext, input: WithdrawChange): Promise<Subscription> {
  return runChange(context, { kind: 'subscriptions.withdraw', input, change: () => ({ said: { kind: 'withdraw', change: input.change } }) })
}

/** What of some options is given. */
function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { readonly [K in keyof T]?: Exclude<T[K], undefined> }
}
