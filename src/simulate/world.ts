import type { Random } from './random.ts'

/**
 * The company that the simulation plays in. Names end in `.example` (RFC 2606) and addresses come from the ranges
 * kept for documentation (RFC 5737, RFC 3849) or from private ones, so that nothing points at anybody.
 */
export const SERVERS = [
  'web-1.corp.example',
  'web-2.corp.example',
  'app-1.corp.example',
  'app-2.corp.example',
  'db-1.corp.example',
  'mail-1.corp.example',
  'jump-1.corp.example',
] as const

export const WORKSTATIONS = [
  'WS-0142.corp.example',
  'WS-0178.corp.example',
  'WS-0203.corp.example',
  'WS-0311.corp.example',
] as const

/** Accounts of people, with the names that applications show. */
export const PEOPLE = [
  { user: 'alice', name: 'Alice Brandt' },
  { user: 'bjoern', name: 'Björn Ågren' },
  { user: 'chen', name: '陈伟' },
  { user: 'dmitri', name: 'Дмитрий Соколов' },
  { user: 'elena', name: 'Elena García' },
  { user: 'farah', name: 'فرح حداد' },
  { user: 'greta', name: 'Greta Weiß' },
  { user: 'hiro', name: '田中 宏' },
] as const

/** Accounts of machinery. */
export const SERVICE_USERS = ['deploy', 'backup', 'monitor'] as const

/** Names that guessing programs try and that nobody here has. */
export const GUESSED_USERS = [
  'admin',
  'test',
  'oracle',
  'postgres',
  'ubuntu',
  'pi',
  'ftpuser',
  'guest',
  'git',
  'user1',
] as const

export const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
] as const

export const insideAddress = (random: Random): string =>
  `10.20.${random.between(1, 6)}.${random.between(10, 250)}`

export function visitorAddress(random: Random): string {
  if (random.oneIn(8)) return `2001:db8:${random.hex(4)}::${random.hex(3)}`
  return `${random.pick(['198.51.100', '192.0.2'])}.${random.between(1, 254)}`
}

export const attackerAddress = (random: Random): string => `203.0.113.${random.between(1, 254)}`

/** A port that a client's connection comes from. */
export const clientPort = (random: Random): number => random.between(32_768, 60_999)
