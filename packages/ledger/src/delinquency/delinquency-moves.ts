import { delinquencyStates, type DelinquencySignal, type DelinquencyState } from './delinquency-state.js'

type Moves = { readonly [state in DelinquencyState]: { readonly [signal in DelinquencySignal]: DelinquencyState } }

const graver = {
  invoice_overdue: 'past_due',
  restrict_due: 'restricted',
  suspend_due: 'suspended',
  dispute_lost: 'restricted',
  credit_depleted: 'restricted',
  uncollectible: 'suspended',
} as const

/**
 * Every state by every signal: total, so that no account is ever between two.
 *
 * Signals say where an account belongs, and it goes there from wherever it is: what is paid in part eases it to what the rest deserves. The one exception is a dispute:
 * as long as nothing else is wrong, an account that contests a payment stays where it is, so that contesting neither worsens nor clears it.
 */
export const delinquencyMoves: Moves = {
  current: { clear: 'current', dispute_open: 'current', ...graver },
  past_due: { clear: 'current', dispute_open: 'past_due', ...graver },
  restricted: { clear: 'current', dispute_open: 'restricted', ...graver },
  suspended: { clear: 'current', dispute_open: 'suspended', ...graver },
}

/** Where an account goes by all that is said about it: the gravest of what {@link delinquencyMoves} says of each. No signal is `clear`. */
export function nextDelinquency(state: DelinquencyState, signals: readonly DelinquencySignal[]): DelinquencyState {
  const graver = signals.filter((signal) => signal !== 'clear' && signal !== 'dispute_open')
  if (graver.length === 0) return delinquencyMoves[state][signals.includes('dispute_open') ? 'dispute_open' : 'clear']
  return graver.map((signal) => delinquencyMoves[state][signal]).reduce((a, b) => (rankOf(a) >= rankOf(b) ? a : b))
}

function rankOf(state: DelinquencyState): number {
  return delinquencyStates.indexOf(state)
}
