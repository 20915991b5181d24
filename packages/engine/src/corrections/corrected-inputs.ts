import { canonicalJson, checkJson, describeValue, fail } from '@farthing/core'
import { checkFxSnapshot, type InvoiceTerms } from '@farthing/ledger'
import { candidateOf, publishPlan, type PlanVersion } from '@farthing/pricing'
import type { CorrectedInputs } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import type { InvoiceHistory } from './load-corrections.js'

/** Everything that is rated from something else than at first, in the order in which it turned out: by the looks so far, and now. */
export function inputsOf({ records }: Pick<InvoiceHistory, 'records'>, given: CorrectedInputs | undefined): readonly CorrectedInputs[] {
  return [...records.flatMap(({ inputs }) => inputs ?? []), ...(given === undefined ? [] : [given])]
}

/** A billed period under the plan versions that should have held. */
export function withVersions(billed: BilledPeriod, inputs: readonly CorrectedInputs[]): BilledPeriod {
  return inputs.flatMap(({ planVersions = [] }) => planVersions).reduce(replaceVersion, billed)
}

function replaceVersion({ contract, period }: BilledPeriod, { from, to }: NonNullable<CorrectedInputs['planVersions']>[number]): BilledPeriod {
  const { subscription, planVersion, versions } = contract
  const hash = (version: string): string => (version === from ? to.version : version)
  const changes = subscription.changes?.map((change) => ('planVersion' in change ? { ...change, planVersion: hash(change.planVersion) } : change))
  const { wholesale } = subscription
  return {
    period,
    contract: {
      ...contract,
      subscription: {
        ...subscription,
        planVersion: hash(subscription.planVersion),
        ...(wholesale === undefined ? {} : { wholesale: { ...wholesale, planVersion: hash(wholesale.planVersion) } }),
        ...(changes === undefined ? {} : { changes }),
      },
      planVersion: planVersion.version === from ? to : planVersion,
      versions: versions.map((version) => (version.version === from ? to : version)),
    },
  }
}

/** Terms with the rates of exchange and the parties that should have stood in them. */
export function withInputs(terms: InvoiceTerms, inputs: readonly CorrectedInputs[]): InvoiceTerms {
  return inputs.reduce<InvoiceTerms>((before, { conversions = [], tax }) => {
    const byBase = new Map(conversions.map((snapshot) => [snapshot.base, snapshot]))
    return {
      ...before,
      ...(before.conversions === undefined ? {} : { conversions: before.conversions.map((snapshot) => byBase.get(snapshot.base) ?? snapshot) }),
      ...(before.tax === undefined ? {} : { tax: { ...before.tax, ...tax } }),
    }
  }, terms)
}

/** What an invoice follows from so far. */
export interface StandingInputs {
  readonly billed: readonly BilledPeriod[]
  readonly terms: InvoiceTerms
}

/**
 * Refuses what is not about the invoice: a version that none of its lines is priced by, a rate that it did not use, parties of an untaxed one; a version that is not what
 * its hash says, or of other meters, currency or periods.
 *
 * @throws `correction.mismatch`
 */
export function refuseOtherInputs(context: BillingContext, { planVersions = [], conversions = [], tax }: CorrectedInputs, standing: StandingInputs): void {
  const mismatch = (field: string, because: string): never => fail('correction.mismatch', { field: `inputs.${field}`, because })
  for (const [index, { from, to }] of planVersions.entries()) {
    const field = `planVersions[${index}]`
    const contract = standing.billed.map((each) => each.contract).find(({ versions }) => versions.some(({ version }) => version === from))
    const before = contract?.versions.find(({ version }) => version === from)
    if (contract === undefined || before === undefined) return mismatch(`${field}.from`, `is ${describeValue(from)}, by which nothing on the invoice is priced`)
    if (publishPlan(to.plan, to.content, context.digest, context.stages).version !== to.version) mismatch(`${field}.to.version`, 'is not the hash of the plan')
    const about = ({ content: { currency, every } }: PlanVersion) => canonicalJson(checkJson({ currency, every }, field))
    if (about(before) !== about(to)) mismatch(`${field}.to.content`, `bills ${about(to)} and not ${about(before)}`)
    const [known, read] = [before, to].map(({ content }) => candidateOf(contract.subscription, content).meters ?? [])
    for (const meter of read ?? []) if (known?.includes(meter) !== true) mismatch(`${field}.to.content`, `reads the meter ${meter}, which ${before.plan} did not`)
  }
  for (const [index, snapshot] of conversions.entries()) {
    checkFxSnapshot(snapshot)
    if (standing.terms.conversions?.some(({ base, quote }) => base === snapshot.base && quote === snapshot.quote) === true) continue
    mismatch(`conversions[${index}]`, `is from ${snapshot.base} into ${snapshot.quote}, which the invoice does not convert`)
  }
  if (tax !== undefined && standing.terms.tax === undefined) mismatch('tax', 'is about an invoice that is not taxed')
  for (const party of ['seller', 'customer'] as const) {
    const [given, before] = [tax?.[party], standing.terms.tax?.[party]]
    if (given !== undefined && given.id !== before?.id) mismatch(`tax.${party}.id`, `is ${given.id} and not ${before?.id}`)
  }
}
