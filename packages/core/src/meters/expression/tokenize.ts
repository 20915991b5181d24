import { fail } from '../../errors/failure.js'

export interface Token {
  readonly kind: 'number' | 'path' | 'sign'
  readonly text: string
  /** Place in the expression, from 0. */
  readonly at: number
}

const digits = /[0-9.]/
const nameStart = /[A-Za-z_]/
const name = /[A-Za-z0-9_.]/
const signs = '+-*/(),'

/**
 * Splits an expression into numbers, paths and signs. A path is a name of letters, digits, `_` and points, or anything between
 * double quotes, so that keys such as `"input-tokens"` can be reached.
 */
export function tokenize(text: string, field: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === ' ') at += 1
    else if (character === '"') {
      const end = text.indexOf('"', at + 1)
      if (end < 0) fail('meter.invalid', { field, because: `has a quote at ${at} that does not end` })
      tokens.push({ kind: 'path', text: text.slice(at + 1, end), at })
      at = end + 1
    } else if (signs.includes(character)) {
      tokens.push({ kind: 'sign', text: character, at })
      at += 1
    } else {
      const kind = digits.test(character) ? 'number' : nameStart.test(character) ? 'path' : undefined
      if (kind === undefined) fail('meter.invalid', { field, because: `has ${JSON.stringify(character)} at ${at}, which means nothing here` })
      const end = runEnd(text, at, kind === 'number' ? digits : name)
      tokens.push({ kind, text: text.slice(at, end), at })
      at = end
    }
  }
  return tokens
}

function runEnd(text: string, from: number, within: RegExp): number {
  let end = from
  while (end < text.length && within.test(text.charAt(end))) end += 1
  return end
}
