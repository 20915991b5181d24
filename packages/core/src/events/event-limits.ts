/** Bounds of a usage event, checked before it is read further. Lengths count UTF-16 code units unless they say bytes. */
export const eventLimits = {
  /** `id`, `source`, `type`, `subject` and `subscription`. */
  textLength: 256,
  /** Canonical JSON of `data`, in UTF-8. */
  dataBytes: 65_536,
  /** All context attributes together, extensions included. */
  attributes: 48,
  extensionNameLength: 64,
  /** An extension or `dataschema` that is text. */
  extensionLength: 1_024,
  /** CloudEvents integers have 32 bits. */
  revision: 2_147_483_647,
} as const
