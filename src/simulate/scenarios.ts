import { SentinelError } from '../errors.ts'
import { privilegeEscalation } from './stories/privilege-escalation.ts'
import { sshBruteForce } from './stories/ssh-brute-force.ts'
import { webScan } from './stories/web-scan.ts'
import { webShell } from './stories/web-shell.ts'
import { windowsProcessChain } from './stories/windows-process-chain.ts'
import type { Story } from './story.ts'

const STORIES = new Map<string, Story>([
  ['ssh-brute-force', sshBruteForce],
  ['web-scan', webScan],
  ['web-shell', webShell],
  ['privilege-escalation', privilegeEscalation],
  ['windows-process-chain', windowsProcessChain],
])

/** The names that `--scenario` takes. */
export const SCENARIOS: readonly string[] = [...STORIES.keys()]

/** The story told under `name`. USAGE if there is none. */
export function storyOf(name: string): Story {
  const story = STORIES.get(name)
  if (story === undefined)
    throw new SentinelError('USAGE', {
      where: 'scenario',
      found: JSON.stringify(name),
      expected: `one of ${SCENARIOS.join(', ')}`,
    })
  return story
}
