import fc from 'fast-check'

/** Well-formed, and yet each has broken some program. */
const awkward = [
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then',
  'null', 'undefined', 'NaN', '0', '-0', '1e3', 'true',
  '\u{1F600}', '\uFB01', '\uFFFF', '\u{10FFFF}', 'e\u0301', '\u00E9', '\u202E', '\u200B', '\uFEFF',
  ' ', '\t', '\n', '\r\n', '\u2028', '\u007F', '"', '\\', "'", '`', '${x}', ':', '/', '../..', '%00', '<b>', "'; DROP TABLE invoice; --",
]

export interface TextConstraints {
  /** 0 unless given. */
  readonly minLength?: number
  /** UTF-16 units; 256 unless given. */
  readonly maxLength?: number
}

/** Well-formed texts: ASCII, any script, and the awkward ones. Every function that takes text keeps them as they are. */
export function arbitraryText({ minLength = 0, maxLength = 256 }: TextConstraints = {}): fc.Arbitrary<string> {
  return fc
    .oneof(
      fc.string({ unit: 'grapheme-ascii', minLength, maxLength }),
      fc.string({ unit: codePoint(), minLength, maxLength }),
      fc.constantFrom(...awkward),
    )
    .filter((text) => text.length >= minLength && text.length <= maxLength)
}

/** Texts that no record may hold: with U+0000 or a lone surrogate somewhere. */
export function arbitraryMalformedText(): fc.Arbitrary<string> {
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 20 })
  return fc.tuple(ascii, fc.constantFrom('\0', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uDC00\uD800'), ascii).map((parts) => parts.join(''))
}

/** Any code point but U+0000 and the surrogates; one, two, three and four bytes in UTF-8 equally often. */
function codePoint(): fc.Arbitrary<string> {
  const ranges = [
    [0x01, 0x7f],
    [0x80, 0x7ff],
    [0x800, 0xd7ff],
    [0xe000, 0xffff],
    [0x10000, 0x10ffff],
  ] as const
  return fc.oneof(...ranges.map(([min, max]) => fc.integer({ min, max }))).map((code) => String.fromCodePoint(code))
}
