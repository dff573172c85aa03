/** Pauses between attempts in milliseconds: doubling from `first_ms`, at most `most_ms`, with up to a fifth of jitter. */
export function* backoff(
  first_ms = 200,
  most_ms = 10_000,
  random: () => number = Math.random,
): Generator<number, never> {
  for (let pause = first_ms; ; pause = Math.min(pause * 2, most_ms)) yield pause * (0.8 + 0.2 * random())
}
