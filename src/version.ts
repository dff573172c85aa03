import { readFileSync } from 'node:fs'

/** The version of this Log Sentinel, as its package tells it. */
export function version(): string {
  const file = new URL('../package.json', import.meta.url)
  const told: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof told === 'object' && told !== null && 'version' in told && typeof told.version === 'string')
    return told.version
  throw new TypeError(`${file.pathname} tells no version`)
}
