import { commandGroup } from '../command-group.ts'
import { rulesCheck } from './check.ts'
import { rulesExplain } from './explain.ts'
import { rulesList } from './list.ts'
import { rulesNew } from './new.ts'
import { rulesTest } from './tests.ts'

/** `log-sentinel rules`: looks after rules. */
export const rules = commandGroup('rules', 'Look after rules: check, test, explain, list and write them', [
  rulesCheck,
  rulesTest,
  rulesExplain,
  rulesList,
  rulesNew,
])
