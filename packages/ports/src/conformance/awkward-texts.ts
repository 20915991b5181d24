/** Texts that stores mix up, cut or change when they are careless. All are well-formed and differ from each other. */
export const awkwardTexts: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'caf\u00e9', // one code point …
  'cafe\u0301', // … or two, that look the same
  'A',
  'a',
  ' a',
  'a ',
  'a\tb\nc\r\n',
  '\u0001\u007f\u0085',
  "'; drop table event; --",
  '"quoted" \\n \\u0000 {} [] $1 %s _%',
  '\u202eabc\u202c', // turns the direction of writing
  '\u200b', // no width
  '\ufeffmark',
  '\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\uffff',
  '\u{10ffff}',
  '0',
  '00',
  '-0',
  'null',
  'x'.repeat(256),
]

/** In the order of UTF-8 bytes, which neither UTF-16 units nor a locale's collation give. */
export const textsInByteOrder: readonly string[] = [
  ...['-', '0', '00', '1', '10', '2', 'A', 'Z', '_', 'a', 'aa', 'z'],
  ...['z\u0301', '\u00e9', '\ufb01', '\uffff', '\u{10000}', '\u{1f600}'],
]
