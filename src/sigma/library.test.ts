import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import { compileRules } from './index.ts'

/** The example in the documentation of `compileRules` is run as it stands there. */

test('the example of the library says what is true', () => {
  const source = readFileSync(new URL('index.ts', import.meta.url), 'utf8')
  const [, commented = ''] = /\* ```ts\n([\s\S]*?)\* ```/.exec(source) ?? []
  const example = commented.replace(/^ \* ?/gm, '')
  assert.match(example, /compileRules/)
  const script = stripTypeScriptTypes(example)
  const run = new Function('compileRules', `${script}\nreturn match`)
  const match: ReturnType<ReturnType<typeof compileRules>['match']>[number] = run(compileRules)
  assert.equal(match.rule.title, 'Whoami')
  assert.deepEqual(match.matched, [
    {
      selection: 'selection',
      field: 'Image',
      pattern: 'endswith: \\whoami.exe',
      value: 'C:\\Windows\\System32\\WHOAMI.EXE',
    },
  ])
})
