import { fail, type FailureCode } from '@farthing/core'

/** Refuses fields that a command does not take, so that a misspelt one is not lost. What is `undefined` counts as absent. @throws `code`, naming the field */
export function refuseStrangers(input: object, known: { readonly [name: string]: true }, code: FailureCode): void {
  const stranger = Object.entries(input).find(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
  if (stranger !== undefined) fail(code, { field: stranger[0], because: 'is given, which this command does not take' })
}
