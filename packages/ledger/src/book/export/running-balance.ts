import { addMinor } from '../minor-amount.js'

/** The balances that an export has reached, by the account's name in it. */
export function startBalances(): (name: string, amountMinor: string) => string {
  const balances = new Map<string, string>()
  return (name, amountMinor) => {
    const balance = addMinor(balances.get(name) ?? '0', amountMinor)
    balances.set(name, balance)
    return balance
  }
}
