/** One thing that was tried with the packed packages. */
export interface Case {
  readonly name: string
  /** What went wrong; absent when nothing did. */
  readonly problem?: string
}

export function caseOf(name: string, ok: boolean, problem: string): Case {
  return ok ? { name } : { name, problem }
}
