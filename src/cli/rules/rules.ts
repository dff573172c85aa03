import { SentinelError } from '../../errors.ts'
import type { Command } from '../command.ts'
import { rulesCheck } from './check.ts'
import { rulesExplain } from './explain.ts'
import { rulesList } from './list.ts'
import { rulesNew } from './new.ts'
import { rulesTest } from './tests.ts'

const actions: readonly Command[] = [rulesCheck, rulesTest, rulesExplain, rulesList, rulesNew]

/** `log-sentinel rules`: looks after rules. */
export const rules: Command = {
  name: 'rules',
  summary: 'Look after rules: check, test, explain, list and write them',
  usage: actions.map(({ name }) => name.replace('rules ', '')).join('|'),
  options: {},
  takesSettings: false,
  positionals: 'ACTION',
  actions,
  async run() {
    throw new SentinelError('USAGE', {
      where: 'log-sentinel rules',
      found: 'no action',
      expected: actions.map(({ name }) => name).join(', '),
      remedy: '`log-sentinel rules --help` tells what they do',
    })
  },
}
