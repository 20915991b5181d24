type Counts = Readonly<Record<string, number>>

/** Where fewer points are reached than were recorded: coverage that was lost without anybody noticing. More points are no problem. */
export function shrunk(recorded: Counts, reached: Counts): readonly string[] {
  return Object.entries(recorded)
    .filter(([name, count]) => (reached[name] ?? 0) < count)
    .map(([name, count]) => `${name}: ${reached[name] ?? 0} points are reached, ${count} are recorded; if that is meant, run with --update`)
}
