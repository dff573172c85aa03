import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)

describe('documents', () => {
  for (const file of tracked.filter(file => file.endsWith('.md'))) {
    test(`every link of ${file} resolves`, () => {
      const text = readFileSync(join(root, file), 'utf8').replace(/```[\s\S]*?```/g, '')
      for (const [, target = ''] of text.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [path = '', anchor] = target.split('#')
        const absolute = path === '' ? join(root, file) : join(root, dirname(file), path)
        assert.ok(existsSync(absolute), `${file} links to ${target}`)
        if (anchor && absolute.endsWith('.md')) {
          assert.ok(anchors(readFileSync(absolute, 'utf8')).includes(anchor), `${file} links to ${target}`)
        }
      }
    })
  }

  test('nothing tracked names a folder of the machine it was written on', () => {
    const home = new RegExp(['/(home|Users)/[a-z]', '/root/', '/work/'].join('|'))
    for (const file of tracked.filter(
      file => /\.(ts|tsx|js|md|yml|yaml|json|css|html)$/.test(file) && file !== 'test/docs/wording.test.ts',
    )) {
      const found = readFileSync(join(root, file), 'utf8')
        .split('\n')
        .find(line => home.test(line) && !isExample(file))
      assert.equal(found, undefined, `${file}: ${found}`)
    }
  })
})

/** Log lines in rules, their tests and the simulation hold paths of the machines that they tell of. */
const isExample = (file: string) =>
  /^(rules|src\/(simulate|normalize|sigma|rulebase))\/|\.test\.ts$/.test(file)

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+\s+(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
