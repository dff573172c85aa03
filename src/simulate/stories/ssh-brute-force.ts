import type { Random } from '../random.ts'
import { RULE } from '../rule-ids.ts'
import type { Step } from '../story.ts'
import { syslogLine } from '../syslog.ts'
import { attackerAddress, clientPort, GUESSED_USERS, PEOPLE, SERVERS } from '../world.ts'

/** Passwords are guessed for names that do not exist, for root and for a real user, whose account then falls, and with it the machine. */
export function sshBruteForce(random: Random): Step[] {
  const host = random.pick(SERVERS)
  const attacker = attackerAddress(random)
  const victim = random.pick(PEOPLE).user
  const sshd = (message: string, ...rules: string[]): Step => {
    const tag = `sshd[${random.between(900, 65_000)}]`
    return { line: time_ms => syslogLine(time_ms, host, tag, message), rules }
  }
  const from = () => `from ${attacker} port ${clientPort(random)}`

  const steps: Step[] = []
  for (let guess = random.between(2, 5); guess > 0; guess--) {
    const user = random.pick(GUESSED_USERS)
    steps.push(
      sshd(`Invalid user ${user} ${from()}`, RULE.sshInvalidUser),
      sshd(`Failed password for invalid user ${user} ${from()} ssh2`, RULE.sshInvalidUser),
    )
  }
  for (let guess = random.between(2, 5); guess > 0; guess--)
    steps.push(sshd(`Failed password for root ${from()} ssh2`, RULE.sshFailedRootPassword))
  steps.push(
    sshd(
      `error: maximum authentication attempts exceeded for root ${from()} ssh2 [preauth]`,
      RULE.sshTooManyAttempts,
    ),
  )
  for (let guess = random.between(2, 4); guess > 0; guess--)
    steps.push(sshd(`Failed password for ${victim} ${from()} ssh2`, RULE.sshFailedPassword))

  // From here on nothing but the story as a whole tells the login from an honest one.
  const shell = `${victim.padStart(8)} : TTY=pts/1 ; PWD=/home/${victim} ; USER=root ; COMMAND=/bin/bash`
  steps.push(
    sshd(`Accepted password for ${victim} ${from()} ssh2`),
    sshd(`pam_unix(sshd:session): session opened for user ${victim}(uid=1004) by (uid=0)`),
    { line: time_ms => syslogLine(time_ms, host, 'sudo', shell), rules: [RULE.sudoRootShell] },
    // With the shell, root was given a password that the attacker knows.
    sshd(`Accepted password for root ${from()} ssh2`, RULE.sshRootPasswordLogin),
  )
  return steps
}
