import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { findCommand } from '../../src/cli/find-command.ts'
import { allCommands } from '../../src/cli/load-commands.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import { loadConfig } from '../../src/runtime/load-config.ts'

/**
 * The commands that the documents tell people to type: each is one that the program understands. What they do is
 * tried by the tests of `test/e2e`.
 */

const root = new URL('../../', import.meta.url)
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))).scripts

const commands = await allCommands()

/** Lines of the shell blocks, and words in backticks that begin with a command. */
function commandLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n'),
  )
  const inline = [...markdown.replace(/```[\s\S]*?```/g, '').matchAll(/`((?:npx |npm )[^`]+)`/g)].map(
    ([, command = '']) => command,
  )
  return [...blocks, ...inline].map(line => line.trim()).filter(line => line !== '')
}

/** Words as a shell splits them, as far as the documents go: quotes, and redirections left out. */
function words(line: string): string[] {
  const [command = ''] = line.split(/ (?:>>?|<|\|) /)
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

function understands(name: string, args: readonly string[]): void {
  const found = findCommand(commands, name, args)
  const { settings } = parseCommandLine(found.command, found.args)
  loadConfig({ file: null, environment: {}, flags: settings })
}

for (const file of ['README.md', 'CONTRIBUTING.md', 'docs/rules.md', 'docs/scan.md']) {
  describe(`the commands of ${file}`, () => {
    for (const line of new Set(commandLines(readFileSync(new URL(file, root), 'utf8')))) {
      test(line, () => {
        const [program, ...args] = words(line)
        if (program === 'npx') {
          const [name, command, ...rest] = args
          assert.equal(name, 'log-sentinel')
          if (command !== undefined) understands(command, rest)
        } else if (program === 'npm') {
          const [verb = '', ...rest] = args
          const script = verb === 'run' ? (rest[0] ?? '') : verb
          assert.ok(scripts[script], `npm ${args.join(' ')}`)
          if (verb === 'start' && rest[0] === '--') understands('up', rest.slice(1))
        } else {
          assert.ok(
            ['echo', 'psql', 'docker', 'printf'].includes(program ?? ''),
            `${program} is no command of ours`,
          )
        }
      })
    }
  })
}

test('there are commands to look at', () => {
  assert.ok(commandLines(readFileSync(fileURLToPath(new URL('README.md', root)), 'utf8')).length > 8)
})
