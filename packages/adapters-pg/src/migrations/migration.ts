/** One numbered change of the schema. Plain data: nothing is read from a file system at run time. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number
  readonly name: string
  /** One SQL statement each; `{schema}` stands for the quoted schema. Never changed once released. */
  readonly statements: readonly string[]
}
