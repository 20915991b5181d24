import { fail } from '@farthing/core'
import type { PlanVersion } from '../../catalog/publish-plan.js'
import type { Program } from '../../charges/pipeline/program.js'
import type { Contract } from '../contract.js'
import type { RatingInput } from '../rate.js'

/** What is tried instead of what holds; at least one of the two. */
export interface CandidateTerms {
  /** Instead of the plan of each contract, its add-ons and overrides included. A list tries each on the contracts of the plan of its name, and leaves others as they are. */
  readonly versions?: PlanVersion | readonly PlanVersion[]
  /** Instead of the program of each contract. */
  readonly program?: Program
}

/** A plan version, terms, or a function that gives the contract to try. */
export type ShadowCandidate = PlanVersion | CandidateTerms | ((contract: Contract) => Contract)

/** A period under the candidate. @throws `rating.currency_mismatch`, `rating.fact_missing` for a candidate of nothing */
export function underCandidate(existing: RatingInput, candidate: ShadowCandidate): RatingInput {
  const contract = contractUnder(existing.contract, candidate)
  const [was, is] = [existing.contract, contract].map(({ planVersion }) => planVersion.content.currency)
  if (was === is) return { ...existing, contract }
  const because = `is ${is ?? ''}, but subscription ${contract.subscription.id} is billed in ${was ?? ''}`
  return fail('rating.currency_mismatch', { field: 'candidate.content.currency', because })
}

function contractUnder(contract: Contract, candidate: ShadowCandidate): Contract {
  if (typeof candidate === 'function') return candidate(contract)
  if ('content' in candidate) return onPlan(contract, candidate)
  const { versions, program } = candidate
  if (versions === undefined && program === undefined) fail('rating.fact_missing', { field: 'candidate', because: 'has neither versions nor a program' })
  const version = isList(versions) ? versions.find(({ plan }) => plan === contract.planVersion.plan) : versions
  const tried = version === undefined ? contract : onPlan(contract, version)
  if (program === undefined) return tried
  const { binding: __, ...free } = tried
  return { ...free, program }
}

/** A program that is bound stays; any other is that of the plan or of what it is composed of, so a new plan brings its own. */
function onPlan({ pieces: _, program, binding, ...contract }: Contract, planVersion: PlanVersion): Contract {
  if (program === undefined || binding === undefined) return { ...contract, planVersion }
  return { ...contract, planVersion, program, binding }
}

function isList(versions: CandidateTerms['versions']): versions is readonly PlanVersion[] {
  return Array.isArray(versions)
}
