import { createHash, timingSafeEqual } from 'node:crypto'

const HASHED = /^sha256:([0-9a-fA-F]{64})$/
const BEARER = /^Bearer +(\S{1,1000})$/i

/**
 * Whether an `Authorization` header carries the token. The setting is the token itself, or `sha256:` and its hash in
 * hexadecimal: a token is long and random, so that its hash needs no salt and no cost. Compared in constant time.
 */
export function createTokenCheck(setting: string): (authorization: string | undefined) => boolean {
  const hashed = HASHED.exec(setting)?.[1]
  const expected = hashed === undefined ? sha256(setting) : Buffer.from(hashed, 'hex')
  return authorization => {
    const token = BEARER.exec(authorization ?? '')?.[1]
    return token !== undefined && timingSafeEqual(sha256(token), expected)
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()
