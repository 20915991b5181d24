import { checkJson, compareBytes, fail, type JsonObject } from '@farthing/core'
import type { Program } from '../../charges/pipeline/program.js'
import { at } from '../../models/read-fields.js'
import { checkPlan, type Plan } from '../plan.js'
import type { Bundle } from './bundle.js'

/**
 * The plan that a bundle is: the components of its plans under `plan.component`, and, where it has a rate, the stage `bundle-flat-rate` that
 * brings their charges to it. Publish it and subscribe to it like any other.
 *
 * @param plans those that it names, by name
 * @throws `catalog.invalid` for a plan in another currency or billing period than the first, one with phases or a program, a product that no
 * component has, and a value of none
 */
export function bundlePlan(bundle: Bundle, plans: { readonly [plan: string]: Plan }, field = ''): Plan {
  const members = bundle.plans.map((name, index) => memberOf(name, plans, at(at(field, 'plans'), index)))
  const [first] = members
  if (first === undefined) return fail('catalog.invalid', { field: at(field, 'plans'), because: 'has none' })
  members.forEach(({ name, plan }, index) => { refuseUnlike(first.plan, plan, { name, field: at(at(field, 'plans'), index) }) })
  const components = Object.fromEntries(members.flatMap(({ name, plan }) => Object.entries(plan.components).map(([key, component]) => [`${name}.${key}`, component])))
  refuseUnknown(bundle, components, field)
  const { currency, every } = first.plan
  const program = programOf(bundle)
  return checkPlan({ currency, every, name: bundle.name, type: 'bundle', components, ...(program === undefined ? {} : { program }) }, field) as Plan
}

interface Member {
  readonly name: string
  readonly plan: Plan
}

function memberOf(name: string, plans: { readonly [plan: string]: Plan }, field: string): Member {
  const plan = Object.hasOwn(plans, name) ? plans[name] : undefined
  if (plan !== undefined) return { name, plan }
  const known = Object.keys(plans).sort(compareBytes).slice(0, 20)
  return fail('catalog.invalid', { field, because: `names the plan ${JSON.stringify(name)}, and there is ${known.length === 0 ? 'none' : `only ${known.join(', ')}`}`, facts: { name, known } })
}

function refuseUnlike(first: Plan, { currency, every, phases, program }: Plan, { name, field }: { readonly name: string; readonly field: string }): void {
  const refuse = (because: string): never => fail('catalog.invalid', { field, because: `names ${name}, ${because}`, facts: { plan: name } })
  if (currency !== first.currency) refuse(`which is in ${currency} and not in ${first.currency}`)
  if (every.unit !== first.every.unit || every.count !== first.every.count) refuse('which has another billing period than the first')
  if (phases !== undefined) refuse('which has phases')
  if (program !== undefined) refuse('which has a program')
}

function refuseUnknown({ products = [], values = {} }: Bundle, components: Plan['components'], field: string): void {
  const sold = new Set(Object.values(components).map(({ product }) => product))
  const unsold = products.findIndex((product) => !sold.has(product))
  if (unsold >= 0) fail('catalog.invalid', { field: at(at(field, 'products'), unsold), because: `is ${products[unsold] ?? ''}, which no component belongs to` })
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(components, key))
  if (unknown !== undefined) fail('catalog.invalid', { field: at(at(field, 'values'), unknown), because: 'is no component of its plans' })
}

function programOf({ name: label, rate: amount, products, values }: Bundle): Program | undefined {
  if (amount === undefined) return undefined
  const config = checkJson({ amount, label, ...(values === undefined ? {} : { values }) }, 'config') as JsonObject
  return { stages: [{ id: 'bundle', use: 'bundle-flat-rate@1', ...(products === undefined ? {} : { of: { products } }), rules: [{ id: 'rate', config }] }] }
}
