import { memory } from '@farthing/adapters-memory'
import type { Account } from '@farthing/core'
import type { HostAccounts, HostSubscriptions, Observer } from '@farthing/ports'
import { context, metrics, SpanStatusCode, trace, type Meter, type Span, type Tracer } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import type { Authorize } from '../authorization/authorize.js'
import { authorizeByRole, type RoleGrant } from '../authorization/authorize-by-role.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { createHostedBilling } from '../create-hosted-billing.js'
import { hostData } from '../host-data/host-data.js'
import { usageSource } from '../host-data/usage-source.js'
import { arrayHost } from '../test/array-host.js'
import { acmeBilling, catalog, failureIn, tokens } from '../test/sample-billing.js'

const clock = fixedClock('2026-11-02T00:00:00Z')

describe('the how-to of authorisation', () => {
  it('lets members see their own account, and finance everything', async () => {
    const storage = memory()
    await acmeBilling({ storage })
    const request = { id: 'request-7', user: { id: 'mia', role: 'member', account: 'acme' } }
    // #region authorize
    const authorize: Authorize = async ({ kind, operation, resource }) => {
      const { role, account } = request.user
      if (role === 'finance') return true
      if (kind !== 'query') return { allowed: false, because: 'members only read' }
      // Without an account a list is of all of them: a member has to name its own.
      return operation.startsWith('audit.') ? false : resource['account'] === account
    }
    const billing = createBilling({ catalog, storage, clock, authorize, actor: request.user.id, correlation: request.id })
    // #endregion authorize
    // #region ask
    const own = await billing.subscriptions.list({ account: 'acme' })
    const refused = await billing.subscriptions.list({ account: 'beta' }).catch((error: unknown) => error)
    // #endregion ask
    expect(own.items).toHaveLength(1)
    expect(refused).toMatchObject({ code: 'authorization.refused', facts: { operation: 'subscriptions.list', actor: 'mia' } })
    expect(await failureIn(() => billing.subscriptions.list())).toMatchObject({ code: 'authorization.refused' })
    expect((await failureIn(() => billing.subscriptions.cancel({ key: 'c', subscription: 'acme' })))?.message).toContain('members only read')
  })

  it('has rules for resellers', async () => {
    const storage = memory()
    const open = createBilling({ catalog, storage, clock })
    const account = { kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    await open.accounts.put({ key: 'p', account: { ...account, id: 'partner', kind: 'reseller' } })
    for (const [id, about] of [['acme', { parent: 'partner' }], ['other', {}]] as const) await open.accounts.put({ key: id, account: { ...account, id, ...about } })
    // #region roles
    const grants: readonly RoleGrant[] = [{ role: 'reseller', account: 'partner' }]
    const reseller = createBilling({ catalog, storage, clock, authorize: authorizeByRole(grants), actor: 'rita' })
    const customers = await reseller.accounts.list()
    // #endregion roles
    expect(customers.items.map(({ id }) => id)).toEqual(['acme', 'partner'])
    expect(await failureIn(() => reseller.accounts.get('other'))).toMatchObject({ code: 'authorization.refused', facts: { actor: 'rita' } })
  })

  it('shows who did what, and what belongs together', async () => {
    const storage = memory()
    const billing = createBilling({ catalog, storage, clock, actor: 'ada', correlation: 'request-7' })
    const acme = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    await billing.accounts.put({ key: 'acme', account: acme, reason: 'signed up' })
    // #region audit
    const { items } = await billing.audit.list({ actor: 'ada', from: '2026-11-01T00:00:00Z' })
    const lines = items.map(({ at, operation, reason, changes }) => [at, operation, reason, ...changes.map(({ record, id }) => `${record} ${id}`)].join(', '))
    const trail = await billing.diagnostics.byCorrelation('request-7')
    // #endregion audit
    expect(lines).toEqual(['2026-11-02T00:00:00.000000Z, accounts.put, signed up, account acme'])
    expect(trail.commands).toEqual(items)
    // #region refusals
    const failure = await billing.accounts.put({ key: 'beta', account: { ...acme, id: 'beta', parent: 'nobody' } }).catch((error: unknown) => error)
    const { items: refused } = await billing.audit.refusals({ actor: 'ada' })
    // #endregion refusals
    expect(refused).toMatchObject([{ operation: 'accounts.put', key: 'beta', outcome: 'refused', correlation: 'request-7', code: (failure as { readonly code: string }).code }])
  })
})

// #region opentelemetry
/** An observer that gives everything to OpenTelemetry. Log records go where the logs of the host go. */
function openTelemetryObserver(tracer: Tracer, meter: Meter, log: NonNullable<Observer['log']>): Observer {
  const instruments = new Map<string, (value: number, attributes: Readonly<Record<string, string | number | boolean>>) => void>()
  const instrument = (name: string, kind: 'counter' | 'histogram' | 'gauge', unit: string) => {
    if (kind === 'counter') {
      const counter = meter.createCounter(name, { unit })
      return counter.add.bind(counter)
    }
    const recorder = kind === 'gauge' ? meter.createGauge(name, { unit }) : meter.createHistogram(name, { unit })
    return recorder.record.bind(recorder)
  }
  return {
    startSpan: ({ name, attributes }) => {
      const span: Span = tracer.startSpan(name, { attributes: { ...attributes } })
      return {
        within: (work) => context.with(trace.setSpan(context.active(), span), work),
        end: ({ status, attributes: last, error }) => {
          span.setAttributes({ ...last })
          if (status === 'error') span.setStatus({ code: SpanStatusCode.ERROR })
          if (error instanceof Error) span.recordException(error)
          span.end()
        },
      }
    },
    record: ({ name, kind, unit, value, attributes }) => {
      const record = instruments.get(name) ?? instrument(name, kind, unit)
      instruments.set(name, record)
      record(value, attributes)
    },
    log,
    elapsed: () => performance.now() * 0.001,
  }
}
// #endregion opentelemetry

/** Tracers and meters that keep what they get. */
function keepingTelemetry() {
  const kept: { readonly spans: object[]; readonly values: (readonly [name: string, value: number])[] } = { spans: [], values: [] }
  const noSpan = trace.getTracer('none').startSpan('none')
  const tracer = {
    startSpan: (name: string) => Object.assign(Object.create(noSpan) as Span, { end: () => void kept.spans.push({ name }), setStatus: (status: object) => (kept.spans.push(status), noSpan) }),
  } as Pick<Tracer, 'startSpan'> as Tracer
  const noMeter = metrics.getMeter('none')
  const keep = (name: string) => ({ add: (value: number) => void kept.values.push([name, value]), record: (value: number) => void kept.values.push([name, value]) })
  const meter = Object.assign(Object.create(noMeter) as Meter, { createCounter: keep, createHistogram: keep, createGauge: keep })
  return { kept, tracer, meter }
}

describe('the how-to of observation', () => {
  it('gives spans and metrics to OpenTelemetry, and breaks nothing without an SDK', async () => {
    const { kept, tracer, meter } = keepingTelemetry()
    const logs: string[] = []
    // #region observe
    const observer = openTelemetryObserver(tracer, meter, ({ severityText, body }) => logs.push(`${severityText} ${body}`))
    const billing = createBilling({ catalog, storage: memory(), clock, observer })
    await billing.events.ingest([tokens('r1', '1400000')])
    const health = await billing.health({ limits: { book_chain: 900, webhooks: 3600 } })
    // #endregion observe
    await failureIn(() => billing.accounts.put({ key: '', account: {} as Account }))
    expect(health).toMatchObject({ status: 'ok', observerFailures: 0 })
    expect(kept.spans).toEqual([{ name: 'farthing.events.ingest' }, { name: 'farthing.health' }, { code: SpanStatusCode.ERROR }, { name: 'farthing.accounts.put' }])
    expect(new Set(kept.values.map(([name]) => name))).toEqual(new Set(['farthing.operation.duration', 'farthing.events', 'farthing.stage.lag', 'farthing.job.lag']))
    expect(logs).toHaveLength(1)
    const idle = createBilling({ catalog, storage: memory(), clock, observer: openTelemetryObserver(trace.getTracer('farthing'), metrics.getMeter('farthing'), () => undefined) })
    expect(await idle.accounts.list()).toEqual({ items: [] })
    expect((await idle.health()).observerFailures).toBe(0)
  })
})

describe('the how-to of data that the host keeps', () => {
  it('reads accounts, subscriptions, catalogue and usage', async () => {
    const { ports } = arrayHost({
      accounts: [{ id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin' }],
      subscriptions: [{ id: 'acme', account: 'acme', plan: 'pro', zone: 'Europe/Berlin', anchor: '2026-10-01', from: '2026-09-30T22:00:00.000000Z' }],
    })
    const { accounts, subscriptions }: { readonly accounts: HostAccounts; readonly subscriptions: HostSubscriptions } = ports
    const readBook = () => Promise.resolve<unknown>(JSON.parse(JSON.stringify(catalog)))
    const readFigures = () =>
      Promise.resolve({ items: [{ subject: 'acme', from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:15:00.000000Z', quantity: '1400000', dimensions: { model: 'large' } }] as const, next: '1', done: true })
    // #region host
    const host = hostData({ accounts, subscriptions, catalog: { load: readBook } }, { clock, freshFor: 10, usableFor: 900 })
    const billing = createHostedBilling({ host, storage: memory(), clock })
    const { ageSeconds, isStale } = await host.catalog()
    // #endregion host
    // #region usage
    await billing.events.pull(usageSource({ name: 'metering', event: 'llm.tokens', value: 'count', list: readFigures }))
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    // #endregion usage
    expect([ageSeconds, isStale, invoice.totals.payable]).toEqual([0, false, '50'])
    expect(host.status().map(({ port, staleAnswers }) => [port, staleAnswers])).toEqual([['accounts', 0], ['subscriptions', 0], ['catalog', 0]])
  })
})
