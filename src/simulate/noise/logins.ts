import type { Random } from '../random.ts'
import { syslogLine } from '../syslog.ts'
import { clientPort, insideAddress, PEOPLE, SERVERS, SERVICE_USERS } from '../world.ts'

/** Commands that people run as root on an ordinary day. */
const SUDO_COMMANDS = [
  '/usr/bin/systemctl restart nginx',
  '/usr/bin/systemctl status postgresql',
  '/usr/bin/apt-get update',
  '/usr/bin/apt-get install --only-upgrade openssl',
  '/usr/bin/journalctl -u app -n 200',
  '/usr/bin/tail -f /var/log/nginx/error.log',
  '/usr/sbin/nginx -t',
  '/usr/bin/docker ps',
  '/usr/bin/ls -l /etc/ssl/private',
  '/usr/bin/vim /etc/nginx/sites-available/shop.conf',
] as const

type Line = (random: Random, time_ms: number) => string

const acceptedLogin: Line = (random, time_ms) => {
  const user = random.oneIn(3) ? random.pick(SERVICE_USERS) : random.pick(PEOPLE).user
  const way = random.oneIn(4) ? 'password' : 'publickey'
  const key = way === 'publickey' ? `: ED25519 SHA256:${random.hex(43)}` : ''
  const message = `Accepted ${way} for ${user} from ${insideAddress(random)} port ${clientPort(random)} ssh2${key}`
  return syslogLine(time_ms, random.pick(SERVERS), `sshd[${random.between(900, 65_000)}]`, message)
}

const sshSession: Line = (random, time_ms) => {
  const { user } = random.pick(PEOPLE)
  const peer = `${insideAddress(random)} port ${clientPort(random)}`
  const message = random.pick([
    `pam_unix(sshd:session): session opened for user ${user}(uid=${random.between(1001, 1040)}) by ${user}(uid=0)`,
    `pam_unix(sshd:session): session closed for user ${user}`,
    `Received disconnect from ${peer}:11: disconnected by user`,
    `Disconnected from user ${user} ${peer}`,
    `Connection closed by ${peer}`,
  ])
  return syslogLine(time_ms, random.pick(SERVERS), `sshd[${random.between(900, 65_000)}]`, message)
}

const sudoCommand: Line = (random, time_ms) => {
  const { user } = random.pick(PEOPLE)
  const message = `${user.padStart(8)} : TTY=pts/${random.below(6)} ; PWD=/home/${user} ; USER=root ; COMMAND=${random.pick(SUDO_COMMANDS)}`
  return syslogLine(time_ms, random.pick(SERVERS), 'sudo', message)
}

const sudoSession: Line = (random, time_ms) => {
  const { user } = random.pick(PEOPLE)
  const message = random.oneIn(2)
    ? `pam_unix(sudo:session): session opened for user root(uid=0) by ${user}(uid=${random.between(1001, 1040)})`
    : 'pam_unix(sudo:session): session closed for user root'
  return syslogLine(time_ms, random.pick(SERVERS), 'sudo', message)
}

/** People and machinery logging in, working and leaving. */
export const loginLine: Line = (random, time_ms) =>
  random.pick([acceptedLogin, acceptedLogin, sshSession, sshSession, sudoCommand, sudoSession])(
    random,
    time_ms,
  )
