import type { Random } from '../random.ts'
import { syslogLine } from '../syslog.ts'
import { PEOPLE, SERVERS } from '../world.ts'

const CRON_JOBS = [
  { user: 'root', command: '   cd / && run-parts --report /etc/cron.hourly' },
  { user: 'root', command: 'test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily' },
  { user: 'backup', command: '/usr/local/bin/backup-database --all --compress' },
  { user: 'monitor', command: '/usr/bin/curl -fsS -m 10 https://status.corp.example/ping >/dev/null' },
  { user: 'www-data', command: '/usr/bin/php /var/www/shop/cron.php --quiet' },
] as const

const UNITS = [
  { name: 'logrotate', title: 'Rotate log files' },
  { name: 'apt-daily', title: 'Daily apt download activities' },
  { name: 'fstrim', title: 'Discard unused blocks on filesystems from /etc/fstab' },
  { name: 'man-db', title: 'Daily man-db regeneration' },
  { name: 'certbot', title: 'Certbot' },
] as const

function systemdMessage(random: Random): string {
  const unit = random.pick(UNITS)
  return random.pick([
    `Starting ${unit.name}.service - ${unit.title}...`,
    `Finished ${unit.name}.service - ${unit.title}.`,
    `${unit.name}.service: Deactivated successfully.`,
    `Started session-${random.between(100, 9999)}.scope - Session of User ${random.pick(PEOPLE).user}.`,
  ])
}

function kernelMessage(random: Random): string {
  const uptime = `[${random.between(1000, 999_999)}.${String(random.below(1_000_000)).padStart(6, '0')}]`
  return random.pick([
    `${uptime} eth0: link becomes ready`,
    `${uptime} EXT4-fs (sda1): re-mounted. Quota mode: none.`,
    `${uptime} TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.`,
  ])
}

/** What servers say without anybody at the keyboard: cron, systemd, the kernel. */
export function machineLine(random: Random, time_ms: number): string {
  const host = random.pick(SERVERS)
  switch (random.below(5)) {
    case 0:
      return syslogLine(time_ms, host, 'kernel', kernelMessage(random))
    case 1:
    case 2: {
      const job = random.pick(CRON_JOBS)
      const tag = `CRON[${random.between(900, 65_000)}]`
      return syslogLine(time_ms, host, tag, `(${job.user}) CMD (${job.command})`)
    }
    default:
      return syslogLine(time_ms, host, 'systemd[1]', systemdMessage(random))
  }
}
