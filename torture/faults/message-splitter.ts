/**
 * Cuts a stream of the PostgreSQL protocol into messages: one byte of type and a length that counts itself. The first message of a client
 * has no type. Bytes of an unfinished message are kept until the rest comes.
 */
export function messageSplitter(options: { readonly startsUntyped: boolean }): (chunk: Buffer) => readonly Buffer[] {
  let rest: Buffer = Buffer.alloc(0)
  let isUntyped = options.startsUntyped
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const messages: Buffer[] = []
    for (;;) {
      const head = isUntyped ? 0 : 1
      if (rest.length < head + 4) return messages
      const size = head + rest.readUInt32BE(head)
      if (rest.length < size) return messages
      messages.push(rest.subarray(0, size))
      rest = rest.subarray(size)
      isUntyped = false
    }
  }
}
