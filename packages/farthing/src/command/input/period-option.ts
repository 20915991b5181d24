/** A billing period by its label, such as `2026-10`, or by its bounds. */
export type PeriodOption = string | { readonly from: string; readonly to: string }

const bound = String.raw`\d{4}-\d\d-\d\d(?:T[\d:.]{1,15}Z)?`
const bounds = new RegExp(`^(${bound}):(${bound})$`)

/** `2026-10-01:2026-11-01`, of local dates or instants, as bounds; any other text is a label, which the reader of it checks. */
export function periodOption(text: string): PeriodOption {
  const [, from, to] = bounds.exec(text) ?? []
  return from === undefined || to === undefined ? text : { from, to }
}

/** As it was given, for messages. */
export function periodText(period: PeriodOption): string {
  return typeof period === 'string' ? period : `${period.from}:${period.to}`
}
