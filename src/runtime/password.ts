/**
 * Password hashes for the dashboard's users: scrypt (RFC 7914) with a random salt, and its cost in the text, so that
 * the cost can rise without anyone's password ending. `scrypt$N$r$p$salt$hash`, the last two in base64url.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { SentinelError } from '../errors.ts'

/** 32 MiB and three passes: the cost that OWASP's password storage cheat sheet asks of scrypt at this size. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** A hash is configuration, not a request; the bound keeps a typing error from taking all memory. */
const MEMORY_MAX_BYTES = 256 * 1024 * 1024

const FORM = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{8,200})\$([\w-]{22,200})$/

/** A hash of the password with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, HASH_BYTES, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Whether the password is the one that was hashed; compared in constant time.
 * @throws SentinelError CONFIG_INVALID for a hash of another form.
 */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const { cost, salt, expected } = parsePasswordHash(hash)
  return timingSafeEqual(await derive(password, salt, expected.length, cost), expected)
}

interface ParsedHash {
  cost: { N: number; r: number; p: number }
  salt: Buffer
  expected: Buffer
}

/** @throws SentinelError CONFIG_INVALID for what `hashPassword` does not make. */
export function parsePasswordHash(hash: string): ParsedHash {
  const [, N = '', r = '', p = '', salt = '', expected = ''] = FORM.exec(hash) ?? []
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const powerOfTwo = cost.N > 1 && (cost.N & (cost.N - 1)) === 0
  if (!powerOfTwo || cost.r < 1 || cost.p < 1 || cost.p > 16 || 128 * cost.N * cost.r > MEMORY_MAX_BYTES) {
    throw new SentinelError('CONFIG_INVALID', {
      where: 'users: password_hash',
      found: 'a text that is no hash of a password',
      expected: 'scrypt$N$r$p$salt$hash',
      remedy: 'make one with `log-sentinel config hash-password`',
    })
  }
  return { cost, salt: Buffer.from(salt, 'base64url'), expected: Buffer.from(expected, 'base64url') }
}

function derive(password: string, salt: Buffer, bytes: number, cost: ParsedHash['cost']): Promise<Buffer> {
  const options: ScryptOptions = {
    ...cost,
    maxmem: 128 * cost.N * cost.r + 128 * cost.r * cost.p + 1024 * 1024,
  }
  return new Promise((resolve, reject) => {
    // One password typed on two keyboards can come as different code points.
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
