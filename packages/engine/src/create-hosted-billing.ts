import { failureOf } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'
import type { Billing, BillingOptions } from './billing.js'
import { createBilling } from './create-billing.js'
import type { HostData } from './host-data/host-data.js'
import type { Health, HealthOptions } from './observability/health.js'
import { operationTable } from './operations/operation-table.js'

/** As `createBilling` takes them, but for the catalogue: that is the host's. */
export interface HostedBillingOptions extends Omit<BillingOptions, 'catalog' | 'host'> {
  /** With a port for the catalogue. Its `freshFor` says how old a catalogue may be before it is asked for again, `usableFor` up to when the last good one stands in. */
  readonly host: HostData
}

type Operation = (...args: readonly unknown[]) => unknown

/**
 * Billing over a catalogue that the host keeps and may change at any time. Each operation asks for the catalogue first, and works with that one to its end: a stream, too, and
 * each step of a run or a job. What is published in between is there for the next operation; what was subscribed to keeps its version.
 *
 * Where the host fails or answers what is not valid, its last good catalogue stands in up to `usableFor`; after that every operation but `health` is refused.
 *
 * @throws nothing by itself; each operation `host.unavailable`, `host.invalid`; `host.absent` without such a port; what `createBilling` throws where an option does not fit the catalogue
 */
export function createHostedBilling({ host, ...options }: HostedBillingOptions): Billing {
  let made: { readonly catalog: Catalog; readonly billing: Billing } | undefined
  const current = async (): Promise<Billing> => {
    const { value: catalog } = await host.catalog()
    if (made?.catalog !== catalog) made = { catalog, billing: createBilling({ ...options, catalog, host }) }
    return made.billing
  }
  const { '': own = {}, ...areas } = operationTable
  const operations = {
    ...areaOf(own, current),
    ...Object.fromEntries(Object.entries(areas).map(([area, rows]) => [area, areaOf(rows, async () => Reflect.get(await current(), area) as object)])),
    health: (about) => healthOf(current, { host, clock: options.clock }, about),
  } satisfies Partial<Billing>
  return operations as Partial<Billing> as Billing
}

/** Operations of an area that is looked up for each call. */
function areaOf(rows: (typeof operationTable)[string], current: () => Promise<object>): { readonly [name: string]: Operation } {
  const operationNamed = async (name: string): Promise<Operation> => {
    const area = await current()
    return (...args) => Reflect.apply(Reflect.get(area, name) as Operation, area, args)
  }
  const operations = Object.entries(rows).map(([name, { isStream = false }]): readonly [string, Operation] => {
    const found = () => operationNamed(name)
    return [name, isStream ? streamed(found) : async (...args) => (await found())(...args)]
  })
  return Object.fromEntries(operations)
}

function streamed(found: () => Promise<Operation>): Operation {
  return async function* (...args) {
    return yield* (await found())(...args) as AsyncIterable<unknown, unknown>
  }
}

/** A probe is answered whatever fails. */
async function healthOf(current: () => Promise<Billing>, { host, clock }: Pick<HostedBillingOptions, 'host' | 'clock'>, about: HealthOptions | undefined): Promise<Health> {
  const billing = await current().catch((error: unknown) => failureOf(error))
  if (!('health' in billing)) return { status: 'down', at: clock.now(), failure: billing, stages: [], jobs: [], observerFailures: 0, host: host.status() }
  const health = await billing.health(about)
  const ports = host.status()
  const isFailing = health.status === 'ok' && ports.some(({ failure }) => failure !== undefined)
  return { ...health, ...(isFailing && { status: 'degraded' }), host: ports }
}
