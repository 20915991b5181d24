type Counts = Readonly<Record<string, number>>

/** Where fewer points are reached than were recorded: coverage that was lost without anybody noticing. More points are no problem. */
export function shrunk(recorded: Counts, reached: Counts): readonly string[] {
  return Object.entries(recorded)
    .filter(([name, count]) => (reached[name] ?? 0) < count)
    .map(([name, count]) => `${name}: ${reached[name] ?? 0} points are reached, ${count} are recorded; if that is meant, run with --update`)
}

/** The same where no small disks can be mounted: half of the points of a disk that is full, and none of a log. */
export function withoutDisks(recorded: Counts): Counts {
  return Object.fromEntries(Object.entries(recorded).flatMap(([name, count]) => (name.endsWith(' panic') ? [] : [[name, name.endsWith(' full') ? count / 2 : count]])))
}
