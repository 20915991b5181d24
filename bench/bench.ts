/** One measured number. A ratio has the unit `×` and names what it compares: `decimal.js / ours`. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

/** What a file `NAME.bench.ts` exports as `bench`. Peers are measured in the same run, side by side. */
export type Bench = () => Promise<readonly Figure[]>
