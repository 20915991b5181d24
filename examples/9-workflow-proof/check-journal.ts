export interface CheckedJournal {
  readonly transactions: number
  /** In `EUR` and the like, as often as a posting names it. */
  readonly commodities: readonly string[]
}

/**
 * Reads an hledger journal the way hledger does, with nothing of Farthing in it: in every transaction the amounts of each commodity sum to zero, and every
 * balance that a posting asserts is the running one.
 */
export function checkJournal(lines: readonly string[]): CheckedJournal {
  const running = new Map<string, bigint>()
  const commodities = new Set<string>()
  let transactions = 0
  let open = new Map<string, bigint>()
  const close = (): void => {
    for (const [commodity, sum] of open) if (sum !== 0n) throw new Error(`transaction ${transactions} is out of balance by ${sum} ten-thousandths of ${commodity}`)
    open = new Map()
  }
  for (const line of lines) {
    if (/^\d{4}-\d{2}-\d{2}/.test(line)) {
      close()
      transactions += 1
    }
    const posting = /^ {2,}(\S.*?) {2,}(-?[\d.]+) (\w+)(?: == (-?[\d.]+) \w+)?/.exec(line)
    if (posting === null) continue
    const [, account = '', amount = '', commodity = '', asserted] = posting
    commodities.add(commodity)
    open.set(commodity, (open.get(commodity) ?? 0n) + units(amount))
    const place = `${account} ${commodity}`
    const balance = (running.get(place) ?? 0n) + units(amount)
    running.set(place, balance)
    if (asserted !== undefined && units(asserted) !== balance) throw new Error(`${place} is asserted to be ${asserted}`)
  }
  close()
  return { transactions, commodities: [...commodities].sort() }
}

/** Ten-thousandths, which every currency of the journal fits in. */
function units(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const value = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'))
  return amount.startsWith('-') ? -value : value
}
