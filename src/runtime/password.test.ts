import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSentinelError } from '../errors.ts'
import { hashPassword, parsePasswordHash, verifyPassword } from './password.ts'

describe('password hashes', () => {
  it('verify the password that they were made of and no other', async () => {
    const hash = await hashPassword('correct horse')
    assert.match(hash, /^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    assert.equal(await verifyPassword('correct horse', hash), true)
    assert.equal(await verifyPassword('correct horsf', hash), false)
    assert.equal(await verifyPassword('', hash), false)
  })

  it('differ for the same password', async () => {
    assert.notEqual(await hashPassword('same'), await hashPassword('same'))
  })

  it('take a password however its accents were typed', async () => {
    assert.equal(await verifyPassword('Zu\u0308rich', await hashPassword('Z\u00fcrich')), true)
  })

  it('follow RFC 7914, section 12', async () => {
    const salt = Buffer.from('SodiumChloride').toString('base64url')
    const expected = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
        'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      'hex',
    ).toString('base64url')
    assert.equal(await verifyPassword('pleaseletmein', `scrypt$16384$8$1$${salt}$${expected}`), true)
  })

  const hash = 'A'.repeat(43)
  for (const bad of [
    '',
    'secret',
    '$2b$12$abcdefghijklmnopqrstuv',
    `scrypt$32768$8$3$c2FsdHNhbHQ$`,
    `scrypt$1000$8$3$c2FsdHNhbHQ$${hash}`,
    `scrypt$0$8$1$c2FsdHNhbHQ$${hash}`,
    `scrypt$1$8$1$c2FsdHNhbHQ$${hash}`,
    `scrypt$32768$0$1$c2FsdHNhbHQ$${hash}`,
    `scrypt$16777216$8$1$c2FsdHNhbHQ$${hash}`,
    `scrypt$32768$8$999$c2FsdHNhbHQ$${hash}`,
    `scrypt$32768$8$3$c2FsdHNhbHQ$${hash}\n`,
  ]) {
    it(`refuse ${JSON.stringify(bad)}`, () => {
      assert.throws(
        () => parsePasswordHash(bad),
        error => isSentinelError(error, 'CONFIG_INVALID') && (bad === '' || !error.message.includes(bad)),
      )
    })
  }
})
