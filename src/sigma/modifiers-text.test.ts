import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorsOf, selectionText, selects } from './testing/detect.ts'

/** Modifiers that compare texts (specification, "Generic Modifiers" and "String Modifiers"). */

describe('without a modifier', () => {
  test('the whole value is compared and case does not matter', () => {
    assert.equal(selects("Image: 'C:\\CMD.exe'", { Image: 'c:\\cmd.EXE' }), true)
    assert.equal(selects("Image: 'C:\\CMD.exe'", { Image: 'c:\\cmd.exe ' }), false)
  })

  test('wildcards stand for any characters, also line breaks', () => {
    assert.equal(selects("Image: 'a*z'", { Image: 'a\nz' }), true)
  })
})

describe('contains, startswith, endswith', () => {
  const cases: [modifier: string, text: string, holds: boolean][] = [
    ['contains', 'xxadmxx', true],
    ['contains', 'ADM', true],
    ['contains', 'ad m', false],
    ['startswith', 'adm_x', true],
    ['startswith', 'xadm', false],
    ['endswith', 'xADM', true],
    ['endswith', 'admx', false],
  ]
  for (const [modifier, text, holds] of cases)
    test(`'${text}' ${holds ? 'fits' : 'does not fit'} ${modifier}: adm`, () => {
      assert.equal(selects(`User|${modifier}: adm`, { User: text }), holds)
    })

  test('keep the wildcards of the value', () => {
    assert.equal(selects("User|contains: 'a?m*9'", { User: 'xx ADM1239 xx' }), true)
  })

  test('are refused together', () => {
    assert.deepEqual(errorsOf(selectionText('User|contains|endswith: adm')), [
      "the modifier 'endswith' contradicts 'contains'",
    ])
  })
})

describe('cased', () => {
  test('makes case matter', () => {
    assert.equal(selects('User|cased: Admin', { User: 'Admin' }), true)
    assert.equal(selects('User|cased: Admin', { User: 'admin' }), false)
  })

  test('goes with the others in any order', () => {
    for (const modifiers of ['contains|cased', 'cased|contains']) {
      assert.equal(selects(`User|${modifiers}: Adm`, { User: 'xAdmx' }), true)
      assert.equal(selects(`User|${modifiers}: Adm`, { User: 'xadmx' }), false)
    }
  })
})

describe('all', () => {
  const selection = 'Command|contains|all:\n    - one\n    - two'

  test('needs every value of the list, in any order', () => {
    assert.equal(selects(selection, { Command: 'two and one' }), true)
    assert.equal(selects(selection, { Command: 'one' }), false)
  })

  test('without it one value is enough', () => {
    assert.equal(selects(selection.replace('|all', ''), { Command: 'one' }), true)
  })

  test('is joined before the alternatives that a modifier makes of each value', () => {
    const flags = "Command|windash|contains|all:\n    - ' -a'\n    - ' -b'"
    assert.equal(selects(flags, { Command: 'x /a –b' }), true)
    assert.equal(selects(flags, { Command: 'x /a /c' }), false)
  })
})

describe('windash', () => {
  for (const dash of ['-', '/', '–', '—', '―'])
    test(`${dash} stands for a dash in the rule`, () => {
      assert.equal(selects("Command|windash|contains: ' -enc'", { Command: `ps.exe ${dash}ENC x` }), true)
      assert.equal(selects(`Command|contains|windash: ' ${dash}enc'`, { Command: 'ps.exe /enc x' }), true)
    })

  test('takes each dash by itself', () => {
    assert.equal(selects("Command|windash: '-a -b'", { Command: '/a –b' }), true)
  })

  test('leaves other characters alone', () => {
    assert.equal(selects("Command|windash|contains: ' -enc'", { Command: 'ps.exe _enc' }), false)
  })
})

describe('encodings', () => {
  const powershell = Buffer.from('Invoke-Mimikatz', 'utf16le').toString('base64')

  test('base64 compares with the encoded value', () => {
    assert.equal(selects("Data|base64: 'foobar'", { Data: 'Zm9vYmFy' }), true)
    assert.equal(selects("Data|base64|contains: 'foobar'", { Data: 'xx Zm9vYmFy xx' }), true)
    assert.equal(selects("Data|base64: 'foobar'", { Data: 'foobar' }), false)
  })

  test('base64offset finds the value wherever it stands in what was encoded', () => {
    for (const before of ['', 'x', 'xy', 'xyz'])
      assert.equal(
        selects("Data|base64offset|contains: 'http://'", { Data: btoa(`${before}http://evil/`) }),
        true,
        before,
      )
  })

  test('wide and utf16le come before Base64, as PowerShell encodes commands', () => {
    for (const wide of ['wide', 'utf16le'])
      assert.equal(selects(`Data|${wide}|base64offset|contains: Mimikatz`, { Data: powershell }), true)
  })

  test('utf16be and utf16 have their own order and mark', () => {
    const big_endian = btoa('\0f\0o\0o')
    const marked = Buffer.from([0xff, 0xfe, 0x66, 0, 0x6f, 0]).toString('base64')
    assert.equal(selects('Data|utf16be|base64: foo', { Data: big_endian }), true)
    assert.equal(selects('Data|utf16|base64: fo', { Data: marked }), true)
  })

  test('without Base64 the bytes are compared as characters', () => {
    assert.equal(selects('Data|wide|contains: cmd', { Data: 'xxc\0m\0d\0xx' }), true)
  })

  test('windash before an encoding writes out every dash', () => {
    assert.equal(selects("Data|windash|base64: 'a -b'", { Data: btoa('a /b') }), true)
    const long_dash = Buffer.from('a —b').toString('base64')
    assert.equal(selects("Data|windash|base64: 'a -b'", { Data: long_dash }), true)
    assert.match(
      errorsOf(selectionText("Data|windash|base64: '------'")).join(),
      /more than 1000 alternatives/,
    )
  })

  test('a value with wildcards can not be encoded', () => {
    for (const key of ["Data|base64: 'a*'", "Data|contains|base64: 'a'", "Data|base64offset: 'a?b'"])
      assert.match(errorsOf(selectionText(key)).join(), /wildcards can not be encoded/)
  })
})

describe('wrong modifiers', () => {
  const cases: [selection: string, reason: RegExp][] = [
    ['User|contain: adm', /unknown modifier 'contain'/],
    ['User|CONTAINS: adm', /unknown modifier 'CONTAINS': is 'contains' meant/],
    ['User|contains|contains: adm', /stands twice/],
    ['User|contains: null', /'contains' needs a text, not null/],
    ['User|windash|re: adm', /'re' needs a text as it is written/],
    ['User|i: adm', /belongs to a regular expression/],
    ['User|: adm', /unknown modifier ''/],
    ['User|gt|contains: 5', /'contains' needs a text/],
  ]
  for (const [selection, reason] of cases)
    test(`${selection} is refused`, () => {
      assert.match(errorsOf(selectionText(selection)).join(), reason)
    })
})
