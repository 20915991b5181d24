/** An event as it was sent. */
export interface AuditReport {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly data: { readonly [key: string]: unknown } | null
  readonly revision?: number
  readonly subscription?: string
}

/** Whether something that was sent is an event. The histories send well-formed ones in canonical form, and some that are plainly none. */
export function isWellFormed(event: unknown): event is AuditReport {
  if (typeof event !== 'object' || event === null) return false
  const { id, source, type, subject, time, data, revision = 0 } = event as { readonly [attribute: string]: unknown }
  const areTexts = [id, source, type, subject].every((text) => typeof text === 'string' && text !== '')
  const isTimed = typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time)
  const isVoidOfSomething = data === null && revision !== 0
  return areTexts && isTimed && (isVoidOfSomething || (typeof data === 'object' && data !== null && !Array.isArray(data)))
}

/** Whether two reports of one version say the same. */
export function sameText(a: AuditReport, b: AuditReport): boolean {
  const said = ({ type, subject, time, data, subscription }: AuditReport) => stable([type, subject, time, data, subscription])
  return said(a) === said(b)
}

/** JSON with keys in order. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nothing' : JSON.stringify(value)
  return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => `${JSON.stringify(key)}:${stable(member)}`).join(',')}}`
}
