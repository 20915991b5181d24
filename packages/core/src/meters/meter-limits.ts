/** Bounds of a meter and of what it reads. Lengths count UTF-16 code units. */
export const meterLimits = {
  /** The event type that a meter names, as in a usage event. */
  eventTypeLength: 256,
  /** What people call a meter, and one of what it counts. */
  displayNameLength: 128,
  pathLength: 256,
  pathSegments: 16,
  /** Arithmetic over event data. */
  expressionLength: 256,
  expressionDepth: 32,
  /** Members of one state that grows with events: distinct values, identities, or reports of a level. */
  stateMembers: 100_000,
  /** Groups that a meter may ask for. */
  groups: 1_000_000,
  dimensions: 16,
  dimensionNameLength: 64,
  dimensionValueLength: 256,
  /** Conditions of a meter, nested ones included. */
  conditions: 100,
  conditionDepth: 8,
  /** Values of one `in`. */
  alternatives: 1_000,
  /** Text that a condition compares with. */
  comparisonLength: 1_024,
} as const
