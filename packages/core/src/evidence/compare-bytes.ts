/**
 * Orders two texts by their UTF-8 bytes, which is the order of code points and of `COLLATE "C"`: the one order of Farthing.
 *
 * The `<` of JavaScript compares UTF-16 units and puts U+1F600 before U+FB01; bytes put it after.
 */
export function compareBytes(a: string, b: string): -1 | 0 | 1 {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index += 1) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return byteRank(left) < byteRank(right) ? -1 : 1
  }
  if (a.length === b.length) return 0
  return a.length < b.length ? -1 : 1
}

const firstSurrogate = 0xd800
const firstAfterSurrogates = 0xe000
const surrogates = firstAfterSurrogates - firstSurrogate

/** A surrogate stands for a code point above all that one unit can hold, so it ranks after U+FFFF. */
function byteRank(unit: number): number {
  if (unit < firstSurrogate) return unit
  return unit < firstAfterSurrogates ? unit + 0x10000 : unit - surrogates
}
