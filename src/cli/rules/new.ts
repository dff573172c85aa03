import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, SentinelError } from '../../errors.ts'
import { parseRuleTests, ruleTestFileOf, runRuleTests } from '../../rulebase/rule-tests.ts'
import { printable } from '../../runtime/printable.ts'
import { checkRules, compileRules } from '../../sigma/index.ts'
import type { Command } from '../command.ts'
import { usage } from '../options.ts'
import { NoMoreAnswers, questionsOn } from './ask.ts'
import { decidingLines } from './explain-output.ts'
import { answersFor, NEW_OPTIONS } from './new-answers.ts'
import { fileNameOf, type NewRule, ruleTestText, ruleText } from './new-rule.ts'
import { ruleTestEvent } from './test-event.ts'

/** `log-sentinel rules new`: writes a rule and its test. */
export const rulesNew: Command = {
  name: 'rules new',
  summary: 'Write a new rule with its test; on a terminal what is missing is asked for',
  usage: '--title TEXT --product NAME [--field NAME|MODIFIER] --value TEXT [FLAGS] [FILE|FOLDER]',
  options: NEW_OPTIONS,
  takesSettings: false,
  positionals: 'FILE|FOLDER',
  async run(invocation) {
    const { positionals, stdout, stderr } = invocation
    const [place = '.', ...more] = positionals
    if (more.length > 0)
      throw usage('log-sentinel rules new', `${positionals.length} places`, 'one file or folder')
    checkPlace(place)
    const questions = questionsOn(invocation)
    let rule: NewRule
    try {
      rule = await answersFor(invocation, questions)
    } catch (error) {
      if (!(error instanceof NoMoreAnswers)) throw error
      stderr.write('\nno rule was written\n')
      return INTERRUPTED
    } finally {
      questions?.close()
    }
    const file = fileFor(place, rule.title)
    const test_file = ruleTestFileOf(file)
    for (const taken of [file, test_file]) if (existsSync(taken)) throw isThere(taken)
    const text = ruleText(rule)
    const test_text = testedText(rule, text)
    write(file, text)
    try {
      write(test_file, test_text)
    } catch (error) {
      // A rule without its test is only half of what was asked for.
      rmSync(file)
      throw error
    }
    stdout.write(printable(`${file}\n${test_file}\n`))
    return 0
  },
}

/** As shells have it for Ctrl+C. */
const INTERRUPTED = 130

/** Before anything is asked for. */
function checkPlace(place: string): void {
  if (isFolder(place)) return
  if (!/\.ya?ml$/i.test(place) || /\.test\.ya?ml$/i.test(place))
    throw usage(place, 'neither a folder nor a name for a rule', 'a folder that exists, or a file NAME.yml')
  if (existsSync(place)) throw isThere(place)
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function fileFor(place: string, title: string): string {
  return isFolder(place) ? join(place, fileNameOf(title)) : place
}

/**
 * The text of the test for the rule, which has to pass it, as it has to pass its check.
 * @throws SentinelError USAGE that says which answer does not fit
 */
function testedText(answers: NewRule, text: string): string {
  const wrong = checkRules([{ text }]).findings.find(({ severity }) => severity !== 'hint')
  if (wrong)
    throw usage('the new rule', `${wrong.check}: ${wrong.reason}`, 'a rule in which nothing looks wrong')
  const test_text = ruleTestText(answers)
  const [rule] = compileRules([{ text }]).rules
  if (!rule) throw new TypeError('a rule without findings is left out')
  const tests = parseRuleTests(test_text, 'the test')
  const failures = runRuleTests(rule, tests, (input, hints) => ruleTestEvent(input, hints, answers.now_ms))
  const [failure] = failures
  if (!failure) return test_text
  // What was made up as another event is one that the rule matches as well.
  if (failure.list === 'no_match') return ruleTestText(answers, [])
  throw new SentinelError('USAGE', {
    where: answers.events.length > 0 ? `--event ${answers.events[failure.index] ?? ''}` : '--event',
    found: answers.events.length > 0 ? decidingLines(failure.explanation).join('; ') : 'nothing',
    expected: 'an event that the rule matches',
    remedy: 'Give a line of the log that the rule must match with --event.',
  })
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    throw new SentinelError('FILE_UNREADABLE', {
      where: file,
      found: messageOf(error),
      expected: 'a file that can be made',
      cause: error,
    })
  }
}

function isThere(file: string): SentinelError {
  return new SentinelError('FILE_UNREADABLE', {
    where: file,
    found: 'a file of that name',
    expected: 'a name that is free',
    remedy: 'Name another file: log-sentinel rules new ... FILE.yml',
  })
}
